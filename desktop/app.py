"""The window application: ``run`` starts Qt, shows the window and returns the exit status."""

# ruff: noqa: E402 - torch's libraries have to be loaded before the first import of Qt
from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop.work.torch_libraries import preload_torch_libraries

preload_torch_libraries()  # does something on Windows only; see there

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication

from desktop.diagnostics.crash import CrashWatch, new_reports
from desktop.diagnostics.logs import UncaughtErrors, start_logging
from desktop.session import Session
from desktop.settings.settings import Settings
from desktop.shell.main_window import MainWindow
from desktop.ui import i18n, icons
from desktop.ui.theme import theme
from desktop.work.gc_policy import GarbageCollector

SIGNAL_CHECK_MS = 200
SWITCH_INTERVAL_S = 0.001
PIXMAP_CACHE_KB = 128 * 1024

log = logging.getLogger(__name__)


def run(argv: Sequence[str]) -> int:
    """Open the window, on the folder or picture in ``argv`` if there is one, and stay until it is closed."""
    app = make_application(sys.argv[:1])
    start_logging()
    uncaught = UncaughtErrors()
    uncaught.install()
    settings = Settings()
    i18n.set_language(settings.values.language)
    theme().install(app, settings.values.theme)
    app.setWindowIcon(icons.app_icon())
    session = Session(settings)
    watch = CrashWatch(lambda: session.device.graphics, lambda: settings.values.recent)
    watch.start()
    uncaught.watch = watch
    session.device.changed.connect(watch.note_facts)
    window = MainWindow(session)
    window.crash.offer(new_reports())
    prepare_interpreter(window)
    uncaught.raised.connect(session.report)
    timer = _close_on_interrupt(window)
    window.show()
    if argv:
        QTimer.singleShot(0, lambda: window.open_path(Path(argv[0])))
    else:
        QTimer.singleShot(0, window.resume_place.restore)
    status = app.exec()
    timer.stop()
    watch.stop()
    return _leave(session, status)


def prepare_interpreter(window: QObject) -> None:
    """Let the window's thread come first where Python's threads take turns (docs/benchmarks.md).

    A job that computes in Python keeps the interpreter for a switch interval each time the window needs
    it, several times a frame: with the usual 5 ms that is felt.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    GarbageCollector(window).start()


def make_application(argv: Sequence[str]) -> QApplication:
    """The QApplication with the names that standard folders are derived from."""
    app = QApplication(list(argv))
    app.setApplicationName("QuadTune")
    app.setOrganizationName("")
    app.setApplicationDisplayName("QuadTune")
    app.setDesktopFileName("quadtune")  # by which a desktop finds the menu entry's icon and name
    # Labels are kept as they were painted; beyond Qt's own limit of 10 MB each frame paints them all again.
    QPixmapCache.setCacheLimit(PIXMAP_CACHE_KB)
    return app


def _close_on_interrupt(window: MainWindow) -> QTimer:
    """Ctrl+C in the terminal closes the window as its own button does."""
    for which in (signal.SIGINT, signal.SIGTERM):
        signal.signal(which, lambda *_: window.close())
    # Python only runs signal handlers between its own instructions, so Qt has to let it run now and then.
    timer = QTimer(window)
    timer.timeout.connect(lambda: None)
    timer.start(SIGNAL_CHECK_MS)
    return timer


def _leave(session: Session, status: int) -> int:
    """``status``; but when a job ignored the request to stop, the process ends here.

    Everything is saved by now and the window is gone. Destroying a running thread object would abort
    the process with an error message, and no process may be left behind.
    """
    stuck = session.jobs.running()
    if stuck:
        log.warning("Leaving while jobs still run: %s", ", ".join(job.name for job in stuck))
        logging.shutdown()
        os._exit(status)
    return status
