"""How training pictures may be varied: named sets of ranges, applied by `engine.training.augment`.

Other packages add theirs as entry points of the group ``quadtune.presets``, each a `Preset`.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import InputError, Message
from engine.plugins import with_plugins

GROUP = "quadtune.presets"


@dataclass(frozen=True, slots=True)
class Preset:
    """Ranges and probabilities; without arguments nothing is varied but the place of the crop.

    ``scale`` is relative to the size at which pictures are detected. ``angle`` is in degrees to either side;
    ``quarter_turns`` the probability of a turn by 90, 180 or 270° on top; ``flip`` that of a mirror image.
    ``perspective`` is how much larger than in the middle the text at the near edge may be. ``contrast`` is
    a share, ``brightness`` and ``colour`` (of each channel) are grey levels, all to either side; ``gamma`` is
    the greatest exponent, up to which dark scenes get darker or lighter without losing their shadows.
    ``grey``, ``blur``, ``motion``, ``noise`` and ``jpeg`` are probabilities; the ranges of blur (sigma),
    motion (length) are in pixels, that of noise (sigma) in grey levels, that of JPEG in its quality.
    """

    scale: tuple[float, float] = (1.0, 1.0)
    angle: float = 0.0
    quarter_turns: float = 0.0
    flip: float = 0.0
    perspective: float = 0.0
    contrast: float = 0.0
    brightness: float = 0.0
    colour: float = 0.0
    gamma: float = 1.0
    grey: float = 0.0
    blur: float = 0.0
    blur_range: tuple[float, float] = (0.5, 1.5)
    motion: float = 0.0
    motion_range: tuple[float, float] = (3.0, 7.0)
    noise: float = 0.0
    noise_range: tuple[float, float] = (2.0, 10.0)
    jpeg: float = 0.0
    jpeg_range: tuple[float, float] = (30.0, 90.0)


# Mirror images help only where letters are little more than texture: street scenes, where MhLiao/DB mirrors
# half of the pictures. Documents and dials never appear mirrored.
BUILT_IN: dict[str, Preset] = {
    "document": Preset(
        scale=(0.7, 1.4), angle=10, perspective=0.06,
        contrast=0.3, brightness=30, colour=12, grey=0.1,
        blur=0.1, motion=0.03, noise=0.15, jpeg=0.15,
    ),
    "scene": Preset(
        scale=(0.5, 2.0), angle=15, flip=0.2, perspective=0.12,
        contrast=0.25, brightness=20, colour=20, gamma=1.6, grey=0.1,
        blur=0.15, motion=0.1, noise=0.2, jpeg=0.2,
    ),
    "dial": Preset(
        scale=(0.6, 1.6), angle=45, quarter_turns=0.5, perspective=0.15,
        contrast=0.3, brightness=20, colour=15, gamma=1.8, grey=0.2,
        blur=0.2, blur_range=(0.5, 2.0), motion=0.1, noise=0.3, noise_range=(2.0, 14.0), jpeg=0.15,
    ),
    "light": Preset(
        scale=(0.7, 1.4), angle=10, contrast=0.3, brightness=30, colour=12, grey=0.1, blur=0.1,
    ),
    "none": Preset(),
}  # fmt: skip


def presets() -> dict[str, Preset]:
    """All presets by name, the built-in ones first; what another package adds wrongly is left out."""
    return with_plugins(BUILT_IN, Preset, GROUP)


def find_preset(name: str) -> Preset:
    """Raises `InputError` when there is no preset ``name``."""
    found = presets()
    if name not in found:
        raise InputError(
            Message("There is no augmentation preset '{name}'.", name=name),
            remedy=Message("Choose one of: {choices}.", choices=", ".join(found)),
        )
    return found[name]
