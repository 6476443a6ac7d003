"""What one page hands another when it asks for it (`Session.request_page`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FitMode = Literal["fit", "width", "free"]


@dataclass(frozen=True, slots=True)
class ViewPlace:
    """What of a picture is seen: ``x``, ``y`` of the picture in the middle of the view."""

    mode: FitMode
    zoom: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class LabelSpot:
    """For the Label page: show ``picture`` and select its label ``row`` (from 0), if there is one."""

    picture: Path
    row: int | None = None


@dataclass(frozen=True, slots=True)
class PicturePlace:
    """For the Label page: show ``picture``, and of it what ``view`` says; None is the whole of it."""

    picture: Path
    view: ViewPlace | None = None


@dataclass(frozen=True, slots=True)
class CropSize:
    """For the Train page: train on square crops of so many ``pixels``."""

    pixels: int
