"""Checkpoints of other programs: PaddleOCR's exported detector, ModelScope's and MhLiao's.

Every tensor is matched by name and shape, and a checkpoint that does not fit completely is refused. Elsewhere
people end up with half a network, or with nothing loaded because a prefix differs, and no message.
"""

from __future__ import annotations

import pickle
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from onnx import numpy_helper
from torch import Tensor

from engine.db.models import CHECKPOINT_SUFFIXES, ONNX_SUFFIX, ModelInfo
from engine.db.network import DBNet
from engine.db.weights import COUNTER, State
from engine.errors import InputError, Message

IMPORTABLE = Message(
    "Give PaddleOCR's ch_ppocr_server_v2.0_det as .onnx, or a ModelScope or MhLiao/DB ResNet18 "
    "checkpoint as .pt or .pth."
)

PADDLE_MEAN = (0.485, 0.456, 0.406)
PADDLE_STD = (0.229, 0.224, 0.225)
DAMO_MEAN = (123.68 / 255, 116.78 / 255, 103.94 / 255)
DAMO_STD = (1.0, 1.0, 1.0)

PADDLE_LAYERS = ("conv2d", "batch_norm", "conv2d_transpose")
PADDLE_NORM_PARTS = {"w_0": "weight", "b_0": "bias", "w_1": "running_mean", "w_2": "running_var"}
PREFIXES = ("model.module.", "module.", "model.")
WRAPPERS = ("state_dict", "model", "model_state_dict", "net")
THRESHOLD_HEAD = "threshold_head."


@dataclass(frozen=True, slots=True)
class Imported:
    """A foreign checkpoint in our layout.

    ``matched`` counts the tensors taken over. ``missing`` names ours that the file lacks: only the threshold
    head may be missing, and is then made from the probability head. ``unexpected`` names the file's that were
    dropped.
    """

    state: State
    info: ModelInfo
    matched: int
    missing: list[str]
    unexpected: list[str]


def import_checkpoint(path: Path) -> Imported:
    """Read a PaddleOCR ``det.onnx`` or a ModelScope / MhLiao ``.pt`` / ``.pth``.

    InputError when the file cannot be read safely or is another network, saying why.
    """
    if not path.is_file():
        raise InputError(
            Message("There is no such checkpoint."), remedy=Message("Check the path."), path=path
        )
    suffix = path.suffix.lower()
    if suffix == ONNX_SUFFIX:
        return _import_paddle(path)
    if suffix in CHECKPOINT_SUFFIXES:
        return _import_torch(path)
    raise InputError(Message("Checkpoints of this kind cannot be imported."), remedy=IMPORTABLE, path=path)


# --- PaddleOCR ---


def _import_paddle(path: Path) -> Imported:
    names = paddle_names()
    # Weights under other names keep them and do not fit: they belong to a larger network.
    state = {
        names.get(theirs, theirs): tensor
        for theirs, tensor in _onnx_initialisers(path).items()
        if theirs.startswith(PADDLE_LAYERS)
    }
    info = ModelInfo(
        name=path.stem,
        variant="resnet18_vd",
        mean=PADDLE_MEAN,
        std=PADDLE_STD,
        source=f"PaddleOCR ch_ppocr_server_v2.0_det ({path.name})",
        licence="Apache-2.0",
    )
    return _complete(path, state, info, [])


def _onnx_initialisers(path: Path) -> State:
    """All weights of an ONNX file by name; Paddle's exporter keeps some as Constant nodes."""
    try:
        graph = onnx.load(path).graph
    except (OSError, DecodeError) as error:
        raise InputError(
            Message("This is not an ONNX file, or it is damaged: {detail}.", detail=str(error).rstrip(".")),
            remedy=Message("Get the file again."),
            path=path,
        ) from error
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant" and node.attribute[0].name == "value":
            tensors[node.output[0]] = node.attribute[0].t
    arrays = {name: np.array(numpy_helper.to_array(tensor)) for name, tensor in tensors.items()}
    # The exporter writes a deconvolution's bias as an addition, in the shape (1, C, 1, 1).
    return {
        name: torch.from_numpy(array.reshape(-1) if name.endswith(".b_0") else array)
        for name, array in arrays.items()
    }


def paddle_names() -> dict[str, str]:
    """Paddle's names, numbered in order of construction, to ours; no threshold head."""
    convs, norms = _paddle_order()
    names = {f"conv2d_{number}.w_0": f"{ours}.weight" for number, ours in enumerate(convs)}
    for number, ours in enumerate(norms):
        for theirs, part in PADDLE_NORM_PARTS.items():
            names[f"batch_norm_{number}.{theirs}"] = f"{ours}.{part}"
    for number, ours in enumerate(("probability_head.3", "probability_head.6")):
        names[f"conv2d_transpose_{number}.w_0"] = f"{ours}.weight"
        names[f"conv2d_transpose_{number}.b_0"] = f"{ours}.bias"
    return names


def _paddle_order() -> tuple[list[str], list[str]]:
    """Our convolutions and batch-norms in the order in which Paddle builds them."""
    convs = [f"backbone.stem.{index}.0" for index in range(3)]
    norms = [f"backbone.stem.{index}.1" for index in range(3)]
    for stage in range(1, 5):
        for block in range(2):
            prefix = f"backbone.layer{stage}.{block}"
            convs += [f"{prefix}.conv1", f"{prefix}.conv2"]
            norms += [f"{prefix}.bn1", f"{prefix}.bn2"]
            if block == 0:
                pooled = stage > 1
                convs.append(f"{prefix}.downsample.{int(pooled)}")
                norms.append(f"{prefix}.downsample.{int(pooled) + 1}")
    convs += [f"fpn.laterals.{index}" for index in range(4)]
    convs += [f"fpn.outputs.{index}" for index in reversed(range(4))]
    return [*convs, "probability_head.0"], [*norms, "probability_head.1", "probability_head.4"]


# --- ModelScope and MhLiao ---


def _import_torch(path: Path) -> Imported:
    given = _state_dict(_load_safely(path), path)
    for prefix in PREFIXES:
        if all(name.startswith(prefix) for name in given):
            given = {name.removeprefix(prefix): tensor for name, tensor in given.items()}
            break
    _refuse_other_networks(given, path)
    names = {name: damo_name(name) for name in given}
    state = {ours: given[theirs].float() for theirs, ours in names.items() if ours is not None}
    info = ModelInfo(
        name=path.stem,
        variant="resnet18",
        mean=DAMO_MEAN,
        std=DAMO_STD,
        source=f"ModelScope / MhLiao checkpoint ({path.name})",
    )
    return _complete(path, state, info, sorted(name for name, ours in names.items() if ours is None))


def _load_safely(path: Path) -> object:
    try:
        # Warnings are about pickle protocols; all that matters is whether the file loads.
        with warnings.catch_warnings(action="ignore"):
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise InputError(
            Message("The checkpoint is damaged, or holds more than tensors and could run code when opened."),
            remedy=Message(
                "Get it again, or save only its state dict: torch.save(model.state_dict(), 'weights.pt')."
            ),
            path=path,
        ) from error
    except (RuntimeError, EOFError, OSError, ValueError, KeyError) as error:
        raise InputError(
            Message(
                "The checkpoint cannot be read: {detail}.",
                detail=str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__,
            ),
            remedy=Message("Get the file again."),
            path=path,
        ) from error


def _state_dict(content: object, path: Path) -> State:
    """The dict of tensors inside ``content``, however it is wrapped."""
    while isinstance(content, dict):
        tensors = {
            name: value
            for name, value in content.items()
            if isinstance(name, str) and isinstance(value, Tensor)
        }
        if tensors:
            return tensors
        content = next((content[name] for name in WRAPPERS if name in content), None)
    raise InputError(
        Message("There are no weights in this checkpoint."),
        remedy=Message("Give the file that holds the model's state dict."),
        path=path,
    )


def _refuse_other_networks(state: State, path: Path) -> None:
    if any("conv2_offset" in name for name in state):
        problem = Message(
            "This network has deformable convolutions, which exported files could not run everywhere."
        )
    elif any(name.startswith("backbone.layer1.0.conv3") for name in state):
        problem = Message("This is a ResNet50; the program works with ResNet18.")
    elif any(name.startswith("backbone.layer1.2.") for name in state):
        problem = Message("This is a ResNet deeper than the ResNet18 the program works with.")
    else:
        return
    raise InputError(
        problem, remedy=Message("Give a ResNet18 checkpoint without deformable convolutions."), path=path
    )


DAMO_LAYERS = {
    "backbone.conv1": "backbone.stem.0.0",
    "backbone.bn1": "backbone.stem.0.1",
    "decoder.binarize": "probability_head",
    "decoder.thresh": "threshold_head",
    **{f"decoder.in{level}": f"fpn.laterals.{level - 2}" for level in range(2, 6)},
    **{f"decoder.out{level}": f"fpn.outputs.{level - 2}" for level in range(2, 6)},
}
UNUSED = ("backbone.fc.", "backbone.smooth.")
"""Layers that the originals build but never call."""


def damo_name(name: str) -> str | None:
    """Our name for a tensor of a ModelScope / MhLiao checkpoint; None for what the detector does not use.

    A tensor of an unknown layer keeps its name, so that it does not fit: without DB++'s attention, say, the
    network would load and find nothing.
    """
    if not name.startswith(("backbone.", "decoder.")) or name.startswith(UNUSED):
        return None
    if name.count(".") < 2:
        return name
    first, second, part = name.split(".", 2)
    layer = f"{first}.{second}"
    if second.startswith("out"):
        part = part.removeprefix("0.")  # a convolution and the up-sampling after it, except for out2
    return f"{DAMO_LAYERS.get(layer, layer)}.{part}"


# --- both ---


def _complete(path: Path, state: State, info: ModelInfo, unexpected: list[str]) -> Imported:
    """Check ``state`` against the network and add a threshold head if only that is missing."""
    wanted = {name: t.shape for name, t in DBNet(info.variant).state_dict().items() if COUNTER not in name}
    state = {name: tensor for name, tensor in state.items() if COUNTER not in name}
    fitting = [name for name in wanted if name in state and state[name].shape == wanted[name]]
    wrong = [name for name in state if name not in fitting]
    missing = [name for name in wanted if name not in state]
    needed = [name for name in missing if not name.startswith(THRESHOLD_HEAD)]
    partial_head = bool(missing) and any(name.startswith(THRESHOLD_HEAD) for name in state)
    if wrong or needed or partial_head:
        names = [*wrong, *missing]
        raise InputError(
            Message(
                "The checkpoint is another network than {variant}: {matched} of {wanted} tensors match; "
                "these do not: {names}.",
                variant=info.variant,
                matched=len(fitting),
                wanted=len(wanted),
                names=", ".join(names[:3]) + (" …" if len(names) > 3 else ""),
            ),
            remedy=IMPORTABLE,
            path=path,
        )
    if missing:
        state |= warm_threshold_head(state)
    return Imported(state, info, len(fitting), missing, unexpected)


def warm_threshold_head(state: State) -> State:
    """A threshold head with the features of a trained probability head and a fresh last layer.

    The fresh layer is small, so that the threshold starts near 0.5 everywhere and the binary map follows the
    probability map alone. Deterministic.
    """
    head = {
        THRESHOLD_HEAD + name.removeprefix("probability_head."): tensor.clone()
        for name, tensor in state.items()
        if name.startswith("probability_head.")
    }
    last = head[f"{THRESHOLD_HEAD}6.weight"]
    generator = torch.Generator().manual_seed(0)
    head[f"{THRESHOLD_HEAD}6.weight"] = torch.randn(last.shape, generator=generator) * 0.01
    head[f"{THRESHOLD_HEAD}6.bias"] = torch.zeros(1)
    return head
