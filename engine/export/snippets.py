"""How an exported file is used: code to copy for each profile, and the README beside the file."""

from __future__ import annotations

from pathlib import Path

from engine import __version__
from engine.db.models import PLAIN, DetectSettings, ModelInfo
from engine.export.options import ExportOptions
from engine.export.profiles import find_profile

# Placeholders are @NAME@ and not {name}: the code below has braces of its own.
_END2END = """\
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

_MAP = """\
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

_OPENCV = """\
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

_RAPIDOCR = """\
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

_PADDLEOCR = """\
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

_ONNXTR = """\
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

TEMPLATES = {
    "end2end": _END2END,
    "map": _MAP,
    "opencv": _OPENCV,
    "rapidocr": _RAPIDOCR,
    "paddleocr": _PADDLEOCR,
    "onnxtr": _ONNXTR,
}

_README = """\
# @FILE@

@NAME@@SOURCE@. Made by QuadTune @VERSION@.
由 QuadTune @VERSION@ 导出的文本检测模型。

| | |
|---|---|
| profile 用途 | @PROFILE@ |
| input 输入 | `@INPUT@`, float32, (@BATCH@, 3, @SIDES@), @ORDER@, @NORMALISATION@ |
| output 输出 | @OUTPUT@ |
| numbers 精度 | @PRECISION@ |
| settings 参数 | thresh @THRESH@, box_thresh @BOX_THRESH@, unclip_ratio @UNCLIP@ |
| long side it was tuned for 调优所用长边 | @LONG_SIDE@ |
| dataset 数据集 | @DATASET@ |
| Hmean | @HMEAN@ |

```python
@CODE@```
"""

_OUTPUTS = {
    "boxes": "`boxes` (N, 8): corners in pixels of the input, clockwise from the top left; `scores` (N,). "
    "Settings can be given as inputs `thresh`, `box_thresh`, `unclip_ratio`",
    "map": "`probability` (N, 1, H, W), 0 to 1",
    "flat_map": "`map` (H, W), 0 to 1",
    "logits": "`logits` (N, 1, H, W), before the sigmoid",
}


def snippet(path: Path, options: ExportOptions, info: ModelInfo) -> str:
    """Python that uses the exported file ``path``."""
    width, height = options.size
    settings = info.settings
    return _filled(
        TEMPLATES[options.profile],
        MODEL=repr(path.as_posix()),
        PATH=path.as_posix(),
        WIDTH=width,
        HEIGHT=height,
        SIDES="the file takes no other size"
        if options.takes_one_size
        else "any multiples of 32; larger finds smaller text",
        LONG_SIDE=max(options.size) if options.takes_one_size else settings.long_side,
        **_thresholds(settings),
    )


def readme(path: Path, options: ExportOptions, info: ModelInfo, hmean: float | None) -> str:
    """Markdown to lie beside the file ``path``; ``hmean`` is the file's own where it was measured."""
    profile, settings = find_profile(options.profile), info.settings
    width, height = options.size
    norm = profile.normalisation
    reached = info.hmean if hmean is None else hmean
    return _filled(
        _README,
        FILE=path.name,
        NAME=info.name,
        SOURCE=f", {info.source}" if info.source else "",
        VERSION=__version__,
        PROFILE=profile.name,
        INPUT=profile.input,
        BATCH="1" if profile.one_picture else "N",
        SIDES=f"{height}, {width}"
        if options.takes_one_size
        else f"H, W: multiples of 32, made for {height}, {width}",
        ORDER=norm.order,
        NORMALISATION="/ 255" if norm == PLAIN else f"(/ 255 - {norm.mean}) / {norm.std}",
        OUTPUT=_OUTPUTS[profile.output],
        PRECISION=options.precision,
        **_thresholds(settings),
        LONG_SIDE=settings.long_side,
        DATASET=info.dataset or "–",
        HMEAN="–" if reached is None else f"{reached:.3f}",
        CODE=snippet(Path(path.name), options, info),
    )


def _thresholds(settings: DetectSettings) -> dict[str, str]:
    return {
        "THRESH": f"{settings.thresh:g}",
        "BOX_THRESH": f"{settings.box_thresh:g}",
        "UNCLIP": f"{settings.unclip_ratio:g}",
    }


def _filled(template: str, **values: object) -> str:
    for name, value in values.items():
        template = template.replace(f"@{name}@", str(value))
    return template
