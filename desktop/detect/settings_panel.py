"""The sliders of the Detect page, and the settings that a model has of its own."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from desktop.detect.model import DetectModel
from desktop.ui.layout import column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import IconButton, NumberSlider, Translated, named, push_button, set_texts, text_label
from engine.db.models import GENERAL


class SettingsPanel(Translated, QWidget):
    """Sliders for the settings, a button to go back to the model's own, and one to make these its own."""

    def __init__(self, model: DetectModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        now = model.settings
        self.sliders = {
            "thresh": NumberSlider("detect_thresh", 0.01, 0.99, 0.01, now.thresh),
            "box_thresh": NumberSlider("detect_box_thresh", 0.0, 1.0, 0.01, now.box_thresh),
            "unclip_ratio": NumberSlider("detect_unclip", 0.5, 4.0, 0.05, now.unclip_ratio),
            "long_side": NumberSlider("detect_long_side", 320, 1920, 32, now.long_side, decimals=0),
        }
        self.tiles = named(QCheckBox(), "detect_tiles")
        self.labels = {field: QLabel() for field in self.sliders}
        self.title = text_label("", "heading")
        self.reset = push_button("detect_reset", "restore", clicked=model.reset_settings)
        self.store = IconButton("content-save-cog-outline", name="detect_set_defaults")
        head = row((self.title, 1), self.reset, self.store, spacing=UNIT // 2)
        blocks = [column(self.labels[field], slider, spacing=0) for field, slider in self.sliders.items()]
        self.setLayout(column(head, *blocks, self.tiles))
        for field, slider in self.sliders.items():
            self.labels[field].setBuddy(slider)
            slider.value_changed.connect(partial(self._change, field))
        self.tiles.toggled.connect(model.set_tiled)
        self.store.clicked.connect(model.store_settings)
        for signal in (model.settings_changed, model.model_changed, model.work.changed):
            signal.connect(self._show_settings)
        self.retranslate()

    def _change(self, field: str, value: float) -> None:
        values: dict[str, Any] = {field: round(value) if field == "long_side" else value}
        self._model.set_settings(replace(self._model.settings, **values))

    def retranslate(self) -> None:
        self.title.setText(self.tr("Settings"))
        self.reset.setText(self.tr("Model's defaults"))
        self.reset.setToolTip(self.tr("Go back to the settings stored in the model"))
        texts = {
            "thresh": (
                self.tr("Threshold"),
                self.tr("Pixels above this probability are text. Lower finds fainter text."),
            ),
            "box_thresh": (
                self.tr("Box score"),
                self.tr("Boxes below this score are dropped. Higher means fewer false alarms."),
            ),
            "unclip_ratio": (self.tr("Unclip"), self.tr("How far boxes are grown around the text.")),
            "long_side": (
                self.tr("Input size"),
                self.tr("Larger pictures are scaled down to this longer side. More finds smaller text."),
            ),
        }
        for field, (text, tip) in texts.items():
            set_texts(self.labels[field], text, tip)
            self.sliders[field].setToolTip(tip)
            self.sliders[field].set_accessible_name(text)
        self.tiles.setText(self.tr("Large pictures in tiles"))
        self.tiles.setToolTip(
            self.tr("Search pictures larger than the input size piece by piece, not scaled down. Slower.")
        )
        self._show_settings()

    def _show_settings(self) -> None:
        model = self._model
        for field, slider in self.sliders.items():
            value = getattr(model.settings, field)
            if slider.value() != value:
                with QSignalBlocker(slider):
                    slider.set_value(value)
        differ = model.info is not None and model.info.settings != model.settings
        self.reset.setEnabled(differ)
        self.store.setEnabled(differ and model.model != GENERAL and not model.work.busy)
        before = model.stored_before
        if model.model == GENERAL:
            tip = self.tr("The defaults of the general model cannot be changed; choose a model of your own")
        else:
            tip = self.tr("Make these settings the model's defaults; they are stored in its file")
            if before is not None:
                tip += "\n" + self.tr(
                    "Before: threshold {thresh}, box score {box}, unclip {unclip}, input size {side}"
                ).format(
                    thresh=f"{before.thresh:g}", box=f"{before.box_thresh:g}",
                    unclip=f"{before.unclip_ratio:g}", side=before.long_side,
                )  # fmt: skip
        self.store.set_tip(tip)
