"""Choosing a model: the session's models in a list, any other file by browsing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from desktop.session import ModelChoice, Session
from desktop.ui.file_dialog import ask_files
from desktop.ui.layout import row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, named, push_button
from engine.db.models import GENERAL, ONNX_SUFFIX, WEIGHTS_SUFFIX

BEST = f"best{WEIGHTS_SUFFIX}"
_TOOLTIP = Qt.ItemDataRole.ToolTipRole


class ModelSelector(Translated, QWidget):
    """A list named ``<name>`` and a button ``<name>_browse``; ``model_chosen`` says what a person chose.

    ``onnx`` tells whether exported files can be chosen.
    """

    model_chosen = Signal(str)

    def __init__(self, session: Session, name: str, *, onnx: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._onnx = onnx
        self._extra: list[ModelChoice] = []
        self.combo = named(QComboBox(), name)
        self.combo.setMinimumWidth(UNIT * 30)
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.browse = push_button(f"{name}_browse", "folder-open-outline", clicked=self._browse)
        self.setLayout(row((self.combo, 1), self.browse))
        self.combo.activated.connect(lambda _index: self.model_chosen.emit(self.model()))
        session.models_changed.connect(self.refresh)
        self.retranslate()

    def model(self) -> str:
        """What ``engine.db.models.resolve_model`` takes."""
        return str(self.combo.currentData() or GENERAL)

    def choose(self, model: str | Path) -> None:
        """Show ``model`` as the chosen one, adding it when it is not in the list; nothing is emitted."""
        key = self._known(str(model))
        if key is None:
            key = str(model)
            self._extra.append(ModelChoice(_label(Path(key)), key))
            self.refresh()
        self.combo.setCurrentIndex(self.combo.findData(key))

    def offered(self) -> list[ModelChoice]:
        """What can be chosen without browsing."""
        models = self.session.models()
        return [one for one in models if self._onnx or not one.model.endswith(ONNX_SUFFIX)]

    def refresh(self) -> None:
        """Fill the list again; the choice stays, or falls back to the general model if it is gone."""
        chosen = self.model()
        listed = self.offered()
        known = {choice.model for choice in listed}
        listed += [choice for choice in self._extra if choice.model not in known]
        self.combo.clear()
        for choice in listed:
            self.combo.addItem(choice.label, choice.model)
            self.combo.setItemData(self.combo.count() - 1, choice.tip or choice.model, _TOOLTIP)
        index = self.combo.findData(chosen)
        self.combo.setCurrentIndex(max(index, 0))
        if index < 0 and chosen != self.model():
            self.model_chosen.emit(self.model())

    def retranslate(self) -> None:
        self.combo.setAccessibleName(self.tr("Model"))
        self.combo.setToolTip(self.tr("The general model, your experiments and your exported models"))
        self.browse.setText(self.tr("Other…"))
        self.browse.setToolTip(self.tr("Choose a model file, such as the best.safetensors of an experiment"))
        self.refresh()

    def _known(self, model: str) -> str | None:
        """The list's entry for ``model``; an experiment's best weights are the experiment."""
        path = Path(model)
        for candidate in (model, str(path.parent) if path.name == BEST else model):
            if self.combo.findData(candidate) >= 0:
                return candidate
        return None

    def _browse(self) -> None:
        patterns = f"*{WEIGHTS_SUFFIX} *{ONNX_SUFFIX}" if self._onnx else f"*{WEIGHTS_SUFFIX}"
        ask_files(
            self,
            f"{self.combo.objectName()}_dialog",
            self.tr("Choose a model"),
            self.session.workdirs(),
            self.tr("Models ({patterns})").format(patterns=patterns),
            lambda paths: self._choose_and_tell(paths[0]),
        )

    def _choose_and_tell(self, path: Path) -> None:
        self.choose(path)
        self.model_chosen.emit(self.model())


def _label(path: Path) -> str:
    return f"{path.parent.name}/{path.name}" if path.suffix == WEIGHTS_SUFFIX else path.name
