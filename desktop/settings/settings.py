"""What the application remembers between runs, in one versioned JSON file.

The file lies in the platform's configuration folder, or in ``QUADTUNE_CONFIG_DIR`` when that is set
(tests do). A file that cannot be read costs the settings, never the start; see
`desktop.settings.settings_file`.
Several programs may be open at once: each change is made to what the file says then.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QLockFile, QObject, QStandardPaths, Signal

from desktop.settings import settings_file
from desktop.settings.settings_file import PREFERENCES, RECENT_MAX, Values
from engine import files
from engine.errors import QuadTuneError, StorageError

LOCK_MS = 2000
"""Another program writes its settings in a few milliseconds; one that hangs is not waited for."""

Edit = Callable[[Values], Values]
Remembered = TypeVar("Remembered")

log = logging.getLogger(__name__)


def config_folder() -> Path:
    override = os.environ.get("QUADTUNE_CONFIG_DIR")
    if override:
        return Path(override)
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation))


def from_remembered(kind: type[Remembered], values: object) -> Remembered:
    """An instance of the dataclass ``kind`` from what `Settings.remembered` gave.

    What is missing there, or not of the kind of its default, is the default: the file may have been edited.
    """
    defaults = kind()
    if not isinstance(values, Mapping):
        return defaults
    names = [item.name for item in fields(defaults)]  # type: ignore[arg-type]
    good = {name: values[name] for name in names if type(values.get(name)) is type(getattr(defaults, name))}
    return kind(**good)


class Settings(QObject):
    """The settings, saved at every change. ``changed`` names the field."""

    changed = Signal(str)
    save_failed = Signal(object)

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path or config_folder() / "settings.json"
        self.values = settings_file.load(self.path)
        self._unsaved: list[Edit] = []

    def update(self, **new: Any) -> None:
        """Set fields of `Values` by name and save."""
        if any(getattr(self.values, name) != value for name, value in new.items()):
            self._change(lambda values: replace(values, **new))

    def add_recent(self, folder: Path) -> None:
        """Put ``folder`` on top of the recent folders."""
        text = str(folder)

        def edit(values: Values) -> Values:
            others = tuple(f for f in values.recent if f != text)
            return replace(values, recent=(text, *others)[:RECENT_MAX], last_folder=text)

        self._change(edit)

    def remembered(self, page: str, key: str, default: Any = None) -> Any:
        """What ``page`` remembered under ``key``; the page checks it, the file may have been edited."""
        return self.values.pages.get(page, {}).get(key, default)

    def remember(self, page: str, key: str, value: Any) -> None:
        """Keep ``value`` (anything JSON can hold) for ``page``."""

        def edit(values: Values) -> Values:
            return replace(values, pages={**values.pages, page: {**values.pages.get(page, {}), key: value}})

        if self.remembered(page, key) != value:
            self._change(edit)

    # ---- defaults

    def reset(self) -> None:
        """Put all `PREFERENCES` back to their defaults; the file as it was is kept for `undo_reset`."""
        try:
            settings_file.write(self._kept_place(), self.values)
        except StorageError as error:
            self.save_failed.emit(error)  # what cannot be undone is not done
            return
        defaults = Values()
        self.update(**{name: getattr(defaults, name) for name in PREFERENCES})

    def undo_reset(self) -> None:
        kept = settings_file.read(self._kept_place())
        if kept is not None:
            self.update(**{name: getattr(kept, name) for name in PREFERENCES})

    def _kept_place(self) -> Path:
        return self.path.with_suffix(".before-reset.json")

    # ---- inside

    def _change(self, edit: Edit) -> None:
        before = self.values
        self._unsaved.append(edit)
        lock = QLockFile(f"{self.path}.lock")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock.tryLock(LOCK_MS)
            self.values = self._with_edits(self._on_disk())
            settings_file.write(self.path, self.values)
            self._unsaved.clear()
        except (OSError, QuadTuneError) as error:
            self.values = self._with_edits(self.values)
            log.warning("Settings not saved: %s", error)
            failure = error if isinstance(error, QuadTuneError) else files.storage_error(self.path, error)
            self.save_failed.emit(failure)
        finally:
            lock.unlock()
        for one in fields(Values):
            if getattr(before, one.name) != getattr(self.values, one.name):
                self.changed.emit(one.name)

    def _on_disk(self) -> Values:
        """What another program may have written meanwhile; what cannot be used is kept aside."""
        values = settings_file.read(self.path)
        if values is None:
            settings_file.load(self.path)
        return values or self.values

    def _with_edits(self, values: Values) -> Values:
        for edit in self._unsaved:
            values = edit(values)
        return values
