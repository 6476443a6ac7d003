"""The second half of the viewer while two models are compared: the other model and what it found."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from desktop.detect.comparison import Comparison
from desktop.detect.view import DetectionView
from desktop.model_selector import ModelSelector
from desktop.ui.layout import column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, text_label
from engine.db.models import GENERAL


class TitledView(QWidget):
    """A view under a line that names the model and says how many boxes it found."""

    def __init__(self, name: str, title: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = DetectionView(f"{name}_view")
        self.count = text_label("", "heading", name=f"{name}_count")
        self.head = QWidget()
        self.head.setLayout(row((title, 1), self.count, margins=(UNIT, UNIT // 2, UNIT, UNIT // 2)))
        self.setLayout(column(self.head, (self.view, 1), spacing=0))


class _NarrowSelector(ModelSelector):
    """Its button has only an icon: half a viewer has no room for text."""

    def retranslate(self) -> None:
        super().retranslate()
        self.browse.setText("")
        self.browse.setAccessibleName(self.browse.toolTip())


class ComparePanel(Translated, TitledView):
    """Shows a `Comparison`; the sliders do not change its boxes."""

    def __init__(self, comparison: Comparison, parent: QWidget | None = None) -> None:
        selector = _NarrowSelector(comparison.main.session, "detect_compare_model", onnx=True)
        super().__init__("detect_compare", selector, parent)
        self.selector = selector
        self.comparison = comparison
        self.selector.combo.setMinimumWidth(UNIT * 12)
        self.head.setFixedHeight(UNIT * 6)
        self.selector.model_chosen.connect(comparison.choose)
        self.view.box_clicked.connect(self.view.pick)
        comparison.changed.connect(self._show_detection)
        comparison.main.work.changed.connect(self._show_count)
        self.hide()

    def start(self) -> None:
        """Show the panel and compare with the model chosen last, or first with any but the main one."""
        self.show()
        offered = [choice.model for choice in self.selector.offered()]
        if self.comparison.model == self.comparison.main.model == self.selector.model():
            others = [model for model in offered if model != self.comparison.main.model]
            self.selector.choose(others[0] if others else GENERAL)
        self.comparison.choose(self.selector.model())
        self.comparison.set_enabled(True)

    def stop(self) -> None:
        """Hide the panel and forget the model."""
        self.hide()
        self.comparison.set_enabled(False)

    def show_image(self, image: QImage | None) -> None:
        """The picture that the main view shows."""
        self.view.set_image(image)
        self._show_detection()

    def _show_detection(self) -> None:
        self.view.set_detection(self.comparison.current_detection() if self.view.has_picture else None)
        self._show_count()

    def _show_count(self) -> None:
        detection = self.comparison.current_detection()
        if detection is not None:
            settings = detection.settings
            tip = self.tr(
                "The model's own settings: threshold {thresh}, box score {box}, unclip {unclip}, input {side}"
            )
            self.count.setToolTip(
                tip.format(
                    thresh=f"{settings.thresh:.2f}", box=f"{settings.box_thresh:.2f}",
                    unclip=f"{settings.unclip_ratio:.2f}", side=settings.long_side,
                )
            )  # fmt: skip
            self.count.setText(self.tr("Boxes") + f": {len(detection.scores)}")
        else:
            running = self.comparison.enabled and self.comparison.main.work.busy
            self.count.setText("…" if running else "")

    def retranslate(self) -> None:
        self._show_count()
