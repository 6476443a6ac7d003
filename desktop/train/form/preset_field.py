"""Choosing how training pictures are varied, with a line on what each preset is for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.ui.layout import column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import IconButton, Translated, named, text_label
from engine.training.config import DEFAULT_PRESET
from engine.training.presets import presets


class PresetField(Translated, QWidget):
    """The list of presets, a button that shows what the network will see, and a description."""

    changed = Signal()
    preview_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.combo = named(QComboBox(), "train_preset")
        for name in presets():
            self.combo.addItem("", name)
        self.preview = IconButton("eye-outline", name="train_preview")
        self._description = text_label("", "small", muted=True, name="train_preset_text")
        half = UNIT // 2
        self.setLayout(
            column(row((self.combo, 1), self.preview, spacing=half), self._description, spacing=half)
        )
        self.setFocusProxy(self.combo)
        self.set_preset(DEFAULT_PRESET)
        self.combo.currentIndexChanged.connect(self._on_index)
        self.preview.clicked.connect(self.preview_clicked)
        self.retranslate()

    def preset(self) -> str:
        return str(self.combo.currentData())

    def set_preset(self, name: str) -> None:
        """Choose the preset ``name``; the default where there is none of that name."""
        index = self.combo.findData(name)
        self.combo.setCurrentIndex(index if index >= 0 else self.combo.findData(DEFAULT_PRESET))

    def setAccessibleName(self, name: str) -> None:
        self.combo.setAccessibleName(name)

    def retranslate(self) -> None:
        for index in range(self.combo.count()):
            title, description = self._texts_of(self.combo.itemData(index))
            self.combo.setItemText(index, title)
            self.combo.setItemData(index, description, Qt.ItemDataRole.ToolTipRole)
        self.preview.set_tip(self.tr("Show what the network will see"))
        self._describe()

    def _on_index(self) -> None:
        self._describe()
        self.changed.emit()

    def _describe(self) -> None:
        self._description.setText(self._texts_of(self.preset())[1])

    def _texts_of(self, preset: str) -> tuple[str, str]:
        """Title and description; the presets of plug-ins have only their name."""
        texts = {
            "document": (
                self.tr("Document"),
                self.tr("Receipts, forms, handwriting: slightly turned and scaled, uneven light."),
            ),
            "scene": (
                self.tr("Scene"),
                self.tr("Signs, packages, streets: strong scale, perspective, blur and colour."),
            ),
            "dial": (
                self.tr("Dial"),
                self.tr("Gauges, labels, nameplates: any direction, reflections, dim light."),
            ),
            "light": (
                self.tr("Light"),
                self.tr("Pictures that all look alike, as from a fixed camera: small changes only."),
            ),
            "none": (self.tr("None"), self.tr("Pictures as they are, only cropped.")),
        }
        return texts.get(preset, (preset, ""))
