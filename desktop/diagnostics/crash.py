"""Reports of crashes: written while things go wrong or at the next start, offered by the window then.

Each run has a file of its own into which Python's `faulthandler` writes when the interpreter itself dies; a
run that ends well takes it away. What such a run leaves is made into a report by the next one. An exception
that nobody caught is reported at once.
"""

from __future__ import annotations

import faulthandler
import logging
import platform
import re
import secrets
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from desktop.diagnostics.logs import log_folder
from desktop.settings.settings import config_folder
from engine import __version__, files
from engine.device.graphics import Graphics
from engine.errors import StorageError

LOG_LINES = 60
MOST_REPORTS = 5
"""Of one run: an error may come again with every mouse move."""
KEPT = 20
"""Reports that were dismissed are kept, so many of them."""

_DIED = ("Fatal Python error", "Windows fatal exception")
_PROGRAM = Path(__file__).resolve().parents[2]
_QUOTED_PATH = re.compile(r"""(['"])(?:/|[A-Za-z]:[\\/])[^'"\n]*\1""")
_BARE_PATH = re.compile(r"""(?<![\w<>.…/])(?:/|[A-Za-z]:[\\/])[^\s'"(),;:]+""")
_IN_FOLDER = re.compile(r"""<folder>[\\/][^\n'":]*""")

log = logging.getLogger(__name__)


def crash_folder() -> Path:
    """Where new reports are; dismissed ones are in its folder ``seen``."""
    return config_folder() / "crashes"


def new_reports() -> list[Path]:
    """Reports not dismissed yet, the newest first."""
    return sorted(crash_folder().glob("crash-*.txt"), reverse=True)


def dismiss(reports: Iterable[Path]) -> None:
    """Do not offer them again; they stay in the folder ``seen``."""
    seen = crash_folder() / "seen"
    with suppress(OSError):
        seen.mkdir(exist_ok=True)
    for report in reports:
        with suppress(OSError):
            report.replace(seen / report.name)
    for old in sorted(seen.glob("crash-*.txt"), reverse=True)[KEPT:]:
        with suppress(OSError):
            old.unlink()


class CrashWatch:
    """Watches one run. ``graphics`` gives what is known of the card, ``private`` folders to leave unnamed."""

    def __init__(
        self, graphics: Callable[[], Graphics] = Graphics, private: Callable[[], Iterable[str]] = tuple
    ) -> None:
        self._graphics = graphics
        self._private = private
        self._place: Path | None = None
        self._file: IO[str] | None = None
        self._lock: IO[bytes] | None = None
        self._told: set[str] = set()

    def start(self) -> None:
        """Make reports of runs that died, then watch this one. A folder that cannot be written is logged."""
        folder = crash_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._report_the_dead(folder)
            self._place = folder / f"run-{secrets.token_hex(6)}.txt"
            self._lock = files.locked(self._place.with_suffix(".lock"))
            self._file = self._place.open("w", encoding="utf-8")
            self._file.write(_head(self._graphics(), datetime.now()) + "\n")
            self._file.flush()
        except OSError as error:
            log.warning("No reports of crashes in %s: %s", folder, error)
            return
        faulthandler.enable(file=self._file)  # the file stays open: it is written while dying

    def note_facts(self) -> None:
        """Add what is known of the machine by now to this run's file."""
        if self._file is not None:
            self._file.write("Since then:\n" + "\n".join(_machine(self._graphics())) + "\n")
            self._file.flush()

    def stop(self) -> None:
        """The run ends well."""
        if self._file is None or self._lock is None or self._place is None:
            return
        faulthandler.disable()
        self._file.close()
        self._lock.close()
        self._file = None
        _remove(self._place)

    def report(self, error: BaseException) -> None:
        """Write a report of ``error``, once; from any thread."""
        trace = "".join(traceback.format_exception(error))
        if trace in self._told or len(self._told) >= MOST_REPORTS:
            return
        self._told.add(trace)
        self._write(_head(self._graphics(), datetime.now()), trace, datetime.now())

    def _report_the_dead(self, folder: Path) -> None:
        for place in folder.glob("run-*.txt"):
            if files.is_locked(place.with_suffix(".lock")):
                continue  # another window
            text = place.read_text(encoding="utf-8", errors="replace")
            start = min((text.find(words) for words in _DIED if words in text), default=-1)
            if start >= 0:
                died = datetime.fromtimestamp(place.stat().st_mtime)
                self._write(text[:start].rstrip(), text[start:], died)
            _remove(place)

    def _write(self, head: str, trace: str, when: datetime) -> None:
        text = f"{head}\n\nWhat happened\n{trace.rstrip()}\n\nThe last lines of the log\n{_log_lines(when)}\n"
        place = crash_folder() / f"crash-{when:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}.txt"
        try:
            files.write_text(place, without_names(text, self._private()))
        except StorageError as error:
            log.warning("No report of the crash: %s", error)


def without_names(text: str, private: Iterable[str] = ()) -> str:
    """``text`` with the program's own paths shortened and all others taken out.

    ``private`` folders go first, whatever is in their names. What stays are names that stand alone, without
    the folder they are in.
    """
    for folder in sorted(filter(None, private), key=len, reverse=True):
        text = text.replace(folder, "<folder>")
    text = _IN_FOLDER.sub("<folder>/…", text)
    text = text.replace(str(_PROGRAM), "<program>")
    for place in (sys.prefix, sys.base_prefix):
        text = text.replace(place, "<python>")
    return _BARE_PATH.sub("<path>", _QUOTED_PATH.sub(r"\1<path>\1", text))


def _head(graphics: Graphics, when: datetime) -> str:
    """Facts of program and machine; nothing here starts or loads anything."""
    from PySide6 import __version__ as pyside
    from PySide6.QtCore import qVersion
    from PySide6.QtGui import QGuiApplication

    return "\n".join(
        (
            "Report of a crash of QuadTune",
            "It holds no picture and no label. Folders are left out; a file's name may stand where the"
            " program mentions it alone.",
            "",
            f"Time      {when:%Y-%m-%d %H:%M:%S}",
            f"QuadTune  {__version__}{' (packaged)' if getattr(sys, 'frozen', False) else ''}",
            f"Python    {platform.python_version()}",
            f"System    {platform.platform()}",
            f"Qt        {qVersion()} (PySide6 {pyside}, {QGuiApplication.platformName() or 'no window'})",
            *_machine(graphics),
        )
    )


def _machine(graphics: Graphics) -> tuple[str, ...]:
    torch = getattr(sys.modules.get("torch"), "__version__", "not loaded")
    cards = ", ".join(card.name for card in graphics.cards) or "no NVIDIA card known"
    return (
        f"torch     {torch}, built for CUDA {graphics.cuda or 'none'}",
        f"Graphics  {cards}, driver {graphics.driver or 'none'}",
    )


def _log_lines(until: datetime) -> str:
    """The last lines of the log that are not younger than ``until``."""
    try:
        lines = (log_folder() / "quadtune.log").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "(there is no log)"
    limit = f"{until:%Y-%m-%d %H:%M:%S},999"
    last = next((n for n in range(len(lines), 0, -1) if lines[n - 1][:23] <= limit), 0)
    return "\n".join(lines[max(last - LOG_LINES, 0) : last])


def _remove(place: Path) -> None:
    for path in (place, place.with_suffix(".lock")):
        with suppress(OSError):
            path.unlink()
