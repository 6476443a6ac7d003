"""One finding at length: its picture, what is wrong, what to do, and the buttons that do it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.document.project import Project
from desktop.picture.box_layer import polygon_of
from desktop.picture.marked_boxes import MarkedPicture, Meaning
from desktop.picture.picture_loader import PictureLoader
from desktop.ui import icons
from desktop.ui.errors import describe
from desktop.ui.i18n import format_number, translated
from desktop.ui.layout import STRETCH, column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import PrimaryButton, Translated, named, set_texts, text_label
from engine.data.gt import Label
from engine.doctor.finding import Finding


class FindingView(MarkedPicture):
    """Labels blue, ignored ones grey, the one in question vermilion. The left button pans."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("check_picture")
        self.row: int | None = None

    def sizeHint(self) -> QSize:
        return QSize(UNIT * 50, UNIT * 30)

    def show_finding(self, image: QImage | None, labels: Sequence[Label], row: int | None) -> None:
        """Show ``image`` with ``labels``, near label ``row``; all of it when that is None."""
        self.set_image(image)
        self.row = row if row is not None and row < len(labels) else None
        meanings = [Meaning.IGNORED if label.ignore else Meaning.LABEL for label in labels]
        if self.row is not None:
            meanings[self.row] = Meaning.WRONG
        quads = [np.array(label.points).reshape(4, 2) for label in labels]
        self.boxes.set_boxes(zip(meanings, map(polygon_of, quads), strict=True))
        self.boxes.setVisible(image is not None)
        if self.row is not None and image is not None:
            around = polygon_of(quads[self.row]).boundingRect()
            room = max(around.width(), around.height(), self.picture_rect.width() / 20)
            self.show_rect(around.adjusted(-room / 2, -room / 2, room / 2, room / 2))


class FindingDetail(Translated, QWidget):
    """Shows a finding of a project's picture. Every button is a signal with the finding."""

    show_requested = Signal(object)
    fix_requested = Signal(object)
    fix_all_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding: Finding | None = None
        self._project: Project | None = None
        self._fixable = 0
        self._loader = PictureLoader(self)
        self._loader.loaded.connect(self._on_loaded)
        self._loader.failed.connect(self._on_failed)
        self.view = FindingView()
        self._title = text_label("", "heading")
        self._message = text_label("", name="check_message")
        self._where = text_label("", "small", muted=True, name="check_where")
        self._remedy = text_label("", name="check_remedy")
        self.show_button = named(QPushButton(), "check_show")
        self.fix = PrimaryButton(name="check_mend")
        self.fix_all = named(QPushButton(), "check_mend_all")
        icons.assign(self.show_button, "vector-rectangle")
        self.show_button.clicked.connect(lambda: self.show_requested.emit(self.finding))
        self.fix.clicked.connect(lambda: self.fix_requested.emit(self.finding))
        self.fix_all.clicked.connect(lambda: self.fix_all_requested.emit(self.finding))
        self._lay_out()
        self.retranslate()

    def show_finding(self, project: Project | None, finding: Finding | None, fixable: int = 0) -> None:
        """Show ``finding``; of its kind, ``fixable`` ones can be fixed."""
        self._project, self.finding, self._fixable = project, finding, fixable
        self.view.show_finding(None, (), None)
        picture = self._picture()
        self.view.setVisible(picture is not None)
        self._loader.request(picture)
        self.retranslate()

    def forget(self) -> None:
        """Show nothing and keep no picture, as when the project changes."""
        self.show_finding(None, None)
        self._loader.forget()

    def retranslate(self) -> None:
        finding = self.finding
        text = None if finding is None else describe(finding.error)
        self._title.setText("" if finding is None else translated(finding.kind.title))
        self._message.setText("" if text is None else text.message)
        self._where.setText("" if text is None else text.where)
        self._remedy.setText("" if text is None else text.remedy)
        fix = None if finding is None else finding.fix
        self.view.setAccessibleName(self.tr("Picture with the finding"))
        tip = self.tr("Go to the picture and select the label (Enter in the list)")
        set_texts(self.show_button, self.tr("Show on the Label page"), tip)
        self.show_button.setVisible(self._picture() is not None)
        self.fix.setText(self.tr("Fix"))
        self.fix.setVisible(fix is not None)
        if fix is not None:
            self.fix.setToolTip(translated(fix.title))
        count = format_number(self._fixable)
        self.fix_all.setText(self.tr("Fix all {count} of this kind").format(count=count))
        self.fix_all.setVisible(self._fixable > 1)

    def _lay_out(self) -> None:
        buttons = row(self.show_button, STRETCH, self.fix_all, self.fix)
        texts = (self._title, self._message, self._remedy, self._where)
        items = ((self.view, 1), UNIT // 2, *texts, buttons)
        layout = column(*items, spacing=UNIT // 2, margins=(UNIT, UNIT, 0, 0))
        layout.addStretch(0)  # without a picture the texts stay together
        self.setLayout(layout)

    def _picture(self) -> Path | None:
        """The picture, if it is one of the project."""
        picture = None if self.finding is None else self.finding.picture
        known = self._project is not None and picture is not None and self._project.index(picture) is not None
        return picture if known else None

    def _on_failed(self) -> None:
        self.view.show_finding(None, (), None)

    def _on_loaded(self, picture: Path, image: QImage) -> None:
        if self._project is not None and self.finding is not None and picture == self.finding.picture:
            labels = self._project.document(picture).labels
            self.view.show_finding(image, labels, self.finding.row)
