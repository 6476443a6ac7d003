"""Notifying a person who is using another window that something has ended."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow, QSystemTrayIcon, QWidget

SHOWN_MS = 10_000


class Notice(QObject):
    """Notices of one widget's window; none while that window is active."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._tray: QSystemTrayIcon | None = None
        self._watched: QWidget | None = None

    def tell(self, title: str, text: str) -> bool:
        """Call for attention with ``title`` and ``text``; does nothing and returns False in an active window.

        The task bar's entry asks for attention; a message comes from the system's tray where there is one,
        and stands in the window's status bar otherwise, until the person comes back.
        """
        window = self._widget.window()
        if window.isActiveWindow():
            return False
        QApplication.alert(window)
        if self._watched is not window:
            self._watched = window
            window.installEventFilter(self)
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._tell_by_tray(title, text)
        elif isinstance(window, QMainWindow):
            window.statusBar().showMessage(f"{title}: {text}")
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate:
            self._take_back()
        return super().eventFilter(watched, event)

    def _tell_by_tray(self, title: str, text: str) -> None:
        if self._tray is None:
            self._tray = QSystemTrayIcon(QApplication.windowIcon(), self)
            self._tray.messageClicked.connect(self._come_back)
            self._tray.activated.connect(lambda _reason: self._come_back())
        self._tray.setToolTip(title)
        self._tray.show()
        self._tray.showMessage(title, text, QApplication.windowIcon(), SHOWN_MS)

    def _come_back(self) -> None:
        window = self._widget.window()
        window.showNormal() if window.isMinimized() else window.show()
        window.raise_()
        window.activateWindow()

    def _take_back(self) -> None:
        """The person is back: hide the tray's icon, and let the status bar's message expire."""
        if self._tray is not None:
            self._tray.hide()
        window = self._watched
        if isinstance(window, QMainWindow) and window.statusBar().currentMessage():
            window.statusBar().showMessage(window.statusBar().currentMessage(), SHOWN_MS)
