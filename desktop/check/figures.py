"""The figures of the data on top of the page: numbers, which way the text runs, how high it is."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import QComboBox, QGridLayout, QSizePolicy, QWidget

from desktop.check.bars import Bars
from desktop.ui.i18n import format_number
from desktop.ui.layout import STRETCH, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import NONE_YET, Card, Figure, Translated, named, text_label
from engine.doctor.examination import LONG_SIDE, DatasetReport
from engine.doctor.text_statistics import HEIGHT_EDGES, SIDES

NAMES = ("pictures", "labelled", "split", "labels", "ignored", "findings")
COLUMNS = 3
HEIGHT = UNIT * 20


class FiguresRow(Translated, QWidget):
    """What a report counts; labels are named ``check_figure_<name>``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: DatasetReport | None = None
        self._figures = {name: Figure(f"check_figure_{name}") for name in NAMES}
        self.directions = Bars("check_directions")
        self.heights = Bars("check_heights")
        self.side = named(QComboBox(), "check_height_side")
        for side in (*SIDES, LONG_SIDE):
            self.side.addItem("", side)
        self.side.setCurrentIndex(len(SIDES))
        self.side.currentIndexChanged.connect(self._show)
        self._cards = [Card(), Card(), Card()]
        self._unit = text_label("", "small", muted=True, one_line=True)
        self._lay_out()
        self.retranslate()

    def show_report(self, report: DatasetReport | None) -> None:
        self._report = report
        self._show()

    def retranslate(self) -> None:
        captions = {
            "pictures": self.tr("Pictures"),
            "labelled": self.tr("Labelled"),
            "split": self.tr("Training / test"),
            "labels": self.tr("Labels"),
            "ignored": self.tr("Ignored"),
            "findings": self.tr("Findings"),
        }
        for name, caption in captions.items():
            self._figures[name].set_caption(caption)
        titles = (self.tr("Data"), self.tr("Direction of the text"), self.tr("Height of the text"))
        for card, title in zip(self._cards, titles, strict=True):
            card.set_title(title)
        for place, side in enumerate((*SIDES, LONG_SIDE)):
            self.side.setItemText(place, self.tr("pictures scaled to {side}").format(side=side))
        self.side.setAccessibleName(self.tr("Size of the pictures"))
        self.side.setToolTip(
            self.tr(
                "Pixels of the longer side. Training and detection scale pictures down to {side}; "
                "text below 6 pixels is not learned."
            ).format(side=LONG_SIDE)
        )
        self._unit.setText(self.tr("pixels"))
        self._show()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(UNIT * 3)
        for place, name in enumerate(NAMES):
            grid.addWidget(self._figures[name], place // COLUMNS, place % COLUMNS)
        self._cards[0].body.addLayout(grid)
        self._cards[0].body.addStretch(1)
        self._cards[1].body.addWidget(self.directions, 1)
        self._cards[2].body.addLayout(row(self._unit, STRETCH, self.side))
        self._cards[2].body.addWidget(self.heights, 1)
        self.setLayout(row(*zip(self._cards, (3, 3, 5), strict=True)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)

    def _show(self) -> None:
        report = self._report
        if report is None:
            for figure in self._figures.values():
                figure.value.setText(NONE_YET)
            self.directions.set_bars(())
            self.heights.set_bars(())
            return
        data, inspected = report.dataset, len(report.inspections)
        numbers = {
            "pictures": (inspected + data.unlabelled,),
            "labelled": (inspected,),
            "split": (len(data.train), len(data.test)),
            "labels": (report.labels,),
            "ignored": (report.ignored,),
            "findings": (len(report.findings),),
        }
        for name, values in numbers.items():
            self._figures[name].value.setText(" / ".join(map(format_number, values)))
        names = {"horizontal": self.tr("level"), "tilted": self.tr("tilted"), "vertical": self.tr("upright")}
        self.directions.set_bars([(names[way], count) for way, count in report.texts.directions().items()])
        counts = report.texts.height_counts(self.side.currentData())
        middle = (f"{low}–{high}" for low, high in pairwise(HEIGHT_EDGES))
        edges = (f"< {HEIGHT_EDGES[0]}", *middle, f"≥ {HEIGHT_EDGES[-1]}")
        self.heights.set_bars(list(zip(edges, counts, strict=True)))
