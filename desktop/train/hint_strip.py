"""One line of advice while the curves show a known problem."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel

from desktop.train.charts.history import TrainingHistory
from desktop.ui import icons
from desktop.ui.i18n import translated
from desktop.ui.layout import TOP, column, row
from desktop.ui.theme import UNIT, theme
from desktop.ui.widgets import IconButton, Translated, text_label
from desktop.work.delay import Delay
from engine.training.record.hints import Hint, find_hints

EXAMINE_MS = 1000
"""At most this often is the history examined: hints are never urgent."""


class HintStrip(Translated, QFrame):
    """The most important hint of ``history`` that was not dismissed; hidden while there is none.

    Named ``train_hint``, with ``train_hint_text``, ``train_hint_remedy`` and ``train_hint_close``. A hint
    that was dismissed stays away until the next run, even when its figures change.
    """

    def __init__(self, history: TrainingHistory) -> None:
        super().__init__()
        self.setObjectName("train_hint")
        self.setProperty("card", True)
        self._history = history
        self._hints: list[Hint] = []
        self._dismissed: set[str] = set()
        self._icon = QLabel()
        self._text = text_label("", name="train_hint_text")
        self._remedy = text_label("", muted=True, name="train_hint_remedy")
        self._close = IconButton("close", name="train_hint_close", role="muted", clicked=self._dismiss)
        texts = column(self._text, self._remedy, spacing=UNIT // 2)
        margins, spacing = (UNIT * 2, UNIT, UNIT, UNIT), UNIT * 3 // 2
        parts = ((self._icon, 0, TOP), (texts, 1), (self._close, 0, TOP))
        self.setLayout(row(*parts, spacing=spacing, margins=margins))
        self._timer = Delay(self, EXAMINE_MS, self.refresh)
        history.changed.connect(self._timer.start_once)
        history.cleared.connect(self._forget)
        theme().changed.connect(self._draw_icon)
        self._draw_icon()
        self.retranslate()
        self.refresh()

    def refresh(self) -> None:
        self._hints = find_hints(self._history.figures())
        self._show()

    def hint(self) -> Hint | None:
        return next((hint for hint in self._hints if hint.kind not in self._dismissed), None)

    def retranslate(self) -> None:
        self._close.set_tip(self.tr("Dismiss this hint"))
        self.setAccessibleName(self.tr("Hint"))
        self._show()

    def _show(self) -> None:
        hint = self.hint()
        if hint is not None:
            self._text.setText(translated(hint.text))
            self._remedy.setText(translated(hint.remedy))
        self.setVisible(hint is not None)

    def _dismiss(self) -> None:
        hint = self.hint()
        if hint is not None:
            self._dismissed.add(hint.kind)
        self._show()

    def _forget(self) -> None:
        self._dismissed.clear()
        self.refresh()

    def _draw_icon(self) -> None:
        self._icon.setPixmap(icons.icon("lightbulb-on-outline", "warning").pixmap(UNIT * 3, UNIT * 3))
