"""What the rest of the program knows of a model: its description, and how to find its file.

Nothing here imports torch, so the window and the command line can ask about models without waiting.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

import resources
from engine.errors import InputError, Message

VARIANTS = ("resnet18", "resnet18_vd")
GENERAL = "general"
SCRATCH = "none"
"""Given as the weights of a training: start from a network that has learned nothing."""
WEIGHTS_SUFFIX = ".safetensors"
ONNX_SUFFIX = ".onnx"
CHECKPOINT_SUFFIXES = (".pt", ".pth")
METADATA_FORMAT = "quadtune-1"
METADATA_KEY = "quadtune"
"""The only entry in the header of our ``.safetensors`` files: the library writes several in random order, and
the same weights should give the same bytes."""

_HEAD, _STORED_HEAD = "probability_head.", "shrink_head."

NORMALISATION = "input"
"""The property of an exported file that describes the input it expects; when absent, `PLAIN`."""

WHAT_IS_A_MODEL = Message(
    "Give general, an experiment folder, a .safetensors file or an exported .onnx file."
)

Triple = tuple[float, float, float]
Order = Literal["BGR", "RGB"]


@dataclass(frozen=True, slots=True)
class DetectSettings:
    """The operating point of a model; stored beside its weights.

    ``long_side``: pixels the longer side of a picture is scaled to. ``thresh``: a pixel is text above this
    probability. ``box_thresh``: a quad is kept from this mean probability on. ``unclip_ratio``: how far a
    shrunk region is grown back, as a factor of area / perimeter.
    """

    long_side: int = 1280
    thresh: float = 0.3
    box_thresh: float = 0.5
    unclip_ratio: float = 1.8

    def check(self) -> DetectSettings:
        """Return self; InputError when a value is out of its range."""
        for name, limits, fits in (
            ("long_side", "32–8192", 32 <= self.long_side <= 8192),
            ("thresh", "0–1", 0 < self.thresh < 1),
            ("box_thresh", "0–1", 0 <= self.box_thresh <= 1),
            ("unclip_ratio", "0–10", 0 < self.unclip_ratio <= 10),
        ):
            if not fits:
                raise out_of_range(name, getattr(self, name), limits)
        return self


def out_of_range(name: str, value: object, limits: str) -> InputError:
    """The error that a detection setting is outside its ``limits``."""
    return InputError(
        Message(
            "The detection setting {name} is {value}, outside {limits}.",
            name=name,
            value=value,
            limits=limits,
        ),
        remedy=Message("Choose a value inside the range."),
    )


@dataclass(frozen=True, slots=True)
class Normalisation:
    """What is done to pixels / 255 before the network sees them: (x - mean) / std, channels in ``order``."""

    mean: Triple = (0.0, 0.0, 0.0)
    std: Triple = (1.0, 1.0, 1.0)
    order: Order = "BGR"

    def to_text(self) -> str:
        """JSON, for the property `NORMALISATION` of exported files."""
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, text: str) -> Normalisation:
        """Inverse of `to_text`; ValueError or KeyError when ``text`` is something else."""
        given = json.loads(text)
        mean, std = (_triple(json.dumps(given[name])) for name in ("mean", "std"))
        if min(std) <= 0 or given["order"] not in get_args(Order):
            raise ValueError(f"{text} is not a normalisation")
        return cls(mean, std, given["order"])


PLAIN = Normalisation()
"""BGR / 255 and nothing else."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What one has to know about weights to use them.

    ``mean`` and ``std`` are in BGR order and apply to pixels / 255. ``dataset``: the name of the folder the
    model was trained on; ``hmean``: its Hmean there on the test pictures, or else on the validation pictures.
    """

    name: str
    variant: str
    mean: Triple
    std: Triple
    settings: DetectSettings = field(default_factory=DetectSettings)
    source: str = ""
    licence: str = ""
    dataset: str = ""
    hmean: float | None = None

    @property
    def normalisation(self) -> Normalisation:
        return Normalisation(self.mean, self.std)

    def to_metadata(self) -> dict[str, str]:
        """The key–value pairs stored in model files; numbers as JSON."""
        return {
            "format": METADATA_FORMAT,
            "name": self.name,
            "variant": self.variant,
            "mean": json.dumps(self.mean),
            "std": json.dumps(self.std),
            "settings": json.dumps(asdict(self.settings)),
            "source": self.source,
            "licence": self.licence,
            "dataset": self.dataset,
            "hmean": json.dumps(self.hmean),
        }

    @classmethod
    def from_metadata(cls, metadata: dict[str, str], path: Path | None = None) -> ModelInfo:
        """Inverse of :meth:`to_metadata`; other keys are ignored. ``path`` is named in the InputError."""
        if metadata.get("format") != METADATA_FORMAT:
            raise InputError(
                Message("This file does not hold a model of this program."),
                remedy=Message("Choose a model made by training, by import-weights or by export here."),
                path=path,
            )
        try:
            if metadata["variant"] not in VARIANTS:
                raise ValueError(f"unknown variant {metadata['variant']!r}")
            std = _triple(metadata["std"])
            if min(std) <= 0:
                raise ValueError(f"std {std} is not positive")
            return cls(
                name=metadata["name"],
                variant=metadata["variant"],
                mean=_triple(metadata["mean"]),
                std=std,
                settings=_settings(metadata["settings"]),
                source=metadata.get("source", ""),
                licence=metadata.get("licence", ""),
                dataset=metadata.get("dataset", ""),
                hmean=_rate(metadata.get("hmean", "null")),
            )
        except (KeyError, TypeError, ValueError, InputError) as error:
            raise InputError(
                Message(
                    "The description inside this model file is damaged: {detail}.",
                    detail=str(error).rstrip("."),
                ),
                remedy=Message("Make the file again, or use another copy of it."),
                path=path,
            ) from error


def _triple(text: str) -> Triple:
    values = [float(value) for value in json.loads(text)]
    if len(values) != 3 or not all(math.isfinite(value) for value in values):
        raise ValueError(f"{text} is not three numbers")
    return values[0], values[1], values[2]


def _rate(text: str) -> float | None:
    value = json.loads(text)
    if value is not None and not 0 <= float(value) <= 1:
        raise ValueError(f"Hmean {text} is not between 0 and 1")
    return None if value is None else float(value)


def _settings(text: str) -> DetectSettings:
    given = json.loads(text)
    if not isinstance(given, dict):
        raise ValueError(f"{text} is not a set of detection settings")
    known = {item.name for item in fields(DetectSettings)}
    values: dict[str, Any] = {name: float(value) for name, value in given.items() if name in known}
    if "long_side" in values:
        values["long_side"] = int(values["long_side"])
    return DetectSettings(**values).check()


def stored_name(tensor: str) -> str:
    """The name in files of a tensor of `engine.db.network.DBNet`: the first head keeps its older name."""
    return tensor.replace(_HEAD, _STORED_HEAD)


def tensor_name(stored: str) -> str:
    """Inverse of `stored_name`."""
    return stored.replace(_STORED_HEAD, _HEAD)


def general_weights() -> Path:
    """The weights that come with the program, packaged or not."""
    return Path(resources.__file__).parent / "weights" / f"{GENERAL}{WEIGHTS_SUFFIX}"


def resolve_model(model: str | Path) -> Path:
    """The file of the model that a person named.

    ``general``, an experiment folder (its ``best.safetensors``, else ``last.safetensors``), a
    ``.safetensors`` file or an exported ``.onnx`` file. InputError for everything else.
    """
    path = general_weights() if str(model) == GENERAL else Path(model).expanduser()
    if path.is_dir():
        for weights in (path / f"best{WEIGHTS_SUFFIX}", path / f"last{WEIGHTS_SUFFIX}"):
            if weights.is_file():
                return weights
        raise InputError(
            Message("This folder holds no trained weights (best.safetensors)."),
            remedy=Message("Choose an experiment folder whose training finished an epoch."),
            path=path,
        )
    if not path.exists():
        raise InputError(Message("There is no such model."), remedy=WHAT_IS_A_MODEL, path=path)
    if path.suffix.lower() in CHECKPOINT_SUFFIXES:
        raise InputError(
            Message("This is a checkpoint of another program."),
            remedy=Message(
                "Convert it first: import-weights {name} --out {stem}.safetensors",
                name=path.name,
                stem=path.stem,
            ),
            path=path,
        )
    if path.suffix.lower() not in (WEIGHTS_SUFFIX, ONNX_SUFFIX):
        raise InputError(Message("This file is not a model."), remedy=WHAT_IS_A_MODEL, path=path)
    return path


def check_weights_path(path: Path) -> Path:
    """Return ``path`` to write weights to; InputError unless it ends in ``.safetensors``."""
    if path.suffix.lower() != WEIGHTS_SUFFIX:
        raise InputError(
            Message("Weights are kept in .safetensors files."),
            remedy=Message("Name the file {name}.", name=path.with_suffix(WEIGHTS_SUFFIX).name),
            path=path,
        )
    return path


def read_info(model: str | Path) -> ModelInfo:
    """The description inside a model's file, without loading the weights (and without torch).

    InputError when there is no such model or the file cannot be read.
    """
    path = resolve_model(model)
    return ModelInfo.from_metadata(_onnx_metadata(path) if is_onnx(path) else _weights_metadata(path), path)


def is_onnx(path: Path) -> bool:
    """Whether a model's file is an exported one, which cannot be trained further or exported again."""
    return path.suffix.lower() == ONNX_SUFFIX


def _weights_metadata(path: Path) -> dict[str, str]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="np") as file:
            return dict(json.loads((file.metadata() or {}).get(METADATA_KEY, "{}")))
    except (OSError, SafetensorError, ValueError, TypeError) as error:
        raise unreadable(path, error) from error


def _onnx_metadata(path: Path) -> dict[str, str]:
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    try:
        properties = onnx.load(path, load_external_data=False).metadata_props
    except (OSError, DecodeError) as error:
        raise unreadable(path, error) from error
    return {item.key: item.value for item in properties}


def unreadable(path: Path, error: Exception) -> InputError:
    """The error for a model file that is missing, truncated or of another kind."""
    return InputError(
        Message("The model file cannot be read: {detail}.", detail=str(error).rstrip(".")),
        remedy=Message("Make the file again, or use another copy of it."),
        path=path,
    )
