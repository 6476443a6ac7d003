"""The sample project: a small labelled data set, rendered by the engine itself.

It is for looking around, for a first training of minutes, and for checking an installation. Every
kind of picture holds something a general detector is not yet good at: numbers along a dial,
characters around a seal, columns, displays, dotted dates, handwriting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine import files
from engine.data import dataset, gt, pictures
from engine.data.gt import Label
from engine.data.project_file import Suggestion, write_suggestion
from engine.errors import Message
from engine.sample import instruments, papers, scenes, surfaces
from engine.sample.sheet import Sheet

KINDS: dict[str, Callable[[np.random.Generator], Sheet]] = {
    "receipt": papers.receipt,
    "dial": instruments.dial,
    "street": scenes.street,
    "couplets": scenes.couplets,
    "nameplate": instruments.nameplate,
    "notebook": papers.notebook,
    "meter": instruments.meter,
    "document": papers.document,
    "shops": scenes.shops,
    "package": papers.package,
    "panel": instruments.panel,
    "sticky notes": papers.sticky_notes,
    "shelf": scenes.shelf,
}
"""What is rendered, in turn."""

TRAIN_PICTURES = 2 * len(KINDS)
TEST_PICTURES = len(KINDS)
FIRST_TRAINING = Suggestion(epochs=3, crops_per_epoch=40)
"""Enough to see the curves move and the model get better, in minutes on two cores (docs/benchmarks.md)."""


@dataclass(frozen=True, slots=True)
class SampleReport:
    """What `make_sample` wrote: counts of pictures, of boxes, and of boxes labelled ``###``."""

    folder: Path
    train: int
    test: int
    boxes: int
    ignored: int


def make_sample(
    folder: Path,
    *,
    seed: int = 0,
    train: int = TRAIN_PICTURES,
    test: int = TEST_PICTURES,
    progress: Callable[[int, int], None] | None = None,
) -> SampleReport:
    """Render ``train`` + ``test`` labelled pictures into the new dataset folder ``folder``.

    The same ``seed`` gives the same bytes (with the same library versions). ``progress`` is called with
    how many pictures of how many are done. The folder appears when it is complete, or not at all.
    InputError when it exists and is not empty; StorageError when it cannot be written.
    """
    boxes = ignored = 0
    numbers = [(part, n + 1) for part, count in (("train", train), ("test", test)) for n in range(count)]
    refusal = Message("The sample project needs a new or an empty folder, and this one is neither.")
    with files.whole_folder(folder, refusal) as root:
        for done, (part, number) in enumerate(numbers, start=1):
            image, labels = render(part, number, seed)
            pictures.write_picture(root / f"{part}_images" / f"img_{number:03d}.jpg", image)
            gt.write_gt(root / f"{part}_gts" / f"gt_img_{number:03d}.txt", labels)
            boxes += len(labels)
            ignored += sum(label.ignore for label in labels)
            if progress is not None:
                progress(done, train + test)
        dataset.make_lists(root)
        write_suggestion(root, FIRST_TRAINING)
    return SampleReport(folder, train, test, boxes, ignored)


def render(part: str, number: int, seed: int) -> tuple[np.ndarray, list[Label]]:
    """Picture ``number`` (from 1) of ``part`` ("train" or "test"): (H, W, 3) uint8 BGR and its labels."""
    rng = np.random.default_rng([seed, part == "test", number])
    sheet = list(KINDS.values())[(number - 1) % len(KINDS)](rng)
    surfaces.photograph(sheet, rng)
    return sheet.image, [label.with_quad(np.rint(label.quad)) for label in sheet.labels]
