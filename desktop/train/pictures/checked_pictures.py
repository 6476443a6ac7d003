"""What the model found in the validation pictures, epoch by epoch, in bounded memory; knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.db.scaling import resize
from engine.training.events import EpochDone, PictureChecked

MOST_PICTURES = 6
MAP_SIDE = 480
"""Longer side of the probability maps that are kept: they are only displayed."""
MAP_BYTES = 96 * 2**20
"""All kept maps together; beyond it those of early epochs go. About a hundred epochs fit."""


@dataclass(frozen=True, slots=True)
class BoxCounts:
    """Labels of one picture found and missed, and boxes where no label is."""

    found: int
    missed: int
    false: int

    @classmethod
    def of(cls, checked: PictureChecked) -> BoxCounts:
        return cls(
            found=int(np.count_nonzero(~checked.missed & ~checked.ignored)),
            missed=int(np.count_nonzero(checked.missed)),
            false=int(np.count_nonzero(~checked.right)),
        )


class CheckedPictures(QObject):
    """The `PictureChecked` events of one run. ``changed`` once a batch that brought some, or when cleared."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clear()

    def clear(self) -> None:
        self._epochs: dict[Path, dict[int, PictureChecked]] = {}
        self._map_bytes = 0
        self.best_epoch: int | None = None
        self.changed.emit()

    def add(self, events: Sequence[object]) -> None:
        """Take a batch of training events; those of other kinds are ignored."""
        changed = False
        for event in events:
            match event:
                case PictureChecked():
                    changed |= self._keep(event)
                case EpochDone(best=True):
                    self.best_epoch = event.epoch
                    changed = True
        if changed:
            self.changed.emit()

    @property
    def pictures(self) -> list[Path]:
        """The pictures, in the order of their events."""
        return list(self._epochs)

    def epochs(self) -> list[int]:
        """The epochs of which there is anything, ascending."""
        return sorted({epoch for checks in self._epochs.values() for epoch in checks})

    def at(self, picture: Path, epoch: int) -> PictureChecked | None:
        """What was found on ``picture`` in ``epoch`` or last before it; None when there is nothing."""
        checks = self._epochs.get(picture, {})
        until = [one for one in checks if one <= epoch]
        return checks[max(until)] if until else None

    def _keep(self, event: PictureChecked) -> bool:
        if event.picture not in self._epochs and len(self._epochs) >= MOST_PICTURES:
            return False
        event = replace(event, probability=_shrunk(event.probability))
        checks = self._epochs.setdefault(event.picture, {})
        if event.epoch in checks:
            self._map_bytes -= checks[event.epoch].probability.nbytes
        checks[event.epoch] = event
        self._map_bytes += event.probability.nbytes
        self._drop_old_maps()
        return True

    def _drop_old_maps(self) -> None:
        """Let go of the oldest maps beyond the budget; those of the start stay, to compare with."""
        for epoch in self.epochs()[1:-1]:
            if self._map_bytes <= MAP_BYTES:
                return
            for checks in self._epochs.values():
                check = checks.get(epoch)
                if check is not None and check.probability.size:
                    self._map_bytes -= check.probability.nbytes
                    checks[epoch] = replace(check, probability=np.zeros((0, 0), np.uint8))


def _shrunk(probability: np.ndarray) -> np.ndarray:
    height, width = probability.shape
    scale = MAP_SIDE / max(height, width, 1)
    if scale >= 1:
        return probability
    return resize(probability, max(1, round(width * scale)), max(1, round(height * scale)))
