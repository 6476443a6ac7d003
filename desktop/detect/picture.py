"""A picture on the Detect page."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from engine.detect.maps import Detection
from engine.detect.pipeline import Found, Texts

PictureState = Literal["waiting", "running", "done", "failed"]


@dataclass(slots=True, eq=False)
class Picture:
    """``detection``: the last one, perhaps with earlier settings. ``texts``: read in its boxes and before."""

    path: Path
    state: PictureState = "waiting"
    detection: Detection | None = None
    error: Exception | None = None
    texts: Texts = field(default_factory=dict)

    def found(self) -> Found | None:
        """The last detection, with the texts that were read."""
        return None if self.detection is None else Found(self.path, self.detection, self.texts)
