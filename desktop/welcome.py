"""What the window shows while no folder is open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop import icons
from desktop.settings import Settings
from desktop.theme import UNIT
from desktop.widgets import Card, IconButton, PrimaryButton, text_label

WIDTH = 560
SHOWN_RECENT = 6
ROW_HEIGHT = 28


class WelcomePage(QWidget):
    """Two large buttons and the recent folders; while the sample is made, its progress."""

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
        self._open = PrimaryButton(icon="folder-open-outline", name="welcome_open")
        self._sample = QPushButton()
        self._sample.setObjectName("welcome_sample")
        icons.assign(self._sample, "flask-outline")
        self._where = IconButton("dots-horizontal", name="welcome_sample_folder")
        for button in (self._open, self._sample):
            button.setMinimumHeight(UNIT * 6)
            button.setIconSize(QSize(UNIT * 5 // 2, UNIT * 5 // 2))
        self._where.setMinimumHeight(UNIT * 6)
        self._drop = text_label("", "small", muted=True)
        self._drop.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._progress = QProgressBar()
        self._progress.setObjectName("welcome_sample_progress")
        self._progress.setTextVisible(False)
        self._progress.hide()
        self._recent_card = Card()
        self._recent = QListWidget()
        self._recent.setObjectName("welcome_recent")
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
        self._open.setText(self.tr("Open a folder of pictures"))
        self._open.setToolTip(self.tr("Open a folder of pictures (Ctrl+O)"))
        self._sample.setText(self.tr("Try the sample project"))
        self._sample.setToolTip(self.tr("Makes labelled pictures to try everything on"))
        self._where.set_tip(self.tr("Choose where the sample project goes"))
        self._drop.setText(self.tr("or drop a folder onto this window"))
        self._recent_card.set_title(self.tr("Recent folders"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._draw_logo()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        sample_row = QHBoxLayout()
        sample_row.setSpacing(UNIT // 2)
        sample_row.addWidget(self._sample, 1)
        sample_row.addWidget(self._where)
        buttons = QHBoxLayout()
        buttons.setSpacing(UNIT * 2)
        buttons.addWidget(self._open, 1)
        buttons.addLayout(sample_row, 1)
        middle = QWidget()
        middle.setFixedWidth(WIDTH)
        column = QVBoxLayout(middle)
        column.setSpacing(UNIT * 2)
        column.addStretch(2)
        column.addWidget(self._logo)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(buttons)
        column.addWidget(self._progress)
        column.addWidget(self._drop)
        column.addWidget(self._recent_card)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(middle)
        row.addStretch(1)

    def _draw_logo(self) -> None:
        self._logo.setPixmap(icons.app_icon().pixmap(UNIT * 8, UNIT * 8))

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
