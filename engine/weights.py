"""Weights on disk: one ``.safetensors`` file that also holds its :class:`ModelInfo`.

``num_batches_tracked`` of batch-norm is not kept: nothing here uses it (momentum is fixed), and it would
make two files of the same weights differ.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

from engine import files
from engine.errors import QT_TRANSLATE_NOOP, InputError
from engine.models import METADATA_KEY, ONNX_SUFFIX, ModelInfo, read_info, resolve_model, unreadable
from engine.network import DBNet

State = dict[str, Tensor]
COUNTER = "num_batches_tracked"


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
    files.write_bytes(path, save(tensors, metadata={METADATA_KEY: json.dumps(info.to_metadata())}))


def _stored(tensor: Tensor, half: bool) -> Tensor:
    return tensor.detach().to("cpu", torch.float16 if half else torch.float32).contiguous()


def load_weights(path: Path) -> tuple[State, ModelInfo]:
    """The tensors (single precision, on the CPU) and the description. InputError if it is not our file."""
    info = read_info(path)
    try:
        return {name: tensor.float() for name, tensor in load_file(path).items()}, info
    except (OSError, SafetensorError) as error:
        raise unreadable(path, error) from error


def load_network(model: str | Path) -> tuple[DBNet, ModelInfo]:
    """The network of ``model`` (see ``resolve_model``), in training mode, on the CPU.

    InputError when a tensor is missing, left over or of another shape.
    """
    path = resolve_model(model)
    if path.suffix.lower() == ONNX_SUFFIX:
        raise InputError(
            QT_TRANSLATE_NOOP("engine", "An exported .onnx file cannot be trained or exported again."),
            remedy=QT_TRANSLATE_NOOP(
                "engine", "Choose the experiment or .safetensors file it was made from."
            ),
            path=path,
        )
    state, info = load_weights(path)
    network = DBNet(info.variant)
    check_fit(network, state, path)
    network.load_state_dict(state, strict=False)
    return network, info


def check_fit(network: DBNet, state: Mapping[str, Tensor], path: Path) -> None:
    """InputError that names tensors of ``state`` that do not fit ``network``; counters may be absent."""
    wanted = {name: tensor.shape for name, tensor in network.state_dict().items() if COUNTER not in name}
    given = {name: tensor.shape for name, tensor in state.items() if COUNTER not in name}
    if wanted == given:
        return
    wrong = sorted(name for name in wanted.keys() | given.keys() if wanted.get(name) != given.get(name))
    raise InputError(
        QT_TRANSLATE_NOOP(
            "engine", "The weights do not fit the network {variant}: {names} ({count} in all)."
        ),
        remedy=QT_TRANSLATE_NOOP("engine", "Use weights made by this program for this network."),
        path=path,
        variant=network.variant,
        names=", ".join(wrong[:3]),
        count=len(wrong),
    )
