"""The fields of the form: limits, rounding, what is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox, QLabel, QSpinBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.detect.page import DetectPage
from desktop.export.page import ExportPage
from desktop.session import Session
from desktop.settings.settings import from_remembered
from desktop.train.form.form import Choices, TrainForm
from engine.data.project_file import Suggestion, write_suggestion
from engine.db.models import SCRATCH
from engine.training.config import DEFAULT_LEARNING_RATE, TrainConfig
from tests.conftest import DatasetFactory
from tests.desktop.conftest import delete_now, find
from tests.desktop.train.conftest import wait_until


@pytest.fixture
def form(qtbot: QtBot, session: Session) -> Iterator[TrainForm]:
    form = TrainForm(session)
    form.resize(320, 500)
    form.show()
    form.activateWindow()
    wait_until(qtbot, form.isActiveWindow)
    yield form
    delete_now(form)


def wheel(widget: QWidget) -> None:
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_defaults_are_those_of_the_engine(form: TrainForm) -> None:
    config = form.config(Path("data"), Path("out"))

    assert config == TrainConfig(dataset=Path("data"), out=Path("out"), learning_rate=DEFAULT_LEARNING_RATE)
    config.validate()


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        ("train_epochs", 1, 500),
        ("train_batch_size", 1, 64),
        ("train_lr", 1e-6, 0.1),
        ("train_size", 320, 1280),
        ("train_patience", 0, 500),
    ],
)
def test_limits(form: TrainForm, name: str, lowest: float, highest: float) -> None:
    box = find(form, QWidget, name)
    assert isinstance(box, QSpinBox | QDoubleSpinBox)
    box.setValue(0)
    assert box.value() == lowest
    box.setValue(10_000)
    assert box.value() == highest


@pytest.mark.parametrize("limits", ["lowest", "highest"])
def test_the_engine_takes_what_the_form_allows(form: TrainForm, limits: str) -> None:
    rate = form.learning_rate
    rate.setValue(rate.minimum() if limits == "lowest" else rate.maximum())
    for box in (form.epochs, form.batch_size, form.crop_size, form.patience):
        box.setValue(box.minimum() if limits == "lowest" else box.maximum())

    form.config(Path("data"), Path("out")).validate()


@pytest.mark.parametrize(("typed", "taken"), [("500", 512), ("640", 640), ("655", 640), ("9999", 640)])
def test_a_typed_size_goes_to_a_multiple_of_32(form: TrainForm, typed: str, taken: int) -> None:
    form.crop_size.setFocus()
    form.crop_size.selectAll()
    QTest.keyClicks(form.crop_size, typed)
    QTest.keyClick(form.crop_size, Qt.Key.Key_Tab)

    assert form.crop_size.value() == taken or (typed == "9999" and form.crop_size.value() % 32 == 0)


@pytest.mark.parametrize(
    ("rate", "text"), [(0.0004, "0.0004"), (0.007, "0.007"), (1e-6, "0.000001"), (0.1, "0.1")]
)
def test_rates_are_written_without_idle_zeros(form: TrainForm, rate: float, text: str) -> None:
    form.learning_rate.setValue(rate)

    assert form.learning_rate.text() == text


def test_the_wheel_changes_only_the_field_in_use(form: TrainForm) -> None:
    form.batch_size.setFocus()
    for box in (form.epochs, form.crop_size, form.device, form.weights.combo, form.preset.combo):
        before = form.choices()
        wheel(box)
        assert form.choices() == before

    wheel(form.batch_size)
    assert form.batch_size.value() == before.batch_size + 1


def test_seed_and_patience_are_folded_away_until_asked_for(form: TrainForm) -> None:
    assert not form.seed.isVisible()
    assert not form.patience.isVisible()
    QTest.mouseClick(find(form, QToolButton, "train_advanced"), Qt.MouseButton.LeftButton)
    assert form.seed.isVisible()
    assert form.patience.isVisible()


def test_each_preset_says_what_it_is_for(form: TrainForm) -> None:
    described = find(form, QLabel, "train_preset_text")
    assert form.preset.preset() == "document"
    assert "Receipts" in described.text()

    seen = {described.text()}
    form.preset.combo.setFocus()
    for name in ("scene", "dial", "light", "none"):
        QTest.keyClick(form.preset.combo, Qt.Key.Key_Down)
        assert form.preset.preset() == name
        assert form.config(Path("data"), Path("out")).preset == name
        seen.add(described.text())
    assert len(seen) == 5


@pytest.mark.parametrize(
    "name", ["train_epochs", "train_lr", "train_preset", "train_device", "train_patience"]
)
def test_every_change_is_told(qtbot: QtBot, form: TrainForm, name: str) -> None:
    control = find(form, QWidget, name)
    control.setFocus()
    with qtbot.waitSignal(form.changed):
        QTest.keyClick(control, Qt.Key.Key_Up if name != "train_preset" else Qt.Key.Key_Down)
        QTest.keyClick(control, Qt.Key.Key_Down)


def test_the_settings_of_an_earlier_training_can_be_used_again(form: TrainForm, tmp_path: Path) -> None:
    weights = tmp_path / "exp_1"
    weights.mkdir()
    earlier = TrainConfig(
        dataset=Path("elsewhere"),
        epochs=9,
        batch_size=4,
        learning_rate=None,
        size=480,
        seed=3,
        device="cpu",
        preset="dial",
        patience=0,
        freeze="backbone",
        weights=str(weights),
    )
    form.reuse(earlier.to_json())

    expected = replace(earlier, dataset=Path("data"), out=Path("out"), learning_rate=DEFAULT_LEARNING_RATE)
    assert form.config(Path("data"), Path("out")) == expected
    weights.rmdir()
    form.weights.choose("general")
    form.reuse({**earlier.to_json(), "epochs": "many"})
    assert form.epochs.value() == TrainConfig(dataset=Path()).epochs
    assert form.weights.model() == "general"


def test_choices_are_remembered(qtbot: QtBot, session: Session, form: TrainForm) -> None:
    form.set_choices(
        Choices(
            epochs=12,
            batch_size=2,
            learning_rate=0.001,
            size=800,
            device="cpu",
            seed=7,
            preset="dial",
            patience=3,
        )
    )
    form.remember()

    later = TrainForm(session)
    qtbot.addWidget(later)
    assert later.choices() == form.choices()
    assert later.crop_size.value() == 800


@pytest.mark.parametrize(
    "nonsense", [None, 3, [], {"epochs": "many", "size": 800.5, "device": 1, "colour": "red"}]
)
def test_nonsense_in_the_settings_is_passed_over(nonsense: object) -> None:
    assert from_remembered(Choices, nonsense) == Choices()


def test_onnx_files_are_no_start(session: Session, qtbot: QtBot) -> None:
    session.exports_folder().mkdir(parents=True)
    (session.exports_folder() / "model_800x800.onnx").write_bytes(b"")
    form = TrainForm(session)
    qtbot.addWidget(form)

    assert [form.weights.combo.itemData(at) for at in range(form.weights.combo.count())] == [
        "general",
        "none",
    ]


def test_only_a_training_can_start_from_scratch(session: Session, qtbot: QtBot, form: TrainForm) -> None:
    warning = find(form, QLabel, "train_scratch_warning")
    assert not warning.isVisible()
    form.weights.combo.setFocus()
    QTest.keyClick(form.weights.combo, Qt.Key.Key_Down)
    assert form.weights.combo.currentText() == "From scratch"
    assert warning.isVisible()
    assert "thousands" in warning.text()
    config = form.config(Path("data"), Path("out"))
    assert (config.weights, config.frozen()) == (SCRATCH, "nothing")
    session.models_changed.emit()
    assert form.weights.model() == SCRATCH
    QTest.keyClick(form.weights.combo, Qt.Key.Key_Up)
    assert not warning.isVisible()

    for page in (DetectPage(session), ExportPage(session)):
        qtbot.addWidget(page)
        combos = [box for box in page.findChildren(QComboBox) if box.findData("general") >= 0]
        assert combos
        assert all(box.findData(SCRATCH) < 0 for box in combos)


def test_what_is_frozen_is_chosen_and_remembered(qtbot: QtBot, session: Session, form: TrainForm) -> None:
    assert form.config(Path("data"), Path("out")).freeze is None
    QTest.mouseClick(find(form, QToolButton, "train_advanced"), Qt.MouseButton.LeftButton)
    form.freeze.setFocus()
    seen = []
    for _ in range(3):
        with qtbot.waitSignal(form.changed):
            QTest.keyClick(form.freeze, Qt.Key.Key_Down)
        seen.append((form.freeze.currentText(), form.config(Path("data"), Path("out")).freeze))
    assert seen == [("Nothing", "nothing"), ("Early layers", "early"), ("Whole backbone", "backbone")]

    form.remember()
    later = TrainForm(session)
    qtbot.addWidget(later)
    assert later.config(Path("data"), Path("out")).freeze == "backbone"
    automatic = TrainConfig(dataset=Path("data")).to_json()
    assert automatic["freeze"] is None
    later.reuse(automatic)
    assert later.config(Path("data"), Path("out")).freeze is None
    later.reuse({**automatic, "freeze": "early"})
    assert later.config(Path("data"), Path("out")).freeze == "early"
    later.reuse({**automatic, "freeze": "the lot"})
    assert later.config(Path("data"), Path("out")).freeze is None


def test_a_project_may_ask_for_short_epochs(
    form: TrainForm, session: Session, make_dataset: DatasetFactory
) -> None:
    own, sample = make_dataset(name="own"), make_dataset(name="sample")
    write_suggestion(sample, Suggestion(epochs=3, crops_per_epoch=80))
    note = find(form, QLabel, "train_short_epochs")
    assert note is not None

    session.open_project(sample)
    config = form.config(sample, Path("out"))
    assert (config.epochs, config.crops_per_epoch) == (3, 80)
    assert note.isVisible()
    assert "80" in note.text()
    form.remember()
    assert session.settings.remembered("train", "form") == {}, "what the project asked for is not hers"

    session.open_project(own)
    config = form.config(own, Path("out"))
    assert (config.epochs, config.crops_per_epoch) == (TrainConfig(own).epochs, None)
    assert not note.isVisible()


def test_what_a_person_chose_is_kept_whatever_a_project_asks_for(
    form: TrainForm, session: Session, make_dataset: DatasetFactory
) -> None:
    sample = make_dataset(name="sample")
    write_suggestion(sample, Suggestion(epochs=3))
    form.epochs.setValue(8)
    session.open_project(sample)
    assert form.epochs.value() == 8
