"""Dataset folders: which pictures there are, which gt file belongs to each, what trains and what tests.

::

    custom_data/
    ├── train_list.txt   train_images/img_001.jpg …   train_gts/gt_img_001.txt …
    └── test_list.txt    test_images/…                test_gts/…

A plain folder of pictures works as well; its gt files are in ``train_gts``. List files rule where they
exist (``engine.data.lists`` reads them); without one all labelled pictures of the folder count.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from engine.data import gt, lists, pictures
from engine.data.gt import Label
from engine.data.lists import Sample, gt_path_for
from engine.errors import InputError, Message

Item = TypeVar("Item")

FEWEST_TO_HOLD_BACK = 24
"""With fewer labelled pictures none is held back for validation."""

_PARTS = ("train", "test")
_INNER_FOLDERS = {"train_images", "test_images", "train_gts", "test_gts"}

__all__ = [
    "Dataset", "Sample", "dataset_pictures", "dataset_root", "gt_path_for", "held_back", "load_dataset",
    "load_labels", "make_lists", "require_folder", "require_text", "shared_gt_error",
]  # fmt: skip


@dataclass(frozen=True)
class Dataset:
    """The samples of a dataset folder.

    ``unlabelled`` counts pictures left out because they have no gt (only where there was no list);
    ``split_note`` says how the test set came to be when the folder had none.
    """

    root: Path
    train: tuple[Sample, ...]
    test: tuple[Sample, ...]
    unlabelled: int = 0
    split_note: str | None = None


def dataset_root(folder: Path) -> Path:
    """The dataset folder a person means by ``folder``: the parent of ``train_images`` and its like."""
    return folder.parent if folder.name in _INNER_FOLDERS else folder


def dataset_pictures(root: Path) -> list[Path]:
    """All pictures of a dataset folder in label order: train, then test; else those of the plain folder."""
    return _folder_pictures(root, "train") + _folder_pictures(root, "test")


def _folder_pictures(root: Path, part: str) -> list[Path]:
    """The pictures of one part. The plain folder is the training part when neither part has pictures."""
    found = pictures.list_pictures(root / f"{part}_images")
    if found or part != "train" or pictures.list_pictures(root / "test_images"):
        return found
    return pictures.list_pictures(root)


def load_dataset(root: Path, seed: int = 0) -> Dataset:
    """Find what trains and what tests in ``root``.

    Without a test list and labelled test pictures, about a fifth of the training pictures, chosen by
    ``seed``, becomes the test set. InputError, with the line of the list where there is one: missing
    folder, empty list, listed picture or gt missing, two pictures sharing a gt, nothing labelled.
    """
    require_folder(root)
    (train, left_out), (test, left_out_of_test) = (_samples(root, part) for part in _PARTS)
    _refuse_shared_gts([*train, *test])
    if not train:
        raise _nothing_labelled(root)
    note = None
    if not test:
        train, test = _split(train, max(1, round(len(train) / 5)), seed)
        note = (
            f"No test pictures: {len(test)} of {len(train) + len(test)} training pictures, "
            f"drawn by seed {seed}, are kept for the test."
            if test
            else "No test pictures, and a single labelled picture cannot be split: nothing is tested."
        )
    return Dataset(root, tuple(train), tuple(test), left_out + left_out_of_test, note)


def require_folder(root: Path) -> None:
    """InputError when dataset folder ``root`` is missing or a file."""
    if root.is_dir():
        return
    problem = Message("There is no such folder.")
    remedy = Message("Check the path of the dataset folder.")
    if root.exists():
        problem = Message("This is a file, but a dataset folder is needed.")
        remedy = Message("Name the folder that holds train_images or your pictures.")
    raise InputError(problem, remedy=remedy, path=root)


def _samples(root: Path, part: str) -> tuple[list[Sample], int]:
    """The labelled samples of one part and how many pictures without gt were left out."""
    list_file = root / f"{part}_list.txt"
    if list_file.is_file():
        return lists.read_list(root, list_file, part), 0
    return _folder_samples(root, part)


def _folder_samples(root: Path, part: str) -> tuple[list[Sample], int]:
    samples = [Sample(picture, gt_path_for(root, picture)) for picture in _folder_pictures(root, part)]
    labelled = [sample for sample in samples if sample.gt is not None and sample.gt.is_file()]
    return labelled, len(samples) - len(labelled)


def _nothing_labelled(root: Path) -> InputError:
    return InputError(
        Message("There are no labelled pictures in this folder."),
        remedy=Message(
            "Label some pictures first. Gt files belong in train_gts, as gt_NAME.txt for NAME.jpg."
        ),
        path=root,
    )


def shared_gt_error(owner: Path, other: Path, gt_path: Path) -> InputError:
    """``a.jpg`` and ``a.png`` would write their labels over each other's: the first one has the gt file."""
    return InputError(
        Message(
            "The pictures {first} and {second} share the gt file {gt}.",
            first=owner.name,
            second=other.name,
            gt=gt_path.name,
        ),
        remedy=Message("Rename one of the pictures and give it a gt of its own."),
        path=other,
    )


def _refuse_shared_gts(samples: Sequence[Sample]) -> None:
    owners: dict[Path, Path] = {}
    for sample in samples:
        if sample.gt is None:
            continue
        owner = owners.setdefault(sample.gt, sample.picture)
        if owner != sample.picture:
            error = shared_gt_error(owner, sample.picture, sample.gt)
            error.path, error.line = sample.listed_in or sample.picture, sample.line
            raise error


def _split(samples: Sequence[Sample], count: int, seed: int) -> tuple[list[Sample], list[Sample]]:
    """All but ``count`` samples and ``count`` samples (never all), both in their old order."""
    count = min(count, len(samples) - 1)
    drawn = set(random.Random(seed).sample(range(len(samples)), count))
    rest = [sample for index, sample in enumerate(samples) if index not in drawn]
    return rest, [samples[index] for index in sorted(drawn)]


def held_back(samples: Sequence[Sample], seed: int = 0) -> tuple[list[Sample], list[Sample]]:
    """(training, validation): a tenth, at least eight, is held back, the same for the same seed.

    With fewer than ``FEWEST_TO_HOLD_BACK`` samples every picture is needed for training: validation is
    then on the training pictures themselves.
    """
    if len(samples) < FEWEST_TO_HOLD_BACK:
        return list(samples), list(samples)
    return _split(samples, max(8, round(len(samples) / 10)), seed)


def spread(items: Sequence[Item], most: int) -> list[Item]:
    """At most ``most`` of ``items``, evenly and in order: every third of 96, not the first 32.

    Lists are sorted, and neighbours look alike.
    """
    share = max(len(items) / most, 1.0)
    return [items[int(index * share)] for index in range(int(len(items) / share))]


def load_labels(sample: Sample) -> list[Label]:
    """The labels of a sample, strict: InputError with file and line for a line that is no label."""
    return [] if sample.gt is None else gt.read_labels(sample.gt)


def require_text(samples: Iterable[Sample], root: Path) -> None:
    """InputError when no sample has a single quad with text to learn: all ``###`` or none at all."""
    if any(not label.ignore for sample in samples for label in load_labels(sample)):
        return
    raise InputError(
        Message("No training picture has a single text box: there is nothing to learn."),
        remedy=Message("Draw boxes around text. Boxes with the text ### are ignored in training."),
        path=root,
    )


def make_lists(root: Path) -> dict[str, int]:
    """Write ``train_list.txt`` and ``test_list.txt`` from the sorted picture folders.

    Only labelled pictures are listed. Returns the counts ``train``, ``test`` and ``unlabelled``. Without
    labelled test pictures no test list is written; one that is there stays, and what it lists is not
    listed for training. InputError when nothing is labelled.
    """
    require_folder(root)
    (train, left_out), (test, left_out_of_test) = (_folder_samples(root, part) for part in _PARTS)
    if not train and not test:
        raise _nothing_labelled(root)
    _refuse_shared_gts([*train, *test])
    test_list = root / "test_list.txt"
    if not test and test_list.is_file():
        kept = {sample.picture for sample in lists.read_list(root, test_list, "test")}
        train = [sample for sample in train if sample.picture not in kept]
    for part, samples in zip(_PARTS, (train, test), strict=True):
        if samples:
            lists.write_list(root, root / f"{part}_list.txt", samples)
    return {"train": len(train), "test": len(test), "unlabelled": left_out + left_out_of_test}
