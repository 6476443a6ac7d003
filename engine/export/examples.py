"""Code to copy that uses an exported file, one example for each built-in profile.

`engine.export.snippets` fills the placeholders. They are @NAME@ and not {name} because the code has braces of
its own.
"""

END2END = """\
import cv2
import numpy as np
import onnxruntime as ort

MODEL = @MODEL@
PICTURE = "test.jpg"
WIDTH, HEIGHT = @WIDTH@, @HEIGHT@  # @SIDES@

session = ort.InferenceSession(MODEL, providers=["CPUExecutionProvider"])
image = cv2.imread(PICTURE)
h, w = image.shape[:2]
blob = cv2.resize(image, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).transpose(2, 0, 1)[np.newaxis, ...]
boxes, scores = session.run(None, {"input": blob.astype(np.float32) / 255.0})
boxes *= np.array([w / WIDTH, h / HEIGHT] * 4, np.float32)

# The thresholds are in the file. Others can be given with each picture:
# settings = {"thresh": @THRESH@, "box_thresh": @BOX_THRESH@, "unclip_ratio": @UNCLIP@}
# session.run(None, {"input": ..., **{name: np.array(value, np.float32) for name, value in settings.items()}})

for box, score in zip(boxes, scores):
    print(box.round().astype(int).tolist(), round(float(score), 3))  # clockwise from the top left
    cv2.polylines(image, [box.reshape(4, 2).round().astype(np.int32)], True, (0, 94, 213), 2)
cv2.imwrite("result.png", image)
"""

MAP = """\
import cv2
import numpy as np
import onnxruntime as ort

MODEL = @MODEL@
PICTURE = "test.jpg"
WIDTH, HEIGHT = @WIDTH@, @HEIGHT@  # @SIDES@
THRESH, BOX_THRESH, UNCLIP = @THRESH@, @BOX_THRESH@, @UNCLIP@

session = ort.InferenceSession(MODEL, providers=["CPUExecutionProvider"])
image = cv2.imread(PICTURE)
h, w = image.shape[:2]
blob = cv2.resize(image, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).transpose(2, 0, 1)[np.newaxis, ...]
(output,) = session.run(None, {"input": blob.astype(np.float32) / 255.0})
probability = output[0, 0]  # (HEIGHT, WIDTH), 0 to 1

boxes, scores = [], []
binary = (probability > THRESH).astype(np.uint8)
contours, _ = cv2.findContours(binary, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
for contour in contours:
    center, (bw, bh), angle = cv2.minAreaRect(contour)
    if min(bw, bh) < 3:
        continue
    mask = cv2.drawContours(np.zeros_like(binary), [contour], 0, 1, cv2.FILLED)
    score = cv2.mean(probability, mask & binary)[0]
    if score < BOX_THRESH:
        continue
    grow = bw * bh * UNCLIP / (bw + bh)
    corners = cv2.boxPoints((center, (bw + grow, bh + grow), angle)) + 0.5
    boxes.append(corners * (w / WIDTH, h / HEIGHT))
    scores.append(score)

for box, score in zip(boxes, scores):
    print(box.round().astype(int).reshape(-1).tolist(), round(score, 3))
    cv2.polylines(image, [box.round().astype(np.int32)], True, (0, 94, 213), 2)
cv2.imwrite("result.png", image)
"""

OPENCV = """\
import cv2
import numpy as np

MODEL = @MODEL@
PICTURE = "test.jpg"

model = cv2.dnn.TextDetectionModel_DB(MODEL)  # OpenCV 4 or 5
model.setBinaryThreshold(@THRESH@)
model.setPolygonThreshold(@BOX_THRESH@)
model.setUnclipRatio(@UNCLIP@)
model.setMaxCandidates(1000)
model.setInputParams(scale=1 / 255, size=(@WIDTH@, @HEIGHT@), mean=(0, 0, 0), swapRB=False)
image = cv2.imread(PICTURE)
quads, scores = model.detect(image)  # in pixels of the picture

for quad in quads:
    print(np.asarray(quad).reshape(-1).tolist())  # clockwise from the bottom left
    cv2.polylines(image, [np.asarray(quad, np.int32)], True, (0, 94, 213), 2)
cv2.imwrite("result.png", image)
"""

RAPIDOCR = """\
from rapidocr import RapidOCR

MODEL = @MODEL@
PICTURE = "test.jpg"

# RapidOCR's usual normalisation, (pixels / 255 - 0.5) / 0.5, is undone inside the file.
engine = RapidOCR(
    params={
        "Det.model_path": MODEL,
        "Det.limit_type": "max",
        "Det.limit_side_len": @LONG_SIDE@,
        "Det.thresh": @THRESH@,
        "Det.box_thresh": @BOX_THRESH@,
        "Det.unclip_ratio": @UNCLIP@,
        "Det.use_dilation": False,
    }
)
result = engine(PICTURE, use_cls=False)  # use_rec=False: boxes only
for box, text in zip(result.boxes, result.txts or ()):
    print(box.round().astype(int).reshape(-1).tolist(), text)
"""

PADDLEOCR = """\
# With PaddleOCR 2's own program:
#   python tools/infer/predict_det.py --use_onnx=True --det_model_dir=@PATH@ --image_dir=test.jpg
#     --det_limit_type=max --det_limit_side_len=@LONG_SIDE@ --det_db_thresh=@THRESH@
#     --det_db_box_thresh=@BOX_THRESH@ --det_db_unclip_ratio=@UNCLIP@
# In your own code, before its DBPostProcess:
import cv2
import numpy as np
import onnxruntime as ort

MODEL = @MODEL@
PICTURE = "test.jpg"
WIDTH, HEIGHT = @WIDTH@, @HEIGHT@  # @SIDES@

session = ort.InferenceSession(MODEL, providers=["CPUExecutionProvider"])
image = cv2.resize(cv2.imread(PICTURE), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
# PaddleOCR's usual normalisation is undone inside the file.
normalised = (image.astype(np.float32) / 255.0 - (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225)
(maps,) = session.run(None, {"x": normalised.transpose(2, 0, 1)[np.newaxis].astype(np.float32)})
print(maps.shape)  # (1, 1, HEIGHT, WIDTH), 0 to 1: DBPostProcess takes {"maps": maps}
"""

ONNXTR = """\
from onnxtr.io import DocumentFile
from onnxtr.models import db_resnet50, detection_predictor

MODEL = @MODEL@
PICTURE = "test.jpg"

# OnnxTR's normalisation is undone inside the file. Its classes for DB differ in nothing but their downloads.
model = db_resnet50(MODEL, bin_thresh=@THRESH@, box_thresh=@BOX_THRESH@)
model.cfg = {**model.cfg, "input_shape": (3, @HEIGHT@, @WIDTH@)}
model.postprocessor.unclip_ratio = @UNCLIP@
# Its removal of padding is right for square inputs only: let it stretch the picture instead.
predictor = detection_predictor(model, assume_straight_pages=False, preserve_aspect_ratio=False)
pages = DocumentFile.from_images([PICTURE])
for page, found in zip(pages, predictor(pages)):
    h, w = page.shape[:2]
    for quad in found:  # four corners as shares of width and height, then (0, score)
        print((quad[:4] * (w, h)).round().astype(int).reshape(-1).tolist(), round(float(quad[4, 1]), 3))
"""
