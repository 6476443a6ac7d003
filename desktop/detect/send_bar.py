"""The button that sends boxes to the Label page, its question and its report."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.detect.model import DetectModel
from desktop.detect.sending import Sender
from desktop.settings.keys import key_text
from desktop.ui.layout import column, row
from desktop.ui.widgets import Translated, push_button, set_texts, text_label


class SendBar(Translated, QWidget):
    """Shows a `Sender`. The question appears below the button: nothing is modal."""

    def __init__(self, model: DetectModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.sending = Sender(model)
        self.send = push_button("detect_send_to_labels", "label-multiple-outline", clicked=self.sending.start)
        self.text = text_label("", "small", name="detect_send_text")
        self.propose = push_button("detect_send_propose", clicked=self.sending.propose)
        self.add = push_button("detect_send_add", clicked=self.sending.add)
        self.open = push_button("detect_send_open", clicked=self.sending.open_folder)
        self.show_labels = push_button("detect_send_show", clicked=self._show_labels)
        self.cancel = push_button("detect_send_cancel", clicked=self.sending.cancel)
        buttons = row(self.propose, self.add, self.open, self.show_labels, self.cancel)
        self.setLayout(column(self.send, self.text, buttons))
        self.sending.changed.connect(self._show)
        for signal in (model.picture_changed, model.pictures_changed, model.work.changed):
            signal.connect(self._enable)
        self.retranslate()

    def retranslate(self) -> None:
        self.send.setText(self.tr("Send to labelling"))
        self.send.setToolTip(
            self.tr("Turn the boxes into labels of the project; existing labels stay as they are")
        )
        set_texts(self.propose, self.tr("Review them"), self.tr("Accept or reject each on the Label page"))
        self.add.setText(self.tr("Add all"))
        self.add.setToolTip(
            self.tr(
                "Make labels of all boxes and write their gt files; {keys} on the Label page undoes it"
            ).format(keys=key_text("edit.undo"))
        )
        self.open.setText(self.tr("Open their folder"))
        self.show_labels.setText(self.tr("Show the labels"))
        self._show()

    def _show(self) -> None:
        state, summary = self.sending.state, self.sending.summary
        asked = state == "asking" and summary.boxes > 0
        self.propose.setVisible(asked)
        self.add.setVisible(asked)
        self.open.setVisible(state == "outside")
        self.show_labels.setVisible(state == "done" and summary.first is not None)
        self.cancel.setVisible(state != "idle")
        ended = state == "done" or (state == "asking" and not asked)
        self.cancel.setText(self.tr("Close") if ended else self.tr("Cancel"))
        self.text.setVisible(state != "idle")
        self.text.setText(self._text())
        self._enable()

    def _text(self) -> str:
        summary = self.sending.summary
        boxes = self.tr("%n box(es)", "", summary.boxes)
        pictures = self.tr("%n picture(s)", "", summary.pictures)
        match self.sending.state:
            case "idle":
                return ""
            case "preparing":
                return self.tr("Comparing with the labels…")
            case "outside":
                if self._model.session.project is None:
                    return self.tr("No project is open. Only pictures of a project have labels.")
                return self.tr("These pictures do not belong to the open project.")
            case "sending":
                head = self.tr("Sending {boxes}…")
            case "asking":
                head = self.tr("{boxes} to send, in {pictures}.")
            case _:
                head = self.tr("{boxes} sent, in {pictures}.")
        return " ".join([head.format(boxes=boxes, pictures=pictures), *self._left_out()])

    def _left_out(self) -> list[str]:
        summary = self.sending.summary
        labelled, outside, refused = summary.labelled, len(summary.outside), summary.refused
        notes = (
            (labelled, self.tr("%n box(es) left out: already labelled.", "", labelled)),
            (outside, self.tr("%n picture(s) left out: not in this project.", "", outside)),
            (refused, self.tr("%n picture(s) left out: the labels cannot be changed.", "", refused)),
        )
        return [text for count, text in notes if count]

    def _show_labels(self) -> None:
        picture = self.sending.summary.first
        self.sending.cancel()
        self._model.session.request_page("label", picture)

    def _enable(self) -> None:
        busy = self._model.work.busy or self.sending.state in ("preparing", "sending")
        self.send.setEnabled(self._model.has_results() and not busy)
