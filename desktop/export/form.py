"""The three steps of an export: model, profile, size and folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop import icons
from desktop.export.run import Request
from desktop.file_dialog import ask_folder
from desktop.model_selector import ModelSelector
from desktop.session import Session
from desktop.theme import UNIT
from desktop.widgets import Card, named, text_label
from engine.export import (
    DEFAULT_SIZE,
    LARGEST,
    PROFILES,
    SIDE_MULTIPLE,
    SMALLEST,
    export_path,
    nearest_side,
)


class ProfileCard(QFrame):
    """One profile: its name as a radio button ``export_profile_<profile>``, and when to use it."""

    def __init__(self, profile: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.profile = profile
        self.setProperty("card", True)
        self.button = named(QRadioButton(), f"export_profile_{profile}")
        self.text = text_label("", "small", muted=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(UNIT * 3 // 2, UNIT, UNIT * 3 // 2, UNIT)
        column.setSpacing(UNIT // 2)
        column.addWidget(self.button)
        column.addWidget(self.text)


class ExportForm(QWidget):
    """What a person chooses; :meth:`request` is the result."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.selector = ModelSelector(session, "export_model", onnx=False)
        self.profiles = [ProfileCard(profile) for profile in PROFILES]
        self.profile_group = QButtonGroup(self)
        self.side = named(QSpinBox(), "export_size")
        self.size_label, self.size_hint = QLabel(), text_label("", "small", muted=True)
        self.folder = named(QLineEdit(), "export_folder")
        self.folder_label = QLabel()
        self.browse = named(QPushButton(), "export_folder_browse")
        self.cards = [Card(), Card(), Card()]
        icons.assign(self.browse, "folder-open-outline")
        self._lay_out()
        self._connect()
        self._folder_chosen = False
        self.retranslate()
        self._follow_project()

    def request(self) -> Request:
        """The export that the form describes."""
        side = nearest_side(self.side.value())
        folder = self.folder.text().strip()
        out = Path(folder).expanduser() if folder else self.session.exports_folder()
        checked = next(card.profile for card in self.profiles if card.button.isChecked())
        return Request(self.selector.model(), export_path(out, (side, side)), checked, (side, side))

    def _lay_out(self) -> None:
        self.cards[0].body.addWidget(self.selector)
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        for card in self.profiles:
            self.profile_group.addButton(card.button)
            row.addWidget(card, 1)
        self.profiles[0].button.setChecked(True)
        holder = named(QWidget(), "export_profile")
        holder.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self.cards[1].body.addWidget(holder)
        self.side.setRange(SMALLEST, LARGEST)
        self.side.setSingleStep(SIDE_MULTIPLE)
        self.side.setValue(DEFAULT_SIZE[0])
        self.side.setSuffix(" px")
        self.side.setMinimumWidth(UNIT * 12)
        size_row = QHBoxLayout()
        size_row.setSpacing(UNIT * 2)
        size_row.addWidget(self.side)
        size_row.addWidget(self.size_hint, 1)
        folder_row = QHBoxLayout()
        folder_row.setSpacing(UNIT)
        folder_row.addWidget(self.folder, 1)
        folder_row.addWidget(self.browse)
        form = QFormLayout()
        form.setHorizontalSpacing(UNIT * 2)
        form.setVerticalSpacing(UNIT)
        form.addRow(self.size_label, size_row)
        form.addRow(self.folder_label, folder_row)
        self.size_label.setBuddy(self.side)
        self.folder_label.setBuddy(self.folder)
        self.cards[2].body.addLayout(form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT * 2)
        for step in self.cards:
            column.addWidget(step)

    def _connect(self) -> None:
        self.session.project_changed.connect(self._follow_project)
        self.selector.model_chosen.connect(lambda _model: self.changed.emit())
        self.profile_group.buttonToggled.connect(lambda *_: self.changed.emit())
        self.side.valueChanged.connect(lambda _value: self.changed.emit())
        self.side.editingFinished.connect(lambda: self.side.setValue(nearest_side(self.side.value())))
        self.folder.textEdited.connect(self._on_folder_typed)
        self.browse.clicked.connect(self._browse)

    def retranslate(self) -> None:
        titles = (self.tr("1. Model"), self.tr("2. What the file computes"), self.tr("3. Size and folder"))
        for card, title in zip(self.cards, titles, strict=True):
            card.set_title(title)
        texts = {
            "end2end": (
                self.tr("Boxes and scores"),
                self.tr(
                    "Everything is inside: a picture goes in, boxes and scores come out. "
                    "Needs nothing but onnxruntime."
                ),
            ),
            "map": (
                self.tr("Probability map"),
                self.tr(
                    "Normalisation and network; OpenCV makes boxes of the map in a few lines. "
                    "For your own code, any picture size."
                ),
            ),
        }
        for profile in self.profiles:
            name, text = texts.get(profile.profile, (profile.profile, ""))
            profile.button.setText(name)
            profile.text.setText(text)
        self.size_label.setText(self.tr("Input size"))
        self.size_hint.setText(
            self.tr("The size the file is made and checked for, a multiple of 32. Larger finds smaller text.")
        )
        self.folder_label.setText(self.tr("Folder"))
        self.browse.setText(self.tr("Browse…"))
        self.browse.setToolTip(self.tr("Choose the folder for the exported file"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _follow_project(self) -> None:
        if not self._folder_chosen:
            self.folder.setText(str(self.session.exports_folder()))
            self.changed.emit()

    def _on_folder_typed(self) -> None:
        self._folder_chosen = True
        self.changed.emit()

    def _browse(self) -> None:
        ask_folder(
            self,
            "export_folder_dialog",
            self.tr("Folder for the exported file"),
            self.folder.text(),
            lambda paths: self._take_folder(paths[0]),
        )

    def _take_folder(self, folder: Path) -> None:
        self._folder_chosen = True
        self.folder.setText(str(folder))
        self.changed.emit()
