"""The programs that exported files are for: what each feeds a file and expects back. Neither torch nor onnx.

Taken from the consumers' code, and tested with them (``tests/engine/export/test_consumers.py``). Other
packages add profiles through the entry points `GROUP`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.db.models import PLAIN, Normalisation
from engine.errors import InputError, Message
from engine.export import examples
from engine.plugins import with_plugins

GROUP = "quadtune.export_profiles"
DEFAULT_PROFILE = "end2end"

Output = Literal["boxes", "map", "flat_map", "logits"]


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of exported file.

    ``output``: "boxes" (with scores), "map" (N, 1, H, W), "flat_map" (H, W), all 0 to 1, or "logits"
    (N, 1, H, W). ``title`` and ``purpose`` are shown to people; ``example``: code to copy, with the
    placeholders of `engine.export.snippets`.
    ``input``: the name of its input (N, 3, H, W) float32; ``normalisation``: what its consumer has done to
    the pixels by then. ``fixed``: its consumer reads the sides from the file.
    """

    name: str
    output: Output
    title: Message
    purpose: Message
    example: str
    normalisation: Normalisation = PLAIN
    input: str = "input"
    fixed: bool = False

    @property
    def one_picture(self) -> bool:
        """Whether the file takes one picture at a time."""
        return self.output in ("boxes", "flat_map")


BUILT_IN = (
    Profile(
        "end2end",
        "boxes",
        Message("Boxes and scores"),
        Message(
            "Everything is inside: a picture goes in, boxes and scores come out. "
            "Needs nothing but onnxruntime."
        ),
        examples.END2END,
    ),
    Profile(
        "map",
        "map",
        Message("Probability map"),
        Message(
            "Normalisation and network; OpenCV makes boxes of the map in a few lines. "
            "For your own code, any picture size."
        ),
        examples.MAP,
    ),
    Profile(
        "opencv",
        "flat_map",
        Message("OpenCV"),
        Message("For TextDetectionModel_DB of OpenCV 4 and 5, which also work from C++."),
        examples.OPENCV,
    ),
    Profile(
        "rapidocr",
        "map",
        Message("RapidOCR"),
        Message("Takes the place of its detector; RapidOCR then reads the text."),
        examples.RAPIDOCR,
        Normalisation((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
    ),
    # PaddleOCR decodes pictures as BGR and applies the numbers that ImageNet's RGB has, in that order.
    Profile(
        "paddleocr",
        "map",
        Message("PaddleOCR"),
        Message("For programs written for PaddleOCR's detectors as ONNX files."),
        examples.PADDLEOCR,
        Normalisation((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
        input="x",
    ),
    Profile(
        "onnxtr",
        "logits",
        Message("OnnxTR"),
        Message("A custom detector for OnnxTR and programs built on it. One input size."),
        examples.ONNXTR,
        Normalisation((0.798, 0.785, 0.772), (0.264, 0.2749, 0.287), "RGB"),
        fixed=True,
    ),
)


def profiles() -> dict[str, Profile]:
    """All profiles by name: the built-in ones, then those of plug-ins under names of their own."""
    return with_plugins({profile.name: profile for profile in BUILT_IN}, Profile, GROUP)


def find_profile(name: str) -> Profile:
    """InputError unless there is such a profile."""
    known = profiles()
    if name not in known:
        raise InputError(
            Message("There is no export profile '{profile}'.", profile=name),
            remedy=Message("Choose one of: {profiles}.", profiles=", ".join(known)),
        )
    return known[name]
