"""The help pages in a window beside the work: contents on the left, the chapter on the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QKeySequence,
    QShortcut,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from desktop.help.help_pages import CHAPTERS, Chapter, chapter_of_link, help_text, title_of
from desktop.ui.i18n import current_language
from desktop.ui.layout import row
from desktop.ui.theme import UNIT, colors
from desktop.ui.widgets import Translated, named

LARGER = {1: 2, 2: 1}
"""Qt's steps above the size of the text by level of the heading: 1.5 and 1.2 times as large."""
LINE_PERCENT = 130
ROW_HEIGHT = 28


class HelpWindow(Translated, QDialog):
    """Not modal, needs no network. Follows language and theme."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help_window")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self.chapter: Chapter = CHAPTERS[0]
        self._earlier: list[Chapter] = []
        self.contents = named(QListWidget(), "help_contents")
        self.contents.setFixedWidth(UNIT * 25)
        self.contents.setFrameShape(QListWidget.Shape.NoFrame)
        self.text = named(QTextBrowser(), "help_text")
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.document().setDocumentMargin(UNIT * 3)
        self.contents.viewport().setAutoFillBackground(False)
        for _ in CHAPTERS:
            QListWidgetItem(self.contents).setSizeHint(QSize(0, ROW_HEIGHT))
        self.setLayout(row(self.contents, (self.text, 1), spacing=0, margins=(UNIT, UNIT, 0, 0)))
        self.resize(UNIT * 120, UNIT * 85)
        self.contents.currentRowChanged.connect(lambda number: self._show(CHAPTERS[number]))
        self.text.anchorClicked.connect(self._follow)
        QShortcut(QKeySequence("Alt+Left"), self).activated.connect(self.go_back)
        self.retranslate()

    def show_chapter(self, chapter: Chapter) -> None:
        """Show ``chapter`` from its beginning."""
        self.contents.setCurrentRow(CHAPTERS.index(chapter))

    def go_back(self) -> None:
        if self._earlier:
            before = self._earlier.pop()
            self.show_chapter(before)
            self._earlier.pop()  # going back is no step forward

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Help"))
        self.contents.setAccessibleName(self.tr("Chapters"))
        self.text.setAccessibleName(self.tr("Chapter"))
        for number, chapter in enumerate(CHAPTERS):
            self.contents.item(number).setText(title_of(help_text(chapter, current_language())))
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._fill()
        super().changeEvent(event)

    # ---- inside

    def _show(self, chapter: Chapter) -> None:
        if chapter != self.chapter:
            self._earlier.append(self.chapter)
        self.chapter = chapter
        self._fill()

    def _fill(self) -> None:
        self.text.setMarkdown(help_text(self.chapter, current_language()))
        self._set_type()
        self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _follow(self, link: QUrl) -> None:
        chapter = chapter_of_link(link.toString())
        if chapter is not None:
            self.show_chapter(chapter)
        else:
            QDesktopServices.openUrl(link)

    def _set_type(self) -> None:
        """Sizes near the program's type scale, room between the lines, tables and code in its colours."""
        document = self.text.document()
        block = document.begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            shape, look = QTextBlockFormat(), QTextCharFormat()
            shape.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            look.setProperty(QTextFormat.Property.FontSizeAdjustment.value, LARGER.get(level, 0))
            if level:
                shape.setTopMargin(UNIT * 2 if level > 1 else 0)
                shape.setBottomMargin(UNIT)
            elif _is_code(block):
                shape.setBackground(QColor(colors().window))
                shape.setBottomMargin(0 if _is_code(block.next()) else UNIT)
            cursor = QTextCursor(block)
            cursor.mergeBlockFormat(shape)
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.mergeCharFormat(look)
            block = block.next()
        for frame in document.rootFrame().childFrames():
            border = frame.frameFormat()
            border.setBorderBrush(QColor(colors().border))
            border.setBottomMargin(UNIT)
            frame.setFrameFormat(border)


def _is_code(block: QTextBlock) -> bool:
    return block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence.value)
