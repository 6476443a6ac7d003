"""The buttons that start a training, stop it and keep its result, or cancel and discard it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.settings.keys import with_keys
from desktop.train.run import RunState
from desktop.ui.layout import row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import PrimaryButton, Translated, push_button


class RunButtons(Translated, QWidget):
    """Shows the buttons that make sense in a `RunState`."""

    def __init__(self) -> None:
        super().__init__()
        self._state = RunState.IDLE
        self.start = PrimaryButton(icon="play", name="train_start")
        self.stop = PrimaryButton(icon="stop", name="train_stop")
        self.cancel = push_button("train_cancel")
        self.cancel.setMinimumHeight(UNIT * 4)
        self.setLayout(row((self.start, 1), (self.stop, 1), self.cancel))
        self.retranslate()

    def show_state(self, state: RunState, *, startable: bool) -> None:
        """``startable``: whether there is anything to train on."""
        self._state = state
        idle = state is RunState.IDLE
        self.start.setVisible(idle)
        self.start.setEnabled(idle and startable)
        self.stop.setVisible(not idle)
        self.stop.setEnabled(state is RunState.RUNNING)
        self.cancel.setVisible(not idle)
        self.cancel.setEnabled(state in (RunState.RUNNING, RunState.STOPPING))
        self.retranslate()

    def retranslate(self) -> None:
        self.start.setText(self.tr("Start training"))
        self.start.setToolTip(with_keys(self.tr("Fine-tune on the labelled pictures"), "train.start"))
        stopping = self._state is RunState.STOPPING
        self.stop.setText(self.tr("Stopping…") if stopping else self.tr("Stop and keep"))
        self.stop.setToolTip(self.tr("End now; the best weights so far are kept"))
        discarding = self._state is RunState.DISCARDING
        self.cancel.setText(self.tr("Discarding…") if discarding else self.tr("Cancel and discard"))
        self.cancel.setToolTip(self.tr("End now and move the experiment to the trash"))
