"""The file of the settings: its versions, reading it with care, keeping aside what cannot be used."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from desktop.ui.i18n import LANGUAGES
from desktop.ui.theme import ThemeMode
from engine import files
from engine.errors import StorageError

VERSION = 2
RECENT_MAX = 10
PICTURE_CACHE_MB = (32, 4096)
THUMBNAILS = (50, 5000)
AUTOSAVE_MS = (100, 5000)
"""Smallest and largest of what can be chosen."""

_DEVICE = re.compile(r"auto|cpu|cuda:\d{1,2}")

Raw = Mapping[str, Any]
Trouble = Literal["missing", "unreadable", "newer"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Values:
    """All settings. ``language`` None is the system's; ``geometry`` is Qt's, as hexadecimal text.

    ``keys`` has the keys of the actions whose keys were changed, in Qt's portable text. ``pages`` holds what
    pages remember, by page name; see `desktop.settings.settings.Settings.remember`.
    """

    language: str | None = None
    theme: ThemeMode = "system"
    device: str = "auto"
    reopen: bool = True
    autosave_ms: int = 300
    picture_cache_mb: int = 256
    thumbnails: int = 400
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    recent: tuple[str, ...] = ()
    last_folder: str = ""
    geometry: str = ""
    sample_folder: str = ""
    pages: dict[str, dict[str, Any]] = field(default_factory=dict)


PREFERENCES = (
    "language", "theme", "device", "reopen", "autosave_ms", "picture_cache_mb", "thumbnails", "keys",
)  # fmt: skip
"""What the person chose in the settings. The rest is what the program remembers of her work."""


def _to_2(data: Raw) -> Raw:
    """Version 1 opened nothing at start; what was open last is what is opened again."""
    pages = data.get("pages")
    remembered = dict(pages) if isinstance(pages, dict) else {}
    remembered["session"] = {"folder": data.get("last_folder", "")}
    return {**data, "pages": remembered}


MIGRATIONS: Mapping[int, Callable[[Raw], Raw]] = {1: _to_2}
"""From each version to the next."""


def load(path: Path) -> Values:
    """The settings in ``path``, defaults when there are none.

    A file that cannot be read or is of a newer program is moved aside; of an older one a copy is kept, for
    the older program.
    """
    data, trouble = _read(path)
    if trouble == "unreadable":
        _move_aside(path, path.with_suffix(".unreadable.json"))
    elif trouble == "newer":
        _move_aside(path, path.with_suffix(f".version-{data['version']}.json"))
    if trouble:
        return Values()
    if data["version"] < VERSION:
        _copy(path, path.with_suffix(f".version-{data['version']}.json"))
    return _checked(_migrated(data))


def read(path: Path) -> Values | None:
    """What is in ``path`` now; None when there is nothing that can be used. Nothing is moved."""
    data, trouble = _read(path)
    return None if trouble else _checked(_migrated(data))


def write(path: Path, values: Values) -> None:
    """Raises StorageError when the disk refuses."""
    files.write_json(path, {"version": VERSION, **asdict(values)})


def _read(path: Path) -> tuple[Raw, Trouble | None]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, "missing"
    except (OSError, ValueError, RecursionError) as error:
        log.warning("Settings at %s cannot be read: %s", path, error)
        return {}, "unreadable"
    version = data.get("version") if isinstance(data, dict) else None
    if type(version) is not int or version < 1:
        log.warning("Settings at %s are not of a version that is known; defaults are used", path)
        return {}, "unreadable"
    if version > VERSION:
        log.warning("Settings at %s are of a newer program; defaults are used", path)
        return data, "newer"
    return data, None


def _migrated(data: Raw) -> Raw:
    for version in range(data["version"], VERSION):
        data = MIGRATIONS[version](data)
    return data


def _move_aside(path: Path, place: Path) -> None:
    try:
        path.replace(place)
    except OSError as error:
        log.warning("Settings at %s cannot be kept aside: %s", path, error)


def _copy(path: Path, place: Path) -> None:
    try:
        files.write_bytes(place, path.read_bytes())
    except (OSError, StorageError) as error:
        log.warning("No copy of the settings at %s: %s", path, error)


def _checked(data: Raw) -> Values:
    """``data`` as `Values`; each field that is not of its kind falls back to its default."""
    get = data.get
    sound = {
        "language": get("language") in tuple(LANGUAGES),  # which may be anything, also what no key can be
        "theme": get("theme") in get_args(ThemeMode),
        "device": isinstance(get("device"), str) and _DEVICE.fullmatch(data["device"]),
        "reopen": isinstance(get("reopen"), bool),
        **{name: isinstance(get(name), str) for name in ("last_folder", "geometry", "sample_folder")},
    }
    good: dict[str, Any] = {name: data[name] for name, is_sound in sound.items() if is_sound}
    for name, (least, most) in (
        ("autosave_ms", AUTOSAVE_MS), ("picture_cache_mb", PICTURE_CACHE_MB), ("thumbnails", THUMBNAILS),
    ):  # fmt: skip
        if type(data.get(name)) is int:
            good[name] = min(max(data[name], least), most)
    if isinstance(data.get("keys"), dict):
        texts = {k: v for k, v in data["keys"].items() if isinstance(v, list)}
        good["keys"] = {k: tuple(v) for k, v in texts.items() if all(isinstance(one, str) for one in v)}
    if isinstance(data.get("recent"), list):
        good["recent"] = tuple(f for f in data["recent"] if isinstance(f, str))[:RECENT_MAX]
    if isinstance(data.get("pages"), dict):
        good["pages"] = {k: v for k, v in data["pages"].items() if isinstance(v, dict)}
    return Values(**good)
