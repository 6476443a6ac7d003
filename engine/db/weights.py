"""Weights on disk: one ``.safetensors`` file that also holds its :class:`ModelInfo`.

``num_batches_tracked`` of batch-norm is left out: nothing here uses it (momentum is fixed), and it would make
two files of the same weights differ.
"""

from __future__ import annotations

import errno
import json
import math
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from engine import files
from engine.db.balance import balance
from engine.db.models import (
    METADATA_KEY,
    ONNX_SUFFIX,
    SCRATCH,
    ModelInfo,
    read_info,
    resolve_model,
    stored_name,
    tensor_name,
    unreadable,
)
from engine.db.network import DBNet
from engine.errors import InputError, Message

State = dict[str, Tensor]
COUNTER = "num_batches_tracked"

IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of ImageNet's pictures, applied to BGR as in PaddleOCR and the general weights."""

EXPECTED_TEXT = 0.1
"""The probability a fresh network gives everywhere: about the share of text in pictures with text."""

FRESH_LOGIT_STD = 0.01


def save_weights(path: Path, state: Mapping[str, Tensor], info: ModelInfo, half: bool = False) -> None:
    """Write ``state`` (a ``DBNet`` state dict) and ``info`` atomically.

    ``half`` stores convolution weights in half precision; batch-norm and biases, a hundredth of
    the size and with a far wider range, stay in single precision. StorageError when writing fails.
    """
    tensors = {
        name: tensor.detach()
        .to("cpu", torch.float16 if half and tensor.ndim > 1 else torch.float32)
        .contiguous()
        for name, tensor in state.items()
        if not name.endswith(COUNTER)
    }
    write_tensors(path, tensors, info.to_metadata())


def write_tensors(path: Path, tensors: Mapping[str, Tensor], description: Mapping[str, object]) -> None:
    """Write contiguous CPU ``tensors`` with ``description`` as JSON in the header, atomically.

    StorageError when writing fails.
    """
    stored = {stored_name(name): tensor for name, tensor in tensors.items()}
    with files.atomic_path(path) as temporary:
        try:
            save_file(stored, temporary, metadata={METADATA_KEY: json.dumps(description)})
        except SafetensorError as error:
            raise _as_os_error(error) from error


def _as_os_error(error: SafetensorError) -> OSError:
    """The system's error, which safetensors passes on in words only."""
    found = re.search(r"\(os error (\d+)\)", str(error))
    if found is None:
        return OSError(errno.EIO, str(error))
    code = int(found.group(1))
    # On Windows the number is the system's own; OSError finds the matching errno.
    return OSError(0, str(error), None, code) if sys.platform == "win32" else OSError(code, os.strerror(code))


def load_weights(path: Path) -> tuple[State, ModelInfo]:
    """Tensors (single precision, on the CPU) and description. InputError when the file is not ours."""
    info = read_info(path)
    try:
        return {tensor_name(name): tensor.float() for name, tensor in load_file(path).items()}, info
    except (OSError, SafetensorError) as error:
        raise unreadable(path, error) from error


def load_network(model: str | Path) -> tuple[DBNet, ModelInfo]:
    """The network of ``model`` (see ``resolve_model``), in training mode, on the CPU.

    InputError when a tensor is missing, unknown or of another shape.
    """
    path = resolve_model(model)
    if path.suffix.lower() == ONNX_SUFFIX:
        raise InputError(
            Message("An exported .onnx file cannot be trained or exported again."),
            remedy=Message("Choose the experiment or .safetensors file it was made from."),
            path=path,
        )
    state, info = load_weights(path)
    network = DBNet(info.variant)
    wanted = {name: tensor.shape for name, tensor in network.state_dict().items() if COUNTER not in name}
    given = {name: tensor.shape for name, tensor in state.items() if COUNTER not in name}
    if wanted != given:
        wrong = sorted(name for name in wanted.keys() | given.keys() if wanted.get(name) != given.get(name))
        raise InputError(
            Message(
                "The weights do not fit the network {variant}: {names} ({count} in all).",
                variant=network.variant,
                names=", ".join(map(stored_name, wrong[:3])),
                count=len(wrong),
            ),
            remedy=Message("Use weights made by this program for this network."),
            path=path,
        )
    network.load_state_dict(state, strict=False)
    return network, info


def starting_network(weights: str, seed: int) -> tuple[DBNet, ModelInfo]:
    """What a training starts from: the network of `load_network`, or for `SCRATCH` one made from ``seed``.

    Loaded weights are balanced: one learning rate suits every layer, and the results stay the same.
    """
    if weights == SCRATCH:
        return fresh_network(seed)
    network, info = load_network(weights)
    balance(network)
    return network, info


def fresh_network(seed: int, variant: str = "resnet18_vd") -> tuple[DBNet, ModelInfo]:
    """A network that has learned nothing: He's initialisation, and little text expected anywhere."""
    torch.manual_seed(seed)
    network = DBNet(variant)
    for head, probability in ((network.probability_head, EXPECTED_TEXT), (network.threshold_head, 0.5)):
        last = cast(nn.ConvTranspose2d, head[-1])
        # torch's He initialisation confuses inputs and outputs of transposed convolutions: ±5 from noise.
        nn.init.normal_(last.weight, std=FRESH_LOGIT_STD)
        nn.init.constant_(cast(Tensor, last.bias), math.log(probability / (1 - probability)))
    return network, ModelInfo(name=SCRATCH, variant=variant, mean=IMAGENET_MEAN, std=IMAGENET_STD)
