"""Where torch computes, and what keeps a graphics card from it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from desktop.session import Session
from desktop.settings_window.part import SettingsPart
from desktop.ui.errors import describe
from desktop.ui.i18n import card_text, format_bytes
from desktop.ui.widgets import named, set_texts, text_label
from engine.device.graphics import GraphicsCard


class DevicePart(SettingsPart):
    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.device = named(QComboBox(), "settings_device")
        self._found = text_label("", name="settings_device_found")
        self._trouble = text_label("", name="settings_device_trouble")
        self._trouble.setProperty("tone", "warning")
        self.look = named(QPushButton(), "settings_device_look")
        self._note = text_label("", "small", muted=True)
        self.add_row(self.device)
        self.add_note(self._found)
        self.add_note(self._trouble)
        self.column.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self._note)
        self.column.addStretch(1)
        self.device.activated.connect(self._choose)
        self.look.clicked.connect(session.device.start)
        session.device.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Device"))
        self.set_caption(self.device, self.tr("Training and detection run on"))
        tip = self.tr("Ask the driver again, such as after closing other programs")
        set_texts(self.look, self.tr("Check again"), tip)
        self._note.setText(
            self.tr("Each training can choose another device in its form. Only NVIDIA cards can train.")
        )
        self.show_values()
        self._show_found()

    def show_values(self) -> None:
        chosen = self._session.settings.values.device
        cards = self._session.device.graphics.cards
        choices = {"auto": self.tr("Automatic"), "cpu": self.tr("CPU")}
        choices |= {f"cuda:{number}": f"{number}: {card_text(card)}" for number, card in enumerate(cards)}
        choices.setdefault(chosen, self.tr("{device} (not found)").format(device=chosen))
        self.device.clear()
        for name, text in choices.items():
            self.device.addItem(text, name)
        self.device.setCurrentIndex(self.device.findData(chosen))

    def _show_found(self) -> None:
        probe = self._session.device
        lines = [self._card_line(card) for card in probe.graphics.cards]
        if not lines:
            lines = [self.tr("No NVIDIA card was found. The processor does all the work.")]
        elif probe.graphics.driver:
            lines.append(self.tr("Driver {version}").format(version=probe.graphics.driver))
        self._found.setText("\n".join(lines))
        troubles = probe.troubles()
        self._trouble.setText("\n".join(describe(one.error).summary() for one in troubles))
        self._trouble.setVisible(bool(troubles))

    def _card_line(self, card: GraphicsCard) -> str:
        if card.free_bytes is None:
            return card_text(card)
        free = format_bytes(card.free_bytes)
        return self.tr("{card}, {free} of its memory free").format(card=card_text(card), free=free)

    def _choose(self) -> None:
        self._session.settings.update(device=self.device.currentData())
