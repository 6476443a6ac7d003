"""What the application remembers between runs, in one versioned JSON file.

The file lies in the platform's configuration folder, or in ``QUADTUNE_CONFIG_DIR`` when that is set
(tests do). A file that cannot be read costs the settings, never the start: defaults are used and the
unreadable file is kept beside the new one.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_args

from PySide6.QtCore import QObject, QStandardPaths, Signal

from desktop.i18n import LANGUAGES
from desktop.theme import ThemeMode
from engine import files
from engine.errors import StorageError

VERSION = 1
RECENT_MAX = 10

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Values:
    """All settings. ``language`` None is the system's; ``geometry`` is Qt's, as hexadecimal text.

    ``pages`` holds what pages remember, by page name; see :meth:`Settings.remember`.
    """

    language: str | None = None
    theme: ThemeMode = "system"
    recent: tuple[str, ...] = ()
    last_folder: str = ""
    geometry: str = ""
    sample_folder: str = ""
    pages: dict[str, dict[str, Any]] = field(default_factory=dict)


def config_folder() -> Path:
    """Where settings are kept."""
    override = os.environ.get("QUADTUNE_CONFIG_DIR")
    if override:
        return Path(override)
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation))


class Settings(QObject):
    """The settings, saved at every change. ``changed`` names the field."""

    changed = Signal(str)
    save_failed = Signal(object)

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path or config_folder() / "settings.json"
        self.values = _load(self.path)

    def update(self, **new: Any) -> None:
        """Set fields of :class:`Values` by name and save."""
        before = self.values
        self.values = replace(before, **new)
        changed = [name for name in new if getattr(before, name) != getattr(self.values, name)]
        if not changed:
            return
        self._save()
        for name in changed:
            self.changed.emit(name)

    def add_recent(self, folder: Path) -> None:
        """Put ``folder`` on top of the recent folders."""
        text = str(folder)
        others = tuple(f for f in self.values.recent if f != text)
        self.update(recent=((text, *others)[:RECENT_MAX]), last_folder=text)

    def forget_recent(self, folder: Path) -> None:
        self.update(recent=tuple(f for f in self.values.recent if f != str(folder)))

    def remembered(self, page: str, key: str, default: Any = None) -> Any:
        """What ``page`` remembered under ``key``; the page checks it, the file may have been edited."""
        return self.values.pages.get(page, {}).get(key, default)

    def remember(self, page: str, key: str, value: Any) -> None:
        """Keep ``value`` (anything JSON can hold) for ``page``."""
        pages = {name: dict(kept) for name, kept in self.values.pages.items()}
        pages.setdefault(page, {})[key] = value
        self.update(pages=pages)

    def _save(self) -> None:
        try:
            files.write_json(self.path, {"version": VERSION, **asdict(self.values)})
        except StorageError as error:
            log.warning("Settings not saved: %s", error)
            self.save_failed.emit(error)


def _load(path: Path) -> Values:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Values()
    except (OSError, ValueError) as error:
        log.warning("Settings at %s cannot be read: %s", path, error)
        _keep_aside(path)
        return Values()
    if not isinstance(data, dict) or not isinstance(data.get("version"), int) or data["version"] > VERSION:
        log.warning("Settings at %s are of another version; defaults are used", path)
        _keep_aside(path)
        return Values()
    return _checked(data)


def _keep_aside(path: Path) -> None:
    try:
        path.replace(path.with_suffix(".unreadable.json"))
    except OSError as error:
        log.warning("Settings at %s cannot be kept aside: %s", path, error)


def _checked(data: dict[str, Any]) -> Values:
    """``data`` as :class:`Values`; each field that is not of its kind falls back to its default."""
    good: dict[str, Any] = {}
    if data.get("language") in LANGUAGES:
        good["language"] = data["language"]
    if data.get("theme") in get_args(ThemeMode):
        good["theme"] = data["theme"]
    if isinstance(data.get("recent"), list):
        good["recent"] = tuple(f for f in data["recent"] if isinstance(f, str))[:RECENT_MAX]
    for name in ("last_folder", "geometry", "sample_folder"):
        if isinstance(data.get(name), str):
            good[name] = data[name]
    if isinstance(data.get("pages"), dict):
        good["pages"] = {k: v for k, v in data["pages"].items() if isinstance(v, dict)}
    assert good.keys() <= {f.name for f in fields(Values)}
    return Values(**good)
