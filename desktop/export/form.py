"""The three steps of an export: model, profile, and what the file is like."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QSpinBox,
    QWidget,
)

from desktop.export.run import Request
from desktop.model_selector import ModelSelector
from desktop.session import Session
from desktop.ui.file_dialog import ask_folder
from desktop.ui.i18n import translated
from desktop.ui.layout import STRETCH, column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Card, Translated, named, push_button, set_texts, text_label
from engine.db.scaling import SIDE_MULTIPLE
from engine.export.options import (
    DEFAULT_SIZE,
    LARGEST,
    PRECISIONS,
    SMALLEST,
    ExportOptions,
    export_path,
    nearest_side,
)
from engine.export.profiles import Profile, find_profile, profiles

PROFILE_COLUMNS = 3


class ProfileCard(QFrame):
    """One profile: its name as a radio button ``export_profile_<profile>``, and when to use it."""

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self.profile = profile
        self.setProperty("card", True)
        self.button = named(QRadioButton(), f"export_profile_{profile.name}")
        self.text = text_label("", "small", muted=True)
        margins = (UNIT * 3 // 2, UNIT, UNIT * 3 // 2, UNIT)
        self.setLayout(column(self.button, self.text, STRETCH, spacing=UNIT // 2, margins=margins))


class ExportForm(Translated, QWidget):
    """What a person chooses; :meth:`request` is the result."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.selector = ModelSelector(session, "export_model", onnx=False)
        self.profiles = [ProfileCard(profile) for profile in profiles().values()]
        self.profile_group = QButtonGroup(self)
        self.side = named(QSpinBox(), "export_size")
        self.size_label, self.size_hint = QLabel(), text_label("", "small", muted=True)
        self.fixed = named(QCheckBox(), "export_fixed")
        self.precision = named(QComboBox(), "export_precision")
        self.precision.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # languages differ
        self.precision_label, self.precision_hint = QLabel(), text_label("", "small", muted=True)
        self.folder = named(QLineEdit(), "export_folder")
        self.folder_label = QLabel()
        self.browse = push_button("export_folder_browse", "folder-open-outline", clicked=self._browse)
        self.untrained = text_label("", muted=True, name="export_untrained")
        self.to_train = push_button("export_to_train", clicked=lambda: self.session.request_page("train"))
        self.cards = [Card(), Card(), Card()]
        self._lay_out()
        self._connect()
        self._folder_chosen = False
        self.retranslate()
        self._follow_project()

    def request(self) -> Request:
        side = nearest_side(self.side.value())
        precision = PRECISIONS[self.precision.currentIndex()]
        project = self.session.project
        options = ExportOptions(
            size=(side, side),
            profile=self._profile(),
            precision=precision,
            fixed=self.fixed.isChecked(),
            # Numbers of full size lose nothing that would have to be measured.
            dataset=project.root if project is not None and precision != "float32" else None,
        )
        folder = self.folder.text().strip()
        out = Path(folder).expanduser() if folder else self.session.exports_folder()
        return Request(self.selector.model(), export_path(out, options), options)

    def _profile(self) -> str:
        return next(card.profile.name for card in self.profiles if card.button.isChecked())

    def _lay_out(self) -> None:
        self.cards[0].add(self.selector, row((self.untrained, 1), self.to_train))
        grid = QGridLayout()
        grid.setSpacing(UNIT)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, card in enumerate(self.profiles):
            self.profile_group.addButton(card.button)
            grid.addWidget(card, *divmod(place, PROFILE_COLUMNS))
            grid.setColumnStretch(place % PROFILE_COLUMNS, 1)
        self.profiles[0].button.setChecked(True)
        holder = named(QWidget(), "export_profile")
        holder.setLayout(grid)
        self.cards[1].add(holder)
        self.setLayout(column(*self.cards, spacing=UNIT * 2))
        self.side.setRange(SMALLEST, LARGEST)
        self.side.setSingleStep(SIDE_MULTIPLE)
        self.side.setValue(DEFAULT_SIZE[0])
        self.side.setSuffix(" px")
        self.side.setMinimumWidth(UNIT * 12)
        self.precision.addItems([""] * len(PRECISIONS))
        form = QFormLayout()
        form.setHorizontalSpacing(UNIT * 2)
        form.setVerticalSpacing(UNIT)
        form.addRow(self.size_label, row(self.side, (self.size_hint, 1), spacing=UNIT * 2))
        form.addRow("", self.fixed)
        precision = row(self.precision, (self.precision_hint, 1), spacing=UNIT * 2)
        form.addRow(self.precision_label, precision)
        form.addRow(self.folder_label, row((self.folder, 1), self.browse))
        self.size_label.setBuddy(self.side)
        self.precision_label.setBuddy(self.precision)
        self.folder_label.setBuddy(self.folder)
        self.cards[2].add(form)

    def _connect(self) -> None:
        self.session.project_changed.connect(self._follow_project)
        self.session.models_changed.connect(self._show_untrained)
        self.selector.model_chosen.connect(self.changed)
        self.profile_group.buttonToggled.connect(self._on_profile)
        self.fixed.toggled.connect(self.changed)
        self.precision.currentIndexChanged.connect(self._show_precision_hint)
        self.precision.currentIndexChanged.connect(self.changed)
        self.side.valueChanged.connect(self.changed)
        self.side.editingFinished.connect(lambda: self.side.setValue(nearest_side(self.side.value())))
        self.folder.textEdited.connect(self._on_folder_chosen)

    def retranslate(self) -> None:
        titles = (self.tr("1. Model"), self.tr("2. Who the file is for"), self.tr("3. Size and folder"))
        for card, title in zip(self.cards, titles, strict=True):
            card.set_title(title)
        for choice in self.profiles:
            choice.button.setText(translated(choice.profile.title))
            choice.text.setText(translated(choice.profile.purpose))
        self.untrained.setText(
            self.tr("This project has no trained model yet. The general model can be exported as it is.")
        )
        self.to_train.setText(self.tr("Go to training"))
        self.to_train.setToolTip(self.tr("Fine-tune the detector on your labels") + " (Ctrl+3)")
        self.size_label.setText(self.tr("Input size"))
        self.size_hint.setText(
            self.tr(
                "What the file is made and verified for, a multiple of 32. A larger size finds smaller text."
            )
        )
        self.fixed.setText(self.tr("Only this size"))
        self.fixed.setToolTip(
            self.tr("Some programs, such as TensorRT, need one fixed size; others accept any")
        )
        self.precision_label.setText(self.tr("Precision"))
        names = (self.tr("Full (float32)"), self.tr("Half (float16)"), self.tr("8-bit integers (int8)"))
        for index, name in enumerate(names):
            self.precision.setItemText(index, name)
        self._show_precision_hint()
        self.folder_label.setText(self.tr("Folder"))
        set_texts(self.browse, self.tr("Browse…"), self.tr("Choose the folder for the exported file"))

    def _show_untrained(self) -> None:
        trained = any(Path(choice.model).is_dir() for choice in self.session.models())
        for widget in (self.untrained, self.to_train):
            widget.setVisible(not trained)

    def _on_profile(self) -> None:
        one_size = find_profile(self._profile()).fixed
        self.fixed.setEnabled(not one_size)
        if one_size:
            self.fixed.setChecked(True)
        self.changed.emit()

    def _show_precision_hint(self) -> None:
        project = self.session.project
        texts = {
            "float32": self.tr("As trained: about 50 MB."),
            "float16": self.tr("Half the size; faster on graphics cards only."),
            "int8": self.tr("A quarter of the size, and faster on CPUs."),
        }
        text = texts[PRECISIONS[self.precision.currentIndex()]]
        if self.precision.currentIndex() and project is not None:
            measured = self.tr("Hmean is measured before and after on the pictures of {project}.")
            text += " " + measured.format(project=project.name)
        elif self.precision.currentIndex():
            text += " " + self.tr("Open a project to have its Hmean measured before and after.")
        self.precision_hint.setText(text)

    def _follow_project(self) -> None:
        self._show_precision_hint()
        self._show_untrained()
        if not self._folder_chosen:
            self.folder.setText(str(self.session.exports_folder()))
            self.changed.emit()

    def _on_folder_chosen(self) -> None:
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
        self.folder.setText(str(folder))
        self._on_folder_chosen()
