"""The log file, and catching what nobody caught.

A windowed build has no console (``sys.stderr`` is None), so everything goes to rotating files in the
platform's folder for application data; a crash of the interpreter is reported by
`desktop.diagnostics.crash`.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Protocol

from PySide6.QtCore import QObject, QStandardPaths, Signal

log = logging.getLogger(__name__)


def log_folder() -> Path:
    """Where log files are; beside the settings when ``QUADTUNE_CONFIG_DIR`` is set."""
    override = os.environ.get("QUADTUNE_CONFIG_DIR")
    if override:
        return Path(override) / "logs"
    data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(data) / "logs"


def start_logging() -> None:
    """Log to ``quadtune.log`` (1 MB, three older ones)."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    form = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    if sys.stderr is not None:
        console = logging.StreamHandler(sys.stderr)
        console.setLevel(logging.WARNING)
        root.addHandler(console)
    folder = log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "quadtune.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
        )
    except OSError as error:
        log.warning("No log file in %s: %s", folder, error)
        return
    handler.setFormatter(form)
    handler.setLevel(logging.INFO)  # torch's export loggers are at DEBUG whatever the root's level is
    root.addHandler(handler)


class Reports(Protocol):
    """Where reports of errors are written."""

    def report(self, error: BaseException) -> None: ...


class UncaughtErrors(QObject):
    """Logs every exception nobody caught, from any thread, and emits ``raised`` for the window."""

    raised = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.watch: Reports | None = None
        """Writes a report of each."""

    def install(self) -> None:
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.critical("Not caught", exc_info=(kind, error, trace))
        if self.watch is not None:
            self.watch.report(error)
        self.raised.emit(error)

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._hook(args.exc_type, args.exc_value, args.exc_traceback)
