"""Smaller numbers for the network of an exported file: half precision and 8-bit integers."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import QuantFormat, QuantType, quantize_static
from onnxruntime.transformers.float16 import convert_float_to_float16

from engine.db.network_onnx import NORMALISED

Blob = NDArray[np.float32]


def to_float16(network: onnx.ModelProto) -> onnx.ModelProto:
    """``network`` with weights and arithmetic in half precision; input and output stay float32."""
    halved = convert_float_to_float16(deepcopy(network), keep_io_types=True, op_block_list=[])
    del halved.graph.value_info[:]  # still says float32
    return halved


def to_int8(network: onnx.ModelProto, blobs: Iterable[Blob]) -> onnx.ModelProto:
    """``network`` with convolutions of 8-bit integers, calibrated on normalised ``blobs`` (1, 3, H, W).

    Weights have one scale a channel (Jacob et al., CVPR 2018) and seven bits: with eight, processors without
    VNNI add two products in 16 bits and saturate. The transposed convolutions of the head stay in float32,
    since onnxruntime has no integer version of them.
    """
    quiet = logging.getLogger()
    level = quiet.level
    quiet.setLevel(logging.ERROR)
    try:
        with tempfile.TemporaryDirectory() as folder:
            quantized = Path(folder) / "int8.onnx"
            quantize_static(
                deepcopy(network),
                quantized,
                _Blobs(iter(blobs)),
                quant_format=QuantFormat.QDQ,
                op_types_to_quantize=["Conv"],
                per_channel=True,
                activation_type=QuantType.QUInt8,
                weight_type=QuantType.QInt8,
                reduce_range=True,
            )
            return onnx.load(quantized)
    finally:
        quiet.setLevel(level)


class _Blobs:
    """A ``CalibrationDataReader`` of onnxruntime."""

    def __init__(self, blobs: Iterator[Blob]) -> None:
        self._blobs = blobs

    def get_next(self) -> dict[str, Any] | None:
        blob = next(self._blobs, None)
        return None if blob is None else {NORMALISED: blob}
