"""List files: one sample a line, ``train_images/img_001.jpg train_gts/gt_img_001.txt``.

Also read: a tab between the two, paths with blanks in them, a bare picture name a line (its gt is then
found by name), backslashes, absolute paths, BOM and CRLF.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine import files
from engine.data import pictures
from engine.errors import InputError, Message

_BLANKS = re.compile(r"[ \u3000]+")


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture and its gt file; where it was listed (``line`` from 1), when a list named it."""

    picture: Path
    gt: Path | None
    listed_in: Path | None = None
    line: int | None = None


def gt_path_for(root: Path, picture: Path) -> Path:
    """The gt file of a picture of dataset folder ``root``, existing or to be made.

    It is in ``test_gts`` for pictures of ``test_images``, else in ``train_gts``. An existing
    ``gt_NAME.txt``, else ``NAME.txt`` or ``NAME.jpg.txt`` is taken; a new one is ``gt_NAME.txt``.
    """
    folder = gt_folder_for(root, picture)
    names = _gt_names(picture)
    for name in names:
        if (folder / name).is_file():
            return folder / name
    return folder / names[0]


def gt_folder_for(root: Path, picture: Path) -> Path:
    """The folder of the gt file of a picture of dataset folder ``root``."""
    return root / ("test_gts" if picture.parent.name == "test_images" else "train_gts")


def labelled_pictures(root: Path, pictures: Sequence[Path]) -> set[Path]:
    """Those of ``pictures`` that have a gt file: what `gt_path_for` finds, with one look at each folder."""
    folders = {picture.parent: gt_folder_for(root, picture) for picture in pictures}
    there = {folder: _file_names(gt_folder) for folder, gt_folder in folders.items()}
    return {
        picture
        for picture in pictures
        if any(os.path.normcase(name) in there[picture.parent] for name in _gt_names(picture))
    }


def _gt_names(picture: Path) -> tuple[str, str, str]:
    """What a gt file may be called; the usual name first."""
    return f"gt_{picture.stem}.txt", f"{picture.stem}.txt", f"{picture.name}.txt"


def _file_names(folder: Path) -> set[str]:
    try:
        with os.scandir(folder) as entries:
            return {os.path.normcase(entry.name) for entry in entries if entry.is_file()}
    except OSError:
        return set()


def read_list(root: Path, list_file: Path, part: str) -> list[Sample]:
    """The samples of a list of ``part`` ("train" or "test"), in its order, repeated lines once.

    InputError with the line: no entry at all, a picture or gt that is missing.
    """
    samples: dict[Path, Sample] = {}
    for number, line in enumerate(files.read_text(list_file).split("\n"), start=1):
        if line.strip():
            sample = _read_entry(root, list_file, part, number, line.strip())
            samples.setdefault(sample.picture, sample)
    if not samples:
        raise InputError(
            Message("The list is empty."),
            remedy=Message("Delete it to use all labelled pictures, or rewrite it with the command “lists”."),
            path=list_file,
        )
    return list(samples.values())


def _read_entry(root: Path, list_file: Path, part: str, number: int, line: str) -> Sample:
    readings = list(_readings(line))
    for picture_text, gt_text in readings:
        picture = _existing((root, root / f"{part}_images"), picture_text)
        if picture is None:
            continue
        usual = gt_path_for(root, picture)
        gt = _existing((root, root / f"{part}_gts"), gt_text) if gt_text else usual
        if gt is not None and gt.is_file():
            return Sample(picture, gt, list_file, number)
        raise InputError(
            Message("The listed gt file {name} is missing.", name=gt_text or usual.name),
            remedy=Message("Label the picture {picture}, or remove the line.", picture=picture.name),
            path=list_file,
            line=number,
        )
    raise InputError(
        Message("The listed picture {name} is missing.", name=readings[-1][0]),
        remedy=Message("Put the picture there, or remove the line."),
        path=list_file,
        line=number,
    )


def _readings(line: str) -> Iterator[tuple[str, str]]:
    """The ways to read a line as (picture, gt), gt empty for a bare name; the likeliest one last.

    The picture that exists decides, so paths may have blanks in them.
    """
    if "\t" in line:
        picture, gt = line.split("\t", 1)
        yield picture.strip(), gt.strip()
        return
    yield line, ""
    for blank in _BLANKS.finditer(line):
        picture, gt = line[: blank.start()], line[blank.end() :]
        if Path(picture).suffix.lower() in pictures.PICTURE_SUFFIXES:
            yield picture, gt


def _existing(folders: Sequence[Path], text: str) -> Path | None:
    """The file a listed path means, relative to the first of ``folders`` that has it."""
    spellings = dict.fromkeys((text, text.replace("\\", "/")))
    places = (folder / spelling for spelling in spellings for folder in folders)
    return next((place for place in places if _is_file(place)), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a line too long for a path names no file
        return False


def write_list(root: Path, list_file: Path, samples: Sequence[Sample]) -> None:
    """Write a list of labelled samples, paths relative to ``root``; a tab where a path has blanks."""
    lines = []
    for sample in samples:
        if sample.gt is None:
            continue
        picture, gt = (path.relative_to(root).as_posix() for path in (sample.picture, sample.gt))
        lines.append(f"{picture}\t{gt}\n" if " " in picture + gt else f"{picture} {gt}\n")
    files.write_text(list_file, "".join(lines))
