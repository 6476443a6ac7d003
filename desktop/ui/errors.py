"""Errors as a person reads them: what happened, where, what to do; in the current language."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel

from desktop.ui.i18n import translated
from desktop.ui.layout import TOP, column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import IconButton, Translated, set_texts
from engine.device.graphics import card_memory_error, is_card_memory_error
from engine.errors import InputError, QuadTuneError, StorageError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ErrorText:
    """``where`` is ``file:line``, a file or empty; ``details`` a traceback, for unforeseen errors."""

    title: str
    message: str
    where: str = ""
    remedy: str = ""
    details: str = ""

    def summary(self) -> str:
        """What happened and what to do about it; the place is shown elsewhere."""
        return "\n".join(t for t in (self.message, self.remedy) if t)

    def body(self) -> str:
        """Everything below the title."""
        return "\n".join(t for t in (self.message, self.where, self.remedy) if t)

    def as_text(self) -> str:
        """Everything, for the clipboard."""
        return "\n".join(t for t in (self.title, self.message, self.where, self.remedy, self.details) if t)


def describe(error: BaseException) -> ErrorText:
    match error:
        case StorageError():
            return _of_ours(QCoreApplication.translate("errors", "Could not save"), error)
        case InputError():
            return _of_ours(QCoreApplication.translate("errors", "This cannot be used"), error)
        case QuadTuneError():
            return _of_ours(QCoreApplication.translate("errors", "This did not work"), error)
        case MemoryError() if type(error) is MemoryError:
            return ErrorText(
                title=QCoreApplication.translate("errors", "Not enough memory"),
                message=QCoreApplication.translate("errors", "The computer ran out of memory."),
                remedy=QCoreApplication.translate(
                    "errors",
                    "Choose a smaller batch or picture size, or close other programs, and try again.",
                ),
            )
    if is_card_memory_error(error):
        return _of_ours(QCoreApplication.translate("errors", "Not enough memory"), card_memory_error())
    return ErrorText(
        title=QCoreApplication.translate("errors", "Something unforeseen happened"),
        message=f"{type(error).__name__}: {error}",
        remedy=QCoreApplication.translate(
            "errors", "Your labels are safe. Copy this report for the developers; it is also in the log file."
        ),
        details="".join(traceback.format_exception(error)),
    )


def _of_ours(title: str, error: QuadTuneError) -> ErrorText:
    return ErrorText(title, translated(error.problem), error.where(), translated(error.remedy))


class ErrorBanner(Translated, QFrame):
    """Shows one error above a page: not modal, copyable, dismissable; hidden while there is none.

    ``page`` names it and its buttons: ``<page>_error``, ``<page>_error_copy``, ``<page>_error_close``.
    """

    dismissed = Signal()

    def __init__(self, page: str) -> None:
        super().__init__()
        self.setObjectName(f"{page}_error")
        self.setProperty("banner", "error")
        self.error: BaseException | None = None
        self._title, self._body = QLabel(), QLabel()
        self._title.setProperty("tone", "error")
        self._title.setProperty("type", "heading")
        self._body.setWordWrap(True)
        for label in (self._title, self._body):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = IconButton("content-copy", name=f"{page}_error_copy", clicked=self._copy_text)
        self._close = IconButton("close", name=f"{page}_error_close", clicked=self.clear)
        texts = column(self._title, self._body, spacing=UNIT // 2)
        margins = (UNIT * 2, UNIT, UNIT, UNIT)
        self.setLayout(row((texts, 1), (self._copy, 0, TOP), (self._close, 0, TOP), margins=margins))
        self.retranslate()
        self.hide()

    def show_error(self, error: BaseException) -> None:
        """Show ``error``, in place of one shown before; unforeseen ones are logged."""
        if not isinstance(error, QuadTuneError):
            log.error("Shown to the person", exc_info=error)
        self.error = error
        self.retranslate()
        self.show()

    def clear(self) -> None:
        if self.error is not None:
            self.error = None
            self.hide()
            self.dismissed.emit()

    def text(self) -> str:
        return describe(self.error).as_text() if self.error is not None else ""

    def retranslate(self) -> None:
        self._copy.set_tip(self.tr("Copy this message"))
        self._close.set_tip(self.tr("Dismiss"))
        if self.error is not None:
            text = describe(self.error)
            self._title.setText(text.title)
            set_texts(self._body, text.body(), text.where)

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
