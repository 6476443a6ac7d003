"""The camera of the scripts: it uses the window as a person does and photographs it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QSpinBox, QWidget

from desktop.shell.main_window import MainWindow
from desktop.ui.errors import ErrorBanner, describe
from desktop.ui.theme import ThemeMode

SETTLE_S = 1.0
Kind = TypeVar("Kind", bound=QWidget)


class Photographer:
    """The window, its controls by name, and a camera."""

    def __init__(self, window: MainWindow, folder: Path, looks: Sequence[tuple[str, ThemeMode]]) -> None:
        self.window = window
        self.folder = folder
        self.looks = looks

    def wait(self, seconds: float = SETTLE_S) -> None:
        """Let the window work for ``seconds``."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)

    def wait_for(self, what: Callable[[], bool], seconds: float) -> None:
        """Wait until ``what`` holds; TimeoutError after ``seconds``."""
        end = time.monotonic() + seconds
        while not what():
            if time.monotonic() > end:
                raise TimeoutError(f"not within {seconds} s; the window says: {self.complaints()}")
            self.wait(0.05)

    def wait_for_jobs(self, seconds: float) -> None:
        self.wait(0.2)
        self.wait_for(lambda: not self.window.session.jobs.running(), seconds)
        self.wait()

    def complaints(self) -> list[str]:
        """What error banners show now."""
        banners = self.window.findChildren(ErrorBanner)
        return [describe(b.error).as_text() for b in banners if b.error is not None]

    def press(self, name: str) -> None:
        """Click the button ``name``."""
        button = self.control(QAbstractButton, name)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def shoot_window(self, control: str, name: str) -> None:
        """Photograph the window ``control`` everywhere as ``name``, and close it."""
        window = self.control(QWidget, control)
        self.wait(0.3)
        self.shoot_everywhere(name, window)
        window.close()

    def set_number(self, name: str, value: int) -> None:
        self.control(QSpinBox, name).setValue(value)

    def control(self, kind: type[Kind], name: str) -> Kind:
        found = self.window.findChild(kind, name)
        if found is None:
            raise LookupError(f"there is no control {name!r}")
        return found

    def shoot_everywhere(self, name: str, what: QWidget | None = None) -> None:
        """Photograph ``what`` (the window, if None) as it is, in every language and palette."""
        for language, mode in self.looks:
            self.window.session.settings.update(language=language, theme=mode)
            self.wait(0.3)
            path = self.folder / f"{name}-{language}-{mode}.png"
            if not (what or self.window).grab().save(str(path)):
                raise OSError(f"cannot write {path}")
        self.window.session.settings.update(language="en", theme="light")
        self.wait(0.2)
