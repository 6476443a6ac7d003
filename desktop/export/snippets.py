"""Code to copy: how each profile's file is used with nothing but OpenCV, numpy and onnxruntime."""

from __future__ import annotations

from pathlib import Path

from engine.export import Size
from engine.models import DetectSettings

# Placeholders are @NAME@ and not {name}: the code below has braces of its own.
_END2END = """\
import cv2
import numpy as np
import onnxruntime as ort

MODEL = @MODEL@
PICTURE = "test.jpg"
WIDTH, HEIGHT = @WIDTH@, @HEIGHT@  # any multiples of 32; larger finds smaller text

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
WIDTH, HEIGHT = @WIDTH@, @HEIGHT@  # any multiples of 32; larger finds smaller text
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

_TEMPLATES = {"end2end": _END2END, "map": _MAP}


def snippet(profile: str, path: Path, size: Size, settings: DetectSettings) -> str:
    """Python that finds boxes with the exported file ``path``, at ``size`` (width, height)."""
    code = _TEMPLATES[profile]
    for name, value in (
        ("MODEL", repr(path.as_posix())),
        ("WIDTH", str(size[0])),
        ("HEIGHT", str(size[1])),
        ("THRESH", f"{settings.thresh:g}"),
        ("BOX_THRESH", f"{settings.box_thresh:g}"),
        ("UNCLIP", f"{settings.unclip_ratio:g}"),
    ):
        code = code.replace(f"@{name}@", value)
    return code
