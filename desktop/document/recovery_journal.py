"""The recovery journal: labels that are not in their gt file yet, kept outside the dataset folder.

Labels reach their gt file within a third of a second. Until then, or while the disk is full, the folder is
read-only or a conflict is undecided, they are in the journal. Each session has a folder of its own beside
the settings, with one small file a picture that is removed once the gt file is written. What is left by a
session that ended without saving is found by the next one.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from desktop.diagnostics.logs import log_folder
from desktop.document.picture_document import Content
from engine import files
from engine.data.gt import format_gt, parse_gt
from engine.errors import QuadTuneError

_LOCK = "lock"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Labels of ``picture`` that a session left in ``place``; ``base`` is what it knew of the gt file."""

    picture: Path
    gt_path: Path
    content: Content
    base: Content
    place: Path


def journal_folder() -> Path:
    """Where sessions keep their journals, each in a folder of its own."""
    return log_folder().parent / "journal"


class RecoveryJournal:
    """The journal of one session. It makes its folder when there is something to write."""

    def __init__(self) -> None:
        self._parent = journal_folder()
        self._folder: Path | None = None
        self._lock: IO[bytes] | None = None
        self._failed = False

    def write(self, picture: Path, gt_path: Path, content: Content, base: Content) -> None:
        """Keep ``content`` until `remove`; quick.

        A journal that cannot be written is logged once: the gt file is about to be written, and a failure of
        that is shown.
        """
        try:
            place = self._place(gt_path)
            kept = {
                "picture": str(picture.absolute()),
                "gt": str(gt_path.absolute()),
                "labels": None if content is None else format_gt(content),
                "base": None if base is None else format_gt(base),
            }
            files.write_unflushed(place, json.dumps(kept).encode("ascii"))
        except (OSError, QuadTuneError) as error:
            if not self._failed:
                log.warning("No recovery journal: %s", error)
            self._failed = True

    def remove(self, gt_path: Path) -> None:
        """Drop what is kept: the labels are in their gt file."""
        if self._folder is not None:
            with suppress(OSError):
                (self._folder / _name(gt_path)).unlink(missing_ok=True)

    def close(self) -> None:
        """End the session. What could not be saved stays for the next one."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        if self._folder is not None:
            _remove_if_empty(self._folder)
            self._folder = None

    def interrupted(self, root: Path) -> list[Interrupted]:
        """What ended sessions left of the pictures in ``root``, the newest of each picture.

        Paths are ``root / …``, whether ``root`` is relative or not.
        """
        found: dict[Path, tuple[float, Interrupted]] = {}
        for folder in _ended_sessions(self._parent):
            for place in _files(folder):
                left = _decoded(place, root)
                if left is None:
                    continue
                written = place.stat().st_mtime
                if left.gt_path not in found or written > found[left.gt_path][0]:
                    found[left.gt_path] = written, left
            _remove_if_empty(folder)
        return [left for _, left in found.values()]

    def _place(self, gt_path: Path) -> Path:
        if self._folder is None:
            folder = self._parent / secrets.token_hex(8)
            try:
                folder.mkdir(parents=True)
                self._lock = files.locked(folder / _LOCK)
            except OSError as error:
                raise files.storage_error(folder, error) from error
            self._folder = folder
        return self._folder / _name(gt_path)


def forget(left: Interrupted) -> None:
    """Delete labels that were restored, or are in their gt file anyway."""
    with suppress(OSError):
        left.place.unlink(missing_ok=True)
        _remove_if_empty(left.place.parent)


def _name(gt_path: Path) -> str:
    return hashlib.sha256(str(gt_path.absolute()).encode("utf-8", "surrogatepass")).hexdigest()[:24] + ".json"


def _decoded(place: Path, root: Path) -> Interrupted | None:
    """What is in ``place``; None when it is about another folder than ``root``, or nothing of ours."""
    try:
        kept = json.loads(place.read_bytes())
        picture, gt_path = Path(kept["picture"]), Path(kept["gt"])
        whole = root.absolute()
        if not (picture.is_relative_to(whole) and gt_path.is_relative_to(whole)):
            return None
        picture, gt_path = root / picture.relative_to(whole), root / gt_path.relative_to(whole)
        labels, base = (
            None if kept[name] is None else list(parse_gt(kept[name], gt_path).entries)
            for name in ("labels", "base")
        )
        return Interrupted(picture, gt_path, labels, base, place)
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        log.warning("%s is no journal: %s", place, error)
        return None


def _ended_sessions(parent: Path) -> list[Path]:
    """Folders whose lock nobody holds: the system lets go of it when a program ends."""
    try:
        folders = [folder for folder in parent.iterdir() if folder.is_dir()]
    except OSError:
        return []
    return [folder for folder in folders if not files.is_locked(folder / _LOCK)]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9a-f]*.json"))  # not those that a killed session was writing


def _remove_if_empty(folder: Path) -> None:
    if not _files(folder):
        files.remove_strays(folder)
        with suppress(OSError):
            (folder / _LOCK).unlink(missing_ok=True)
            folder.rmdir()
