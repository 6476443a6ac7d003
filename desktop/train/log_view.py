"""The log of a training, the same lines as its ``log.txt``."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from desktop.train.charts.history import TrainingHistory
from desktop.ui.theme import SMALL, UNIT
from desktop.ui.widgets import Translated

MOST_LINES = 5000


class LogView(Translated, QPlainTextEdit):
    """Read-only and copyable; keeps the newest ``MOST_LINES`` lines and follows them when at the end."""

    def __init__(self, history: TrainingHistory) -> None:
        super().__init__()
        self.setObjectName("train_log")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMaximumBlockCount(MOST_LINES)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(SMALL)
        self.setFont(font)
        history.log_added.connect(self._add)
        history.cleared.connect(self.clear)
        self._add(history.log)
        self.retranslate()

    def retranslate(self) -> None:
        self.setPlaceholderText(self.tr("The log of the training appears here."))
        self.setAccessibleName(self.tr("Training log"))

    def sizeHint(self) -> QSize:
        return QSize(UNIT * 40, UNIT * 16)

    def _add(self, lines: list[str]) -> None:
        if lines:
            self.appendPlainText("\n".join(lines))
