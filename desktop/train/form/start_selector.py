"""Choosing what a training starts from."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.model_selector import ModelSelector
from desktop.session import ModelChoice, Session
from desktop.ui.layout import column
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, text_label
from engine.db.models import SCRATCH


class StartSelector(ModelSelector):
    """The models that can be trained further, and nothing at all."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "train_weights", onnx=False)

    def offered(self) -> list[ModelChoice]:
        tip = self.tr("A network that has learned nothing yet")
        return [*super().offered(), ModelChoice(self.tr("From scratch"), SCRATCH, tip)]


class ScratchWarning(Translated, QWidget):
    """What it takes to train from scratch; shown when that is chosen in ``selector``."""

    def __init__(self, selector: StartSelector) -> None:
        super().__init__()
        self._selector = selector
        self._text = text_label("", "small", name="train_scratch_warning")
        self._text.setProperty("tone", "warning")
        self.setLayout(column(self._text, margins=(0, 0, 0, UNIT // 2)))
        selector.combo.currentIndexChanged.connect(self.refresh)
        self.retranslate()
        self.refresh()

    def refresh(self) -> None:
        self.setVisible(self._selector.model() == SCRATCH)

    def retranslate(self) -> None:
        self._text.setText(
            self.tr(
                "This needs thousands of labelled pictures and a long training. With fewer, the general model"
                " is a far better start."
            )
        )
