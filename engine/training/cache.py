"""The labelled pictures of a training at detection size, kept in memory within a budget."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.data.dataset import Sample, load_labels
from engine.data.pictures import read_picture
from engine.db.scaling import detection_scale, resize
from engine.device.memory import available_memory
from engine.errors import InputError, Message
from engine.training.crops import View, stack

LARGEST_BUDGET = 4 << 30
MAXIMUM_STACK = 4
"""Low pictures stacked to fill one crop."""


def default_budget() -> int:
    """Bytes for pictures: a quarter of the free memory, a gigabyte where that is unknown."""
    return min((available_memory() or LARGEST_BUDGET) // 4, LARGEST_BUDGET)


class PictureCache:
    """``cache[i]`` is the view of sample ``i``, read once if there is room for it.

    Nothing is evicted: pictures take turns, and making room for the next one would drop each just before its
    own turn. A loader worker, to which the cache is sent, begins with an empty one of the same budget.
    """

    def __init__(self, samples: Sequence[Sample], long_side: int, budget: int | None = None) -> None:
        self.samples = samples
        self.long_side = long_side
        self.budget = default_budget() if budget is None else budget
        self._views: dict[int, View] = {}
        self._bytes = 0

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_views": {}, "_bytes": 0}

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> View:
        """Raises `InputError` when the picture or its gt file cannot be read (any more)."""
        view = self._views.get(index)
        if view is None:
            view = load_view(self.samples[index], self.long_side)
            if self._bytes + view.image.nbytes <= self.budget:
                self._views[index] = view
                self._bytes += view.image.nbytes
        return view

    def filling(self, first: int, size: int, rng: np.random.Generator) -> tuple[View, list[InputError]]:
        """A view at least ``size`` pixels high that begins with sample ``first``, and what was skipped.

        Below a low picture others follow, so that no crop is mostly empty. A sample that cannot be read is
        skipped for the next one; `InputError` when there is none left.
        """
        skipped: list[InputError] = []
        views = [self._readable_from(first, skipped)]
        for _ in range(MAXIMUM_STACK - 1):
            if sum(len(view.image) for view in views) >= size:
                break
            try:
                views.append(self[int(rng.integers(len(self)))])
            except InputError as error:
                skipped.append(error)
        return stack(views), skipped

    def _readable_from(self, first: int, skipped: list[InputError]) -> View:
        for step in range(len(self)):
            try:
                return self[(first + step) % len(self)]
            except InputError as error:
                skipped.append(error)
        raise InputError(
            Message("None of the training pictures can be read any more."),
            remedy=Message("Check that their disk is connected, then train again."),
            path=self.samples[first].picture,
        )


def load_view(sample: Sample, long_side: int) -> View:
    """A sample's picture, scaled as detection would scale it, with its labels. Raises `InputError`."""
    image = read_picture(sample.picture)
    labels = load_labels(sample)
    height, width = image.shape[:2]
    scale = detection_scale(width, height, long_side)
    quads = np.array([label.quad for label in labels], np.float64).reshape(-1, 4, 2) * scale
    ignored = np.array([label.ignore for label in labels], bool)
    return View(resize(image, round(width * scale), round(height * scale)), quads, ignored)
