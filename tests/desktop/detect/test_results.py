"""Formats, texts and the model's own settings on the Detect page: real files, mouse and keys."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from desktop.detect.box_table import BoxTable
from desktop.detect.page import DetectPage
from desktop.session import Session
from engine.data.gt import read_labels
from engine.db.models import GENERAL, read_info
from tests.desktop.conftest import delete_now, find
from tests.desktop.detect.conftest import (
    SLOW_MS,
    box_counts,
    detect,
    detection_of,
    found_in,
    press,
    type_number,
    wait_idle,
)


class FakeEngine:
    """Stands for the package: says how wide each crop is."""

    def __init__(self) -> None:
        self.crops = 0

    def recognize_txt(self, crops: list[np.ndarray]) -> FakeEngine:
        self.crops += len(crops)
        self.txts = [f"宽 {crop.shape[1]}" for crop in crops]
        self.scores = [0.9] * len(crops)
        return self


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """A recogniser for pages made after this: what it reads is known and quick."""
    from engine.detect.recogniser import Recogniser

    engine = FakeEngine()
    monkeypatch.setattr("desktop.detect.reading.is_installed", lambda: True)
    monkeypatch.setattr(Recogniser, "open", classmethod(lambda cls: cls(engine)))
    return engine


def tick(page: DetectPage, name: str, on: bool) -> None:
    """Open the sheet of formats, click a box in it, close it."""
    bar = page.results.saving
    menu = bar.choose.menu()
    menu.popup(bar.choose.mapToGlobal(bar.choose.rect().bottomLeft()))
    box = find(bar, QCheckBox, f"detect_save_{name}")
    if box.isChecked() != on:
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert box.isChecked() == on
    assert menu.isVisible()  # it stays open for the next one
    menu.close()


def save(qtbot: QtBot, page: DetectPage) -> Path:
    with qtbot.waitSignal(page.model.saved, timeout=SLOW_MS):
        press(page, "detect_save")
    wait_idle(qtbot, page)
    folder = page.results.saving.saved_path.path
    assert folder is not None
    return folder


def test_formats_are_saved_and_remembered(
    qtbot: QtBot, detected: DetectPage, pictures: list[Path], session: Session
) -> None:
    for name in ("gt", "csv", "crops"):
        tick(detected, name, True)
    tick(detected, "picture", False)
    folder = save(qtbot, detected)
    boxes = detection_of(detected)
    stem = pictures[0].stem
    assert not (folder / f"{stem}_result.png").exists()
    labels = read_labels(folder / "gts" / f"gt_{stem}.txt")
    assert [label.transcription for label in labels] == [""] * len(boxes.scores)
    np.testing.assert_array_equal([label.quad for label in labels], np.round(boxes.quads))
    with (folder / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    total = sum(box_counts(detected))
    assert len(rows) == 1 + total
    assert len(list((folder / "crops").iterdir())) == total
    another = DetectPage(session)
    assert another.results.saving.formats() == ["json", "gt", "csv", "crops"]
    delete_now(another)
    for name in ("json", "gt", "csv", "crops"):
        tick(detected, name, False)
    assert not detected.results.saving.save.isEnabled()


def test_pictures_of_one_name_do_not_overwrite_each_other(
    qtbot: QtBot, page: DetectPage, pictures: list[Path], tmp_path: Path
) -> None:
    twin = tmp_path / "elsewhere" / pictures[0].name
    twin.parent.mkdir()
    twin.write_bytes(pictures[0].read_bytes())
    page.add([pictures[0], twin])
    detect(qtbot, page)
    folder = save(qtbot, page)
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    assert {record["image_path"] for record in records} == {str(pictures[0]), str(twin)}


def test_without_the_package_the_box_says_how_to_get_it(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.detect.reading.is_installed", lambda: False)
    session.settings.remember("detect", "read_texts", True)
    bare = DetectPage(session)
    box = find(bare, QCheckBox, "detect_read_texts")
    assert not box.isEnabled()
    assert not box.isChecked()
    assert "pip install rapidocr" in box.toolTip()
    assert bare.model.reader.for_job() is None
    delete_now(bare)


def test_texts_are_read_shown_kept_and_saved(
    qtbot: QtBot, reading: FakeEngine, page: DetectPage, pictures: list[Path]
) -> None:
    page.add(pictures[:2])
    detect(qtbot, page)
    assert reading.crops == 0
    box = find(page, QCheckBox, "detect_read_texts")
    assert box.isEnabled()
    box.click()
    model, table = page.model, page.results.boxes
    first = model.pictures[0]
    qtbot.waitUntil(lambda: all(model.reader.texts(first)), timeout=SLOW_MS)
    count = len(found_in(first).scores)
    assert reading.crops == count
    qtbot.waitUntil(lambda: str(table.data(table.index(0, BoxTable.TEXT))).startswith("宽"))
    assert not page.results.table.isColumnHidden(BoxTable.TEXT)
    # Dropping boxes and taking them back reads nothing again; the other picture is read when saved.
    type_number(page, "detect_box_thresh_value", "0.99")
    wait_idle(qtbot, page)
    press(page, "detect_reset")
    type_number(page, "detect_long_side_value", "320")
    wait_idle(qtbot, page)
    tick(page, "csv", True)
    tick(page, "gt", True)
    folder = save(qtbot, page)
    assert reading.crops == count + len(found_in(model.pictures[1]).scores)
    for picture in model.pictures:
        record = json.loads((folder / f"{picture.path.stem}_result.json").read_text(encoding="utf-8"))
        texts = [text for (text,) in record["texts"]]
        assert all(text.startswith("宽") for text in texts)
        labels = read_labels(folder / "gts" / f"gt_{picture.path.stem}.txt")
        assert [label.transcription for label in labels] == texts
        assert texts[0] in (folder / "results.csv").read_text(encoding="utf-8-sig")
    box.click()
    assert page.results.table.isColumnHidden(BoxTable.TEXT)
    assert model.reader.texts(first) == []


@pytest.mark.usefixtures("reading")
def test_detecting_reads_at_once(qtbot: QtBot, page: DetectPage, pictures: list[Path]) -> None:
    find(page, QCheckBox, "detect_read_texts").click()
    page.add(pictures)
    detect(qtbot, page)
    assert all(all(page.model.reader.texts(picture)) for picture in page.model.pictures)


def test_leaving_while_texts_are_read_ends_the_reading(
    qtbot: QtBot, reading: FakeEngine, session: Session, page: DetectPage, pictures: list[Path]
) -> None:
    going, leave = threading.Event(), threading.Event()
    read = reading.recognize_txt

    def slowly(crops: list[np.ndarray]) -> FakeEngine:
        going.set()
        leave.wait(10)
        return read(crops)

    reading.recognize_txt = slowly  # type: ignore[method-assign]
    other = DetectPage(session)
    other.model.reader.set_enabled(True)
    other.model.add(pictures[:1])
    page.add(pictures[:1])
    detect(qtbot, page)
    boxes = detection_of(page)
    many = replace(boxes, quads=np.repeat(boxes.quads, 20, axis=0), scores=np.repeat(boxes.scores, 20))
    many.quads[:] += np.arange(len(many.quads), dtype=np.float32)[:, None, None] / 100  # no two alike
    other.model.settings = many.settings
    other.model.pictures[0].detection = many
    other.model.result_changed.emit()
    qtbot.waitUntil(going.is_set)
    assert other.viewer.hint.text() == "Reading the texts…"
    delete_now(other)
    leave.set()
    qtbot.wait(200)
    assert 0 < reading.crops < len(many.quads)  # the batch under way, no more


def test_settings_become_the_models_own(
    qtbot: QtBot, page: DetectPage, pictures: list[Path], experiment: Path,
    network_runs: Callable[[], int],
) -> None:  # fmt: skip
    page.open_payload(experiment)
    qtbot.waitUntil(lambda: page.model.info is not None and page.model.settings.unclip_ratio > 2)
    assert not page.results.settings.store.isEnabled()  # nothing differs
    page.add(pictures[:1])
    detect(qtbot, page)
    type_number(page, "detect_unclip_value", "1.55")
    wait_idle(qtbot, page)
    press(page, "detect_set_defaults")
    wait_idle(qtbot, page)
    assert read_info(experiment).settings.unclip_ratio == pytest.approx(1.55)
    assert len(page.model.detected()) == 1
    assert not page.results.settings.reset.isEnabled()
    assert "2.4" in page.results.settings.store.toolTip()  # what it was, to go back to
    page.open_payload(experiment)  # still the same model: nothing is lost
    assert len(page.model.detected()) == 1
    assert network_runs() == 1
    page.open_payload(GENERAL)
    qtbot.waitUntil(lambda: page.model.info is not None)
    type_number(page, "detect_unclip_value", "1.55")
    assert not page.results.settings.store.isEnabled()
    assert "general model" in page.results.settings.store.toolTip()
