"""The texts of a whole project: read off the GUI thread, changed by undoable commands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.document.commands import SetTexts
from desktop.document.picture_document import PictureDocument
from desktop.document.project import Project
from engine.data.dataset import gt_path_for
from engine.data.gt import Label, read_gt
from engine.errors import QuadTuneError

Labels = tuple[Label, ...]


@dataclass(frozen=True)
class ProjectTexts:
    """Where the labels of ``pictures`` are: in gt files below ``root``, and of some ``in_memory``."""

    root: Path
    pictures: tuple[Path, ...]
    in_memory: Mapping[Path, Labels]

    @classmethod
    def of_project(cls, project: Project) -> ProjectTexts:
        """All of ``project``; what is not on disk yet is written, or taken along where that fails."""
        project.flush()
        unsaved = {document.picture: tuple(document.labels) for document in project.unsaved_documents()}
        return cls(project.root, tuple(project.pictures), unsaved)

    @classmethod
    def of_document(cls, document: PictureDocument) -> ProjectTexts:
        """One picture, as it is on the screen."""
        labels = tuple(document.labels)
        return cls(document.picture.parent, (document.picture,), {document.picture: labels})

    def __len__(self) -> int:
        return len(self.pictures)

    def read(self) -> Iterator[tuple[Path, Labels | QuadTuneError]]:
        """Every picture with its labels, or with why they cannot be read. For any thread.

        Of pictures that share a gt file only the first one has it, as in :class:`Project`.
        """
        seen: set[Path] = set()
        for picture in self.pictures:
            stem = picture.with_suffix("")
            if stem in seen:
                yield picture, ()
                continue
            seen.add(stem)
            yield picture, self._labels(picture)

    def _labels(self, picture: Path) -> Labels | QuadTuneError:
        if picture in self.in_memory:
            return self.in_memory[picture]
        path = gt_path_for(self.root, picture)
        try:
            return read_gt(path).labels if path.is_file() else ()
        except QuadTuneError as error:
            return error


def put_texts(document: PictureDocument, found: Iterable[tuple[Label, str]], name: str) -> int:
    """Give labels of ``document`` other texts, in one step of its history called ``name``; how many got one.

    Labels that are no longer as they were found, place and text, are left alone. It is on disk at once;
    the project tells when that is impossible.
    """
    rows: dict[Label, list[int]] = defaultdict(list)
    for row, label in enumerate(document.labels):
        rows[label].append(row)
    texts = {rows[label].pop(0): text for label, text in found if rows[label] and text != label.transcription}
    if not texts or not document.editable:
        return 0
    document.undo_stack.push(SetTexts(document, texts, name))
    document.flush()
    return len(texts)
