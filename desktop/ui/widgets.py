"""Small widgets that pages share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, QUrl, Signal, SignalInstance
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDoubleSpinBox,
    QFrame,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from desktop.ui import icons
from desktop.ui.icons import IconRole
from desktop.ui.layout import STRETCH, Item, add, column, row
from desktop.ui.theme import UNIT

NONE_YET = "–"
"""In the place of a figure that is not known."""
Clicked = Callable[[], object] | SignalInstance | None
_O = TypeVar("_O", bound=QObject)
_B = TypeVar("_B", bound=QAbstractButton)
if TYPE_CHECKING:
    _Widget = QWidget
else:  # a mixin: Qt's own class comes after it
    _Widget = object


def named(control: _O, name: str) -> _O:
    """Give ``control`` its object name (see docs/ui-map.md) and return it."""
    control.setObjectName(name)
    return control


def set_texts(control: QAbstractButton | QLabel | QAction, text: str, tip: str) -> None:
    """Set text and tooltip of ``control``."""
    control.setText(text)
    control.setToolTip(tip)


def text_label(
    text: str = "", kind: str = "body", *, muted: bool = False, name: str = "", one_line: bool = False
) -> QLabel:
    """A plain-text label; ``kind`` is ``small`` or ``body``, which wrap, ``heading`` or ``title``."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("type", kind)
    label.setProperty("muted", muted)
    label.setWordWrap(kind in ("body", "small") and not one_line)
    return label


class Translated(_Widget):
    """A widget whose texts follow the language; stands before Qt's class among the bases."""

    def retranslate(self) -> None:
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def push_button(name: str, icon: str = "", clicked: Clicked = None) -> QPushButton:
    """A button that `Translated.retranslate` gives its text; to press it does ``clicked``."""
    return _wired(QPushButton(), name, icon, "text", clicked)


class PrimaryButton(QPushButton):
    def __init__(self, *, name: str, icon: str = "", clicked: Clicked = None) -> None:
        super().__init__()
        self.setProperty("primary", True)
        self.setIconSize(QSize(UNIT * 9 // 4, UNIT * 9 // 4))
        self.setMinimumHeight(UNIT * 4)
        _wired(self, name, icon, "on_accent", clicked)


class IconButton(QToolButton):
    """A button with an icon only. Give it a tooltip with its key: :meth:`set_tip`."""

    def __init__(
        self,
        icon: str,
        *,
        name: str,
        role: IconRole = "text",
        checkable: bool = False,
        clicked: Clicked = None,
    ) -> None:
        super().__init__()
        self.setCheckable(checkable)
        self.setIconSize(QSize(UNIT * 5 // 2, UNIT * 5 // 2))
        _wired(self, name, icon, role, clicked)

    def set_tip(self, text: str, keys: str = "") -> None:
        """Tooltip and accessible name; ``keys`` is shown in brackets."""
        self.setToolTip(f"{text} ({keys})" if keys else text)
        self.setAccessibleName(text)


def _wired(button: _B, name: str, icon: str, role: IconRole, clicked: Clicked) -> _B:
    button.setObjectName(name)
    if icon:
        icons.assign(button, icon, role)
    if clicked is not None:
        button.clicked.connect(clicked)
    return button


class Card(QFrame):
    """A titled frame around the column ``body``."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._title = text_label("", "heading")
        self._title.hide()
        self.body = column()
        across, down = UNIT * 2, UNIT * 3 // 2
        self.setLayout(column(self._title, self.body, margins=(across, down, across, down)))

    def add(self, *items: Item) -> None:
        """Append ``items`` to the body, as `desktop.ui.layout.column` takes them."""
        add(self.body, *items)

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self._title.setVisible(bool(title))


class Figure(QWidget):
    """A caption over a value."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.caption = text_label("", "small", muted=True, one_line=True)
        self.value = text_label(NONE_YET, "heading", name=name)
        self.setLayout(column(self.caption, self.value, spacing=0))

    def set_caption(self, text: str) -> None:
        self.caption.setText(text)
        self.value.setAccessibleName(text)


class EmptyState(QWidget):
    """Shown where there is nothing yet: icon, title, text and, if named, a button for the next step."""

    clicked = Signal()

    def __init__(self, icon: str, *, button_name: str = "") -> None:
        super().__init__()
        self._icon_name = icon
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = text_label("", "heading")
        self._text = text_label("", muted=True)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = PrimaryButton(name=button_name, clicked=self.clicked)
        centred = (self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        texts = (self._icon, self._title, self._text)
        self.setLayout(column(STRETCH, *texts, UNIT, centred, STRETCH, margins=UNIT))
        self.button.hide()
        self._draw_icon()

    def set_texts(self, title: str, text: str, button: str = "") -> None:
        """Set all texts; call again from ``retranslate``."""
        self._title.setText(title)
        self._text.setText(text)
        self.button.setText(button)
        self.button.setVisible(bool(button))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()
        super().changeEvent(event)

    def _draw_icon(self) -> None:
        self._icon.setPixmap(icons.icon(self._icon_name, "muted").pixmap(UNIT * 6, UNIT * 6))


class PathLabel(Translated, QWidget):
    """A path on one line, shortened in the middle, with "copy" and "open folder" beside it.

    Its buttons are named ``<name>_copy`` and ``<name>_open``.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.path: Path | None = None
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._copy = IconButton("content-copy", name=f"{name}_copy", clicked=self._copy_path)
        self._open = IconButton("folder-open-outline", name=f"{name}_open", clicked=self._open_folder)
        self.setLayout(row((self._label, 1), self._copy, self._open, spacing=UNIT // 2))
        self.retranslate()
        self.set_path(None)

    def set_path(self, path: Path | None) -> None:
        self.path = path
        self._label.setToolTip(str(path) if path else "")
        for button in (self._copy, self._open):
            button.setEnabled(path is not None)
        self._elide()

    def retranslate(self) -> None:
        self._copy.set_tip(self.tr("Copy the path"))
        self._open.set_tip(self.tr("Open the folder"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        text = str(self.path) if self.path else ""
        metrics = self._label.fontMetrics()
        self._label.setText(metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, self._label.width()))

    def _copy_path(self) -> None:
        QGuiApplication.clipboard().setText(str(self.path))

    def _open_folder(self) -> None:
        if self.path is not None:
            folder = self.path if self.path.is_dir() else self.path.parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


class NumberSlider(QWidget):
    """A slider and a spin box that show one number. Named ``<name>`` and ``<name>_value``.

    ``value_changed`` comes once for each change, whichever of the two was used.
    """

    value_changed = Signal(float)

    def __init__(
        self,
        name: str,
        minimum: float,
        maximum: float,
        step: float,
        value: float,
        *,
        decimals: int = 2,
    ) -> None:
        super().__init__()
        self._minimum, self._step = minimum, step
        self.slider = named(QSlider(Qt.Orientation.Horizontal), name)
        self.slider.setRange(0, round((maximum - minimum) / step))
        self.slider.setPageStep(max(1, self.slider.maximum() // 10))
        self.box = named(QDoubleSpinBox(decimals=decimals, singleStep=step), f"{name}_value")
        self.box.setRange(minimum, maximum)
        self.box.setKeyboardTracking(False)
        self.box.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setLayout(row((self.slider, 1), self.box))
        self.set_value(value)
        self.slider.valueChanged.connect(lambda ticks: self.box.setValue(minimum + ticks * step))
        self.box.valueChanged.connect(self._on_box)
        self.setFocusProxy(self.slider)

    def value(self) -> float:
        return self.box.value()

    def set_value(self, value: float) -> None:
        self.box.setValue(value)
        self._place_slider()

    def set_accessible_name(self, text: str) -> None:
        self.slider.setAccessibleName(text)
        self.box.setAccessibleName(text)

    def _on_box(self, value: float) -> None:
        self._place_slider()
        self.value_changed.emit(value)

    def _place_slider(self) -> None:
        # The slider only has whole steps; the box keeps the exact number that was typed.
        with QSignalBlocker(self.slider):
            self.slider.setValue(round((self.box.value() - self._minimum) / self._step))
