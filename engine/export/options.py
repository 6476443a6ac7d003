"""What can be asked of an export, and what one reports. Neither torch nor onnx."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from engine.db.models import ONNX_SUFFIX
from engine.db.scaling import SIDE_MULTIPLE
from engine.errors import InputError, Message
from engine.export.profiles import DEFAULT_PROFILE, find_profile

SMALLEST, LARGEST = 320, 1536
DEFAULT_SIZE = (800, 800)

Size = tuple[int, int]
Stage = Literal["loading", "converting", "calibrating", "checking", "measuring", "writing"]
Precision = Literal["float32", "float16", "int8"]
STAGES: tuple[Stage, ...] = get_args(Stage)
PRECISIONS: tuple[Precision, ...] = get_args(Precision)


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What to make of a model.

    ``size`` is (width, height): what the file is made and checked for. With ``fixed``, and in some profiles,
    it is the only size the file takes (see `takes_one_size`). ``precision``: of the network's numbers.
    ``dataset``: its training pictures calibrate an int8 network, its test pictures measure what smaller
    numbers cost in Hmean. ``pictures`` to compare on; if empty, some of the dataset's or a rendered one.
    """

    size: Size = DEFAULT_SIZE
    profile: str = DEFAULT_PROFILE
    precision: Precision = "float32"
    fixed: bool = False
    dataset: Path | None = None
    pictures: tuple[Path, ...] = ()

    @property
    def takes_one_size(self) -> bool:
        return self.fixed or find_profile(self.profile).fixed

    def check(self) -> ExportOptions:
        """Return self; InputError when an option is out of its range or missing."""
        find_profile(self.profile)
        check_size(self.size)
        if self.precision not in PRECISIONS:
            raise InputError(
                Message("There is no precision '{precision}'.", precision=self.precision),
                remedy=Message("Choose one of: {precisions}.", precisions=", ".join(PRECISIONS)),
            )
        if self.precision == "int8" and self.dataset is None:
            raise InputError(
                Message("8-bit integers need pictures to take their ranges from."),
                remedy=Message("Open or give the dataset the model is for, or choose float16."),
            )
        return self


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written, and how it was verified.

    ``max_difference`` between torch and onnxruntime, in probability; ``agreement`` of the file's boxes with
    the program's own (see `engine.export.verify.Verified`). ``hmean_before`` of the model and ``hmean`` of
    the file, on ``measured_pictures`` test pictures: None without a dataset, and for float32, where they
    are equal. ``readme`` explains how to use the file.
    """

    path: Path
    readme: Path
    megabytes: float
    options: ExportOptions
    max_difference: float
    agreement: float
    hmean_before: float | None
    hmean: float | None
    measured_pictures: int
    seconds: float
    opset: int


def parse_size(text: str) -> Size:
    """``800`` or ``800x608`` as (width, height); InputError unless multiples of 32 within 320–1536."""
    match = re.fullmatch(r"\s*(\d{1,5})\s*(?:[x×X*]\s*(\d{1,5})\s*)?", text)
    if match is None:
        raise InputError(
            Message("'{text}' is not a size.", text=text),
            remedy=Message("Give one number, like 800, or width and height, like 800x608."),
        )
    width = int(match[1])
    return check_size((width, int(match[2]) if match[2] else width))


def check_size(size: Size) -> Size:
    """Return (width, height); InputError unless both are multiples of 32 within 320–1536."""
    for side in size:
        if side % SIDE_MULTIPLE or not SMALLEST <= side <= LARGEST:
            raise InputError(
                Message(
                    "The size {side} cannot be exported: sides are multiples of 32 from 320 to 1536.",
                    side=side,
                ),
                remedy=Message("The nearest size that can be is {nearest}.", nearest=nearest_side(side)),
            )
    return size


def nearest_side(side: int) -> int:
    """The side nearest to ``side`` that can be exported."""
    return min(max(round(side / SIDE_MULTIPLE) * SIDE_MULTIPLE, SMALLEST), LARGEST)


def export_path(out: Path, options: ExportOptions) -> Path:
    """Where an export goes: ``out`` itself when it is an ``.onnx`` file, else a file in that folder.

    ``model_WxH.onnx``; profile and precision are in the name unless they are the default ones, so that
    exports for two consumers do not replace each other.
    """
    if out.suffix.lower() == ONNX_SUFFIX:
        return out
    width, height = options.size
    parts = [f"model_{width}x{height}"]
    if options.profile != DEFAULT_PROFILE:
        parts.append(options.profile)
    if options.precision != "float32":
        parts.append(options.precision)
    return out / f"{'_'.join(parts)}{ONNX_SUFFIX}"
