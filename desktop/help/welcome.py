"""What the window shows while no folder is open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QWidget,
)

from desktop.help.loop_pictures import LOOP, LoopPicture, LoopStep
from desktop.settings.keys import with_keys
from desktop.settings.settings import Settings
from desktop.ui import icons
from desktop.ui.layout import STRETCH, column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Card, IconButton, PrimaryButton, Translated, named, set_texts, text_label

WIDTH = UNIT * 98
SHOWN_RECENT = 5
ROW_HEIGHT = 28


class WelcomePage(Translated, QWidget):
    """The loop in three pictures, two large buttons and the recent folders; while the sample is made, its
    progress."""

    open_requested = Signal()
    sample_requested = Signal()
    sample_folder_requested = Signal()
    folder_chosen = Signal(Path)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self._settings = settings
        self._logo = QLabel()
        self._title = text_label("QuadTune", "title")
        self._text = text_label("", muted=True)
        self._loop = {step: LoopCard(step) for step in LOOP}
        self._open = PrimaryButton(icon="folder-open-outline", name="welcome_open")
        self._sample = named(QPushButton(), "welcome_sample")
        icons.assign(self._sample, "flask-outline")
        self._where = IconButton("dots-horizontal", name="welcome_sample_folder")
        for button in (self._open, self._sample, self._where):
            button.setMinimumHeight(UNIT * 6)
            button.setIconSize(QSize(UNIT * 5 // 2, UNIT * 5 // 2))
        self._drop = text_label("", "small", muted=True)
        self._drop.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._progress = named(QProgressBar(), "welcome_sample_progress")
        self._progress.setTextVisible(False)
        self._progress.hide()
        self._recent_card = Card()
        self._recent = named(QListWidget(), "welcome_recent")
        self._recent.setFrameShape(QListWidget.Shape.NoFrame)
        self._recent.viewport().setAutoFillBackground(False)
        self._recent.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._recent.itemActivated.connect(self._choose)
        self._recent.itemClicked.connect(self._choose)
        self._recent_card.body.addWidget(self._recent)
        self._open.clicked.connect(self.open_requested)
        self._sample.clicked.connect(self.sample_requested)
        self._where.clicked.connect(self.sample_folder_requested)
        settings.changed.connect(lambda name: self._fill_recent() if name == "recent" else None)
        self._lay_out()
        self._draw_logo()
        self._fill_recent()
        self.retranslate()

    def focus_first(self) -> None:
        """Put the keyboard where most people start."""
        self._open.setFocus()

    def show_progress(self, done: int, total: int) -> None:
        """The sample is being made; ``total`` 0 when it is not known how much there is to do."""
        self._sample.setEnabled(False)
        self._where.setEnabled(False)
        self._progress.show()
        self._progress.setRange(0, total)
        self._progress.setValue(done)

    def hide_progress(self) -> None:
        self._sample.setEnabled(True)
        self._where.setEnabled(True)
        self._progress.hide()

    def retranslate(self) -> None:
        self._text.setText(
            self.tr("Label the text in your pictures, fine-tune a detector on them, try it and export it.")
        )
        texts: dict[LoopStep, tuple[str, str]] = {
            "label": (self.tr("1. Label"), self.tr("Mark the text in your pictures with four clicks each.")),
            "train": (self.tr("2. Train"), self.tr("Press one button; curves show how the detector learns.")),
            "try": (
                self.tr("3. Try and export"),
                self.tr("Try it on new pictures, then export it as a file."),
            ),
        }
        for step, (title, text) in texts.items():
            self._loop[step].set_texts(title, text)
        text = self.tr("Open a folder of pictures")
        set_texts(self._open, text, with_keys(text, "window.open"))
        tip = self.tr("Makes labelled pictures for trying everything")
        set_texts(self._sample, self.tr("Try the sample project"), tip)
        self._where.set_tip(self.tr("Choose where the sample project goes"))
        self._drop.setText(self.tr("or drop a folder onto this window"))
        self._recent_card.set_title(self.tr("Recent folders"))
        self._recent.setAccessibleName(self.tr("Recent folders"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_logo()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        texts = column(self._title, self._text, spacing=UNIT // 2)
        head = row(self._logo, (texts, 1), spacing=UNIT * 2)
        loop = row(*((card, 1) for card in self._loop.values()), spacing=UNIT * 2)
        sample = row((self._sample, 1), self._where, spacing=UNIT // 2)
        buttons = row((self._open, 1), (sample, 1), spacing=UNIT * 2)
        below = (self._progress, self._drop, self._recent_card)
        middle, centre, area = QWidget(), QWidget(), QScrollArea()
        middle.setMaximumWidth(WIDTH)
        layout = column(head, loop, buttons, *below, spacing=UNIT * 2, margins=UNIT * 2)
        layout.insertStretch(0, 2)
        layout.addStretch(3)
        middle.setLayout(layout)
        centre.setLayout(row(STRETCH, (middle, 100), STRETCH, spacing=0))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(centre)
        self.setLayout(column(area))

    def _draw_logo(self) -> None:
        self._logo.setPixmap(icons.app_icon().pixmap(UNIT * 7, UNIT * 7))

    def _fill_recent(self) -> None:
        self._recent.clear()
        for text in self._settings.values.recent:
            folder = Path(text)
            item = QListWidgetItem(f"{folder.name}   {folder.parent}")
            item.setIcon(icons.icon("folder-outline", "muted"))
            item.setToolTip(text)
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            item.setData(Qt.ItemDataRole.UserRole, text)
            if not folder.is_dir():
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._recent.addItem(item)
        rows = min(SHOWN_RECENT, self._recent.count())
        self._recent_card.setVisible(rows > 0)
        self._recent.setFixedHeight(rows * ROW_HEIGHT)

    def _choose(self, item: QListWidgetItem) -> None:
        self.folder_chosen.emit(Path(item.data(Qt.ItemDataRole.UserRole)))


class LoopCard(Card):
    """One step of the loop: its picture, its name, one line on it."""

    def __init__(self, step: LoopStep) -> None:
        super().__init__()
        self._picture = LoopPicture(step)
        self._name = text_label("", "heading")
        self._text = text_label("", muted=True)
        for widget in (self._picture, self._name, self._text):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def set_texts(self, name: str, text: str) -> None:
        self._name.setText(name)
        self._text.setText(text)
        self._picture.setAccessibleName(name)
