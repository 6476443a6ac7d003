"""Input fields of the training form."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QWidget

from desktop.ui.widgets import named


def whole_number(name: str, limits: tuple[int, int], step: int = 1) -> QSpinBox:
    """A field for a whole number from ``limits[0]`` to ``limits[1]``."""
    box = named(QSpinBox(), name)
    box.setRange(*limits)
    box.setSingleStep(step)
    return box


RATE_DECIMALS = 6


def rate_text(rate: float) -> str:
    """A learning rate without idle zeros: 0.0004, not 0.000400."""
    text = QLocale().toString(rate, "f", RATE_DECIMALS)
    point = QLocale().decimalPoint()
    return text.rstrip("0").removesuffix(point) if point in text else text


class RateBox(QDoubleSpinBox):
    def __init__(self, name: str, limits: tuple[float, float]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setDecimals(RATE_DECIMALS)
        self.setRange(*limits)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)

    def textFromValue(self, value: float) -> str:
        return rate_text(value)


class SizeBox(QSpinBox):
    """A length in pixels that is a multiple of ``step``; what is typed goes to the nearest one."""

    def __init__(self, name: str, limits: tuple[int, int], step: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setRange(*limits)
        self.setSingleStep(step)
        self.setKeyboardTracking(False)
        self._step = step
        self.editingFinished.connect(self.settle)

    def settle(self) -> None:
        """Take what is typed, though the field may still have the focus."""
        self.interpretText()
        self.setValue(round(self.value() / self._step) * self._step)


class WheelGuard(QObject):
    """Lets the wheel scroll the form instead of changing fields it happens to pass over."""

    def watch(self, field: QWidget) -> None:
        """``field`` takes the wheel only after a click or Tab has given it the focus."""
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
