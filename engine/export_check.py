"""Whether an exported file answers as the model does: its map beside torch, its boxes beside our own."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import nn

from engine.export import Size
from engine.export_graphs import BOXES, INPUT
from engine.geometry import ious
from engine.models import DetectSettings
from engine.onnx_session import open_session
from engine.postprocess import boxes_from_map

OTHER_SIZE = (416, 320)
"""The second size of the check, (width, height): nothing may be frozen to the size the file is made for."""


def max_difference(data: bytes, graph: nn.Module, images: Sequence[NDArray[np.uint8]], size: Size) -> float:
    """Largest difference between onnxruntime on ``data`` and torch on ``graph``, which give maps.

    Over ``images`` (H, W, 3) uint8 BGR, one at a time at ``size`` and two at a time at another size.
    """
    session = _checked_session(data)
    differences = []
    for image in images:
        other = _blob(image, OTHER_SIZE)
        for blob in (_blob(image, size), np.concatenate([other, other[..., ::-1]])):
            (answer,) = session.run(None, {INPUT: blob})
            differences.append(np.abs(answer - _map(graph, blob)).max())
    return float(np.max(differences))  # unlike max(), it does not lose NaN


def box_agreement(
    data: bytes,
    graph: nn.Module,
    images: Sequence[NDArray[np.uint8]],
    size: Size,
    settings: DetectSettings,
) -> float:
    """How well the boxes of ``data`` agree with `engine.postprocess` on torch's maps, 0 to 1.

    The mean IoU of the pairs, over ``images`` at ``size`` and at another size; a box without a partner counts
    as half a pair of IoU 0. 1.0 when neither finds any.
    """
    session = _checked_session(data)
    common, boxes = 0.0, 0
    for image in images:
        for width, height in (size, OTHER_SIZE):
            blob = _blob(image, (width, height))
            answer = session.run([BOXES], {INPUT: blob})[0].reshape(-1, 4, 2)
            expected, _ = boxes_from_map(_map(graph, blob)[0, 0], settings, width, height)
            common += _paired_iou(answer, expected)
            boxes += len(answer) + len(expected)
    return 2 * common / boxes if boxes else 1.0


def _paired_iou(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Sum of the IoU of quads (N, 4, 2) and (M, 4, 2) that are each other's best."""
    if not len(first) or not len(second):
        return 0.0
    iou = ious(first, second)
    best = iou.argmax(axis=1)
    mutual = iou.argmax(axis=0)[best] == np.arange(len(first))
    return float(iou[mutual, best[mutual]].sum())


def _checked_session(data: bytes) -> onnxruntime.InferenceSession:
    onnx.checker.check_model(data, full_check=True)
    return open_session(data, ["CPUExecutionProvider"])


def _map(graph: nn.Module, blob: NDArray[np.float32]) -> NDArray[np.float32]:
    with torch.inference_mode():
        return np.asarray(graph(torch.from_numpy(blob)).numpy())


def _blob(image: NDArray[np.uint8], size: Size) -> NDArray[np.float32]:
    """What people feed an exported file: (1, 3, H, W) float32, BGR / 255."""
    resized = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(resized.transpose(2, 0, 1)[None], np.float32) / np.float32(255)
