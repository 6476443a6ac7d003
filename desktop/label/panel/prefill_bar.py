"""The button that lets the recogniser propose texts, and how far that is."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QProgressBar, QPushButton, QToolButton, QWidget

from desktop.label.panel.prefill import Prefill
from desktop.settings.keys import key_text
from desktop.ui.errors import describe
from desktop.ui.i18n import format_duration
from desktop.ui.layout import column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import IconButton, Translated, named, text_label


class PrefillBar(Translated, QWidget):
    """Drives a :class:`Prefill`. Hidden while there is nothing to say; :attr:`button` stands elsewhere."""

    def __init__(self, prefill: Prefill, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prefill = prefill
        self.button = IconButton("text-recognition", name="label_read")
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = named(QMenu(self.button, toolTipsVisible=True), "label_read_menu")
        self.selected = self._action("label_read_selected", prefill.read_selected)
        self.picture = self._action("label_read_picture", prefill.read_picture)
        self.project = self._action("label_read_project", prefill.read_project)
        self.button.setMenu(self.menu)
        self.text = text_label("", "small", name="label_read_text")
        self.progress = named(QProgressBar(textVisible=False), "label_read_progress")
        self.progress.setMaximumHeight(UNIT)
        self.close_button = named(QPushButton(), "label_read_close")
        self.setLayout(column(row((self.text, 1), self.close_button), self.progress, spacing=UNIT // 2))
        self.close_button.clicked.connect(prefill.stop)
        self.close_button.clicked.connect(prefill.dismiss)
        prefill.changed.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        missing = self.tr("Not installed. To read texts: {command}").format(command="pip install rapidocr")
        tip = self.tr("Read texts: propose what is written in the labels")
        self.button.set_tip(tip if self._prefill.available else missing)
        self.selected.setText(self.tr("Read the selected labels") + "\t" + key_text("label.read_selected"))
        self.selected.setToolTip(self.tr("Their texts are replaced; ignored labels are left alone"))
        self.picture.setText(
            self.tr("Read this picture's labels without text") + "\t" + key_text("label.read_picture")
        )
        self.project.setText(self.tr("Read all labels without text, in all pictures"))
        self._show()

    def _action(self, name: str, read: object) -> QAction:
        action = self.menu.addAction("")
        action.setObjectName(name)
        action.triggered.connect(read)
        return action

    def _show(self) -> None:
        reading = self._prefill.state == "reading"
        self.setVisible(self._prefill.state != "idle")
        for action in self.menu.actions():
            action.setEnabled(not reading)
        self.progress.setVisible(reading)
        self.progress.setRange(0, self._prefill.progress.total)
        self.progress.setValue(self._prefill.progress.done)
        self.close_button.setText(self.tr("Stop") if reading else self.tr("Close"))
        self.text.setText(self._reading_text() if reading else self._done_text())

    def _reading_text(self) -> str:
        progress = self._prefill.progress
        if not progress.total:
            return self.tr("Reading texts…")
        text = self.tr("Reading texts: {done} of {total}").format(done=progress.done, total=progress.total)
        if progress.seconds_left is not None and progress.seconds_left >= 1:
            text += " · " + self.tr("{time} left").format(time=format_duration(progress.seconds_left))
        return text

    def _done_text(self) -> str:
        counts, error = self._prefill.counts, self._prefill.error
        if error is not None:
            return describe(error).body()
        if not (counts.texts or counts.empty or counts.kept or counts.failed):
            return self.tr("There is nothing to read: no label without text.")
        head = self.tr("Texts read: {texts}, pictures: {pictures}. {keys} takes them back.")
        notes = (
            (counts.empty, self.tr("Nothing readable: {count}.")),
            (counts.kept, self.tr("Skipped, changed meanwhile: {count}.")),
            (counts.failed, self.tr("Pictures that cannot be read: {count}.")),
        )
        done = head.format(texts=counts.texts, pictures=counts.pictures, keys=key_text("edit.undo"))
        parts = [done] if counts.texts else []
        parts += [text.format(count=count) for count, text in notes if count]
        if counts.error is not None:
            told = describe(counts.error)
            parts.append(" ".join(part for part in (told.where, told.message, told.remedy) if part))
        return " ".join(parts)
