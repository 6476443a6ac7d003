"""What the canvas is to somebody who cannot see it: said by a screen reader."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from desktop.label.canvas.canvas import Canvas
from desktop.label.panel.label_model import LabelModel


class SpokenCanvas(QObject):
    """Keeps the accessible name and description of ``canvas`` true to its document and its selection.

    Call :meth:`say` after a change of the language.
    """

    def __init__(self, canvas: Canvas, model: LabelModel) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.say)
        for changed in (canvas.selection.changed, model.modelReset, model.edited):
            changed.connect(self._soon.start)

    def say(self) -> None:
        """Set both now."""
        self._canvas.setAccessibleName(self.tr("Picture with its labels"))
        document = self._canvas.document
        if document is None:
            self._canvas.setAccessibleDescription("")
            return
        said = [document.picture.name, self.tr("Labels: {count}").format(count=len(document.labels))]
        row = self._canvas.selection.single()
        if row is not None and row < len(document.labels):
            text = document.labels[row].transcription
            said.append(self.tr("Label {number} is selected: {text}").format(number=row + 1, text=text))
        self._canvas.setAccessibleDescription(". ".join(said))
