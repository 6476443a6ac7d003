"""Who exported files are for: what each consumer feeds a file and expects back. Neither torch nor onnx.

Read in the consumers' code, and tested with them (``tests/engine/export/test_consumers.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.db.models import PLAIN, Normalisation
from engine.errors import InputError, Message

Output = Literal["boxes", "map", "flat_map", "logits"]


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of exported file.

    ``input``: the name of its input (N, 3, H, W) float32; ``normalisation``: what its consumer has done to
    the pixels by then. ``output``: "boxes" (with scores), "map" (N, 1, H, W), "flat_map" (H, W), all 0 to 1,
    or "logits" (N, 1, H, W). ``fixed``: its consumer reads the sides from the file.
    """

    name: str
    output: Output
    normalisation: Normalisation = PLAIN
    input: str = "input"
    fixed: bool = False

    @property
    def one_picture(self) -> bool:
        """Whether the file takes one picture at a time."""
        return self.output in ("boxes", "flat_map")


PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("end2end", "boxes"),
        Profile("map", "map"),
        Profile("opencv", "flat_map"),
        Profile("rapidocr", "map", Normalisation((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))),
        # PaddleOCR decodes pictures as BGR and applies the numbers that ImageNet's RGB has, in that order.
        Profile("paddleocr", "map", Normalisation((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)), "x"),
        Profile(
            "onnxtr",
            "logits",
            Normalisation((0.798, 0.785, 0.772), (0.264, 0.2749, 0.287), "RGB"),
            fixed=True,
        ),
    )
}
DEFAULT_PROFILE = "end2end"


def find_profile(name: str) -> Profile:
    """InputError unless there is such a profile."""
    if name not in PROFILES:
        raise InputError(
            Message("There is no export profile '{profile}'.", profile=name),
            remedy=Message("Choose one of: {profiles}.", profiles=", ".join(PROFILES)),
        )
    return PROFILES[name]
