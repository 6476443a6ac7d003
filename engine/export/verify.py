"""Whether an exported file gives the model's answers: its map and boxes against torch's, and its Hmean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import NamedTuple

import numpy as np
import onnx
import torch
from numpy.typing import NDArray

from engine.data.dataset import Sample
from engine.db.models import ModelInfo
from engine.db.network import DBNet
from engine.db.network_onnx import MAP
from engine.db.postprocess import boxes_from_map
from engine.db.scaling import resize
from engine.detect.evaluation import Score, evaluate_samples
from engine.detect.onnx_detector import OnnxDetector, blob_of
from engine.detect.onnx_session import open_session
from engine.export.graph import BOXES
from engine.export.options import Size
from engine.export.profiles import Profile
from engine.geometry import ious

OTHER_SIZE = (416, 320)
"""A second size to check, (width, height): the graph must not be tied to the size the file is made for."""

CPU = ("CPUExecutionProvider",)


class Verified(NamedTuple):
    """``max_difference`` of probabilities; ``agreement`` of boxes from 0 to 1: the mean IoU of their pairs,
    where a box without a partner counts as half a pair of IoU 0.
    """

    max_difference: float
    agreement: float


def verify(
    exported: onnx.ModelProto,
    profile: Profile,
    network: DBNet,
    info: ModelInfo,
    images: Sequence[NDArray[np.uint8]],
    sizes: Sequence[Size],
) -> Verified:
    """Run ``exported`` as its consumer does, and torch with our post-processing, on BGR pictures.

    ``network`` is in evaluation mode. For a file without boxes they are made from its map. Raises the errors
    of onnx and onnxruntime when the file is not a valid model.
    """
    onnx.checker.check_model(exported, full_check=True)
    with_map = deepcopy(exported)
    if all(output.name != MAP for output in with_map.graph.output):
        with_map.graph.output.append(onnx.helper.make_tensor_value_info(MAP, onnx.TensorProto.FLOAT, None))
    session = open_session(with_map.SerializeToString(), CPU)
    outputs = [MAP, BOXES] if profile.output == "boxes" else [MAP]
    differences, common, boxes = [0.0], 0.0, 0
    for image in images:
        for width, height in sizes:
            pixels = resize(image, width, height)
            blob = torch.from_numpy(blob_of(pixels, info.normalisation))
            with torch.inference_mode():
                expected = np.asarray(torch.sigmoid(network.probability_logits(blob)).numpy())
            found, *given = session.run(outputs, {profile.input: blob_of(pixels, profile.normalisation)})
            ours, theirs = (
                boxes_from_map(each[0, 0], info.settings, width, height)[0] for each in (expected, found)
            )
            if given:
                theirs = given[0].reshape(-1, 4, 2)
            differences.append(np.abs(found - expected).max())
            common += _paired_iou(ours, theirs)
            boxes += len(ours) + len(theirs)
    # Unlike max(), np.max keeps NaN.
    return Verified(float(np.max(differences)), 2 * common / boxes if boxes else 1.0)


def measure(
    network: onnx.ModelProto, info: ModelInfo, samples: Sequence[Sample], on_picture: Callable[[int], None]
) -> Score:
    """The figures of a network's graph, in whatever precision, with our own detection around it."""
    session = open_session(network.SerializeToString(), CPU)
    return evaluate_samples(OnnxDetector(session, info, info.normalisation), samples, on_picture=on_picture)


def _paired_iou(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Sum of the IoU of quads (N, 4, 2) and (M, 4, 2) that are each other's best."""
    if not len(first) or not len(second):
        return 0.0
    iou = ious(first, second)
    best = iou.argmax(axis=1)
    mutual = iou.argmax(axis=0)[best] == np.arange(len(first))
    return float(iou[mutual, best[mutual]].sum())
