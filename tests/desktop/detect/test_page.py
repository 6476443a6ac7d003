"""The Detect page as a person uses it: real widgets, mouse and keys, the real detector."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFileDialog, QSlider, QTableView
from pytestqt.qtbot import QtBot

from desktop.detect.page import DetectPage
from desktop.session import Session
from desktop.ui import i18n
from desktop.ui.theme import QUAD_PREDICTION
from engine.data.pictures import read_picture, write_picture
from engine.db.models import DetectSettings
from engine.detect.maps import DetectedMap
from engine.detect.open import may_have_card
from engine.sample import render
from tests.conftest import DatasetFactory, draw_picture
from tests.desktop.conftest import find
from tests.desktop.detect.conftest import (
    SLOW_MS,
    detect,
    detection_of,
    found_in,
    press,
    type_number,
    wait_idle,
)

JSON_KEYS = ["image_path", "texts", "boxes", "scores", "success", "inference_time"]


def shown_row(page: DetectPage) -> int:
    return find(page, QTableView, "detect_results").currentIndex().row()


def drop(page: DetectPage, paths: list[Path]) -> None:
    """Drop files on the middle of the page, as the system does: enter, then drop."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    target = page.viewer.view.viewport() if page.model.pictures else page
    at = target.rect().center()
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at, copy, data, left, none)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(at), copy, data, left, none))


def test_empty_page_says_what_to_do_and_offers_it(
    qtbot: QtBot, page: DetectPage, pictures: list[Path]
) -> None:
    assert page.viewer.stack.currentWidget() is page.viewer.empty
    assert not page.run.isEnabled()
    assert not page.results.saving.save.isEnabled()
    assert not page.list.project_pictures.isEnabled()
    press(page, "detect_start")
    dialog = find(page, QFileDialog, "detect_pictures_dialog")
    dialog.setDirectory(str(pictures[0].parent))
    dialog.selectFile(str(pictures[1]))
    dialog.accept()
    qtbot.waitUntil(lambda: len(page.model.pictures) == 1)
    (picture,) = page.model.pictures
    assert picture is page.model.current_picture()
    assert picture.path == pictures[1]
    qtbot.waitUntil(lambda: page.viewer.stack.currentWidget() is page.viewer.pair)
    assert page.run.isEnabled()


def test_detects_in_all_pictures_and_goes_on_after_a_broken_one(
    qtbot: QtBot, page: DetectPage, pictures: list[Path], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"this is no picture")
    page.add([pictures[0], broken, pictures[1]])
    detect(qtbot, page)
    states = [picture.state for picture in page.model.pictures]
    assert states == ["done", "failed", "done"]
    table = page.list.table
    for row in (0, 2):
        boxes = detection_of(page, row)
        assert len(boxes.scores) >= 3  # three or four lines were drawn
        assert table.data(table.index(row, 1)) == str(len(boxes.scores))
    tip = table.data(table.index(1, 0), Qt.ItemDataRole.ToolTipRole)
    assert isinstance(tip, str)
    assert str(broken) in tip
    assert "not a picture" in tip
    page.list.view.setFocus()
    QTest.keyClick(page.list.view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.viewer.stack.currentWidget() is page.viewer.broken)
    assert not page.viewer.view.boxes
    assert page.banner.error is None


def test_boxes_cover_the_drawn_text(detected: DetectPage, pictures: list[Path]) -> None:
    ink = (read_picture(pictures[0]).min(axis=2) < 110).nonzero()
    boxes = detection_of(detected).quads
    low, high = boxes.min(axis=(0, 1)), boxes.max(axis=(0, 1))
    assert abs(low - (ink[1].min(), ink[0].min())).max() < 12
    assert abs(high - (ink[1].max(), ink[0].max())).max() < 12


def test_table_and_view_pick_each_other(qtbot: QtBot, detected: DetectPage) -> None:
    view = detected.viewer.view
    qtbot.waitUntil(lambda: len(view.boxes) == detected.results.boxes.rowCount() > 1)
    detected.results.table.selectRow(1)
    assert view.picked == 1
    middle = QPointF(*np.mean(detection_of(detected).quads[0], axis=0).tolist())
    at = view.picture_to_viewport(middle)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert shown_row(detected) == 0
    assert view.picked == 0
    outside = view.picture_to_viewport(QPointF(1, 1))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=outside)
    assert view.picked == -1
    assert shown_row(detected) == -1


def test_sliders_change_boxes_without_the_network(
    qtbot: QtBot, page: DetectPage, pictures: list[Path], network_runs: Callable[[], int]
) -> None:
    page.add(pictures)
    detect(qtbot, page)
    assert network_runs() == 3
    before = detection_of(page)
    slider = find(page, QSlider, "detect_unclip")
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    wait_idle(qtbot, page)
    grown = detection_of(page)
    assert np.ptp(grown.quads, axis=1).mean() > np.ptp(before.quads, axis=1).mean() + 0.5
    box_score = find(page, QSlider, "detect_box_thresh")
    box_score.setFocus()
    QTest.keyClick(box_score, Qt.Key.Key_End)
    wait_idle(qtbot, page)
    assert len(detection_of(page).scores) == 0
    qtbot.waitUntil(lambda: not page.viewer.view.boxes)
    assert "No text found" in page.viewer.hint.text()
    press(page, "detect_reset")
    assert page.model.info is not None
    assert page.model.settings == page.model.info.settings
    type_number(page, "detect_long_side_value", "320")
    wait_idle(qtbot, page)
    after = detection_of(page)
    np.testing.assert_array_equal(after.quads, before.quads)
    assert network_runs() <= 4  # only the reset's own input size may have run in between
    # The others are brought up to date when they are looked at, from their maps too.
    runs = network_runs()
    QTest.keyClick(page, Qt.Key.Key_D)
    assert page.model.current == 1
    wait_idle(qtbot, page)
    assert network_runs() == runs


def test_input_size_runs_the_network_again(
    qtbot: QtBot, page: DetectPage, tmp_path: Path, network_runs: Callable[[], int]
) -> None:
    pictures = [tmp_path / "large_0.png", tmp_path / "large_1.png"]
    for number, path in enumerate(pictures):  # smaller ones would not be scaled at all
        write_picture(path, draw_picture(640, 480, number)[0])
    page.add(pictures)
    detect(qtbot, page)
    slider = find(page, QSlider, "detect_long_side")
    slider.setFocus()
    for _ in range(4):  # passes 352, 384, 416 and rests on 448
        QTest.keyClick(slider, Qt.Key.Key_Right)
    wait_idle(qtbot, page)
    assert network_runs() == 3  # two, and one for the picture shown
    shown = page.model.current_map()
    assert shown is not None
    assert shown.probability.shape == (320, 448)
    stale = page.list.table.index(1, 1)
    assert page.list.table.data(stale, Qt.ItemDataRole.ForegroundRole) is not None
    page.list.view.selectRow(1)
    wait_idle(qtbot, page)
    assert network_runs() == 4
    assert page.list.table.data(stale, Qt.ItemDataRole.ForegroundRole) is None


def test_maps_kept_are_bounded(
    qtbot: QtBot, page: DetectPage, pictures: list[Path], network_runs: Callable[[], int]
) -> None:
    page.model.maps.limit = 320 * 256 * 2 + 10  # one map
    page.add(pictures)
    detect(qtbot, page)
    assert page.model.maps.size() <= page.model.maps.limit
    assert network_runs() == 3
    type_number(page, "detect_thresh_value", "0.4")
    wait_idle(qtbot, page)
    assert network_runs() == 4  # the first picture's map had to go
    assert detection_of(page).settings.thresh == pytest.approx(0.4)


def test_stop_keeps_what_was_found(
    qtbot: QtBot, page: DetectPage, pictures: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.detect.detector import Detector

    make_maps = Detector.make_maps
    stopped_at: list[int] = []

    def stopping(detector: Detector, images: Sequence[np.ndarray], long_side: int) -> list[DetectedMap]:
        maps = make_maps(detector, images, long_side)
        stopped_at.append(1)
        if len(stopped_at) == 2 and page.model.work.job is not None:
            page.model.work.job.request_stop()  # what the button does, at a known moment
        return maps

    monkeypatch.setattr(Detector, "make_maps", stopping)
    page.add(pictures)
    press(page, "detect_run")
    assert page.stop.isVisible()
    assert not page.run.isVisible()
    wait_idle(qtbot, page)
    assert [picture.state for picture in page.model.pictures] == ["done", "done", "waiting"]
    assert page.run.isVisible()
    press(page, "detect_run")  # goes on where it was stopped
    wait_idle(qtbot, page)
    assert [picture.state for picture in page.model.pictures] == ["done"] * 3
    assert len(stopped_at) == 3


def test_stop_button_stops(qtbot: QtBot, page: DetectPage, pictures: list[Path]) -> None:
    page.add(pictures)
    press(page, "detect_run")
    press(page, "detect_stop")
    assert not page.stop.isEnabled()
    wait_idle(qtbot, page)
    assert len(page.model.detected()) < 3
    assert page.banner.error is None


def test_saves_pictures_and_json(
    qtbot: QtBot, detected: DetectPage, pictures: list[Path], session: Session
) -> None:
    contents = [path.read_bytes() for path in pictures]
    type_number(detected, "detect_thresh_value", "0.35")
    press(detected, "detect_save")
    qtbot.waitUntil(lambda: detected.results.saving.saved_path.path is not None, timeout=SLOW_MS)
    wait_idle(qtbot, detected)
    folder = detected.results.saving.saved_path.path
    assert folder is not None
    assert folder.parent == session.outputs_folder()
    assert folder.name.startswith("outputs_2")
    assert detected.results.saving.saved_path.isVisible()
    assert "3" in detected.results.saving.saved_text.text()
    for picture, path, content in zip(detected.model.pictures, pictures, contents, strict=True):
        assert path.read_bytes() == content
        # Saving brings all of them to the settings shown.
        assert found_in(picture).settings == detected.model.settings
        record = json.loads((folder / f"{path.stem}_result.json").read_text(encoding="utf-8"))
        assert list(record) == JSON_KEYS
        assert record["image_path"] == str(path)
        assert record["success"] is True
        assert record["inference_time"] > 0
        assert record["boxes"] == np.round(found_in(picture).quads).astype(int).reshape(-1, 8).tolist()
        assert record["scores"] == pytest.approx(found_in(picture).scores.tolist(), abs=1e-4)
        assert len(record["texts"]) == len(record["boxes"]) > 0
        drawn = read_picture(folder / f"{path.stem}_result.png")
        original = read_picture(path)
        assert drawn.shape == original.shape
        assert (drawn != original).any()


def test_another_model_drops_the_results_and_shows_its_defaults(
    qtbot: QtBot, detected: DetectPage, tmp_path: Path
) -> None:
    from dataclasses import replace

    from engine.db.models import GENERAL, resolve_model
    from engine.db.weights import load_weights, save_weights

    state, info = load_weights(resolve_model(GENERAL))
    own = DetectSettings(long_side=320, thresh=0.25, box_thresh=0.45, unclip_ratio=1.8)
    experiment = tmp_path / "exp_20260105143022"
    save_weights(experiment / "best.safetensors", state, replace(info, settings=own), half=True)
    detected.open_payload(experiment)
    assert len(detected.model.detected()) == 0
    assert find(detected, QComboBox, "detect_model").currentData() == str(experiment)
    qtbot.waitUntil(lambda: detected.model.settings == own)
    assert detected.results.settings.sliders["unclip_ratio"].value() == pytest.approx(1.8)
    assert not detected.results.settings.reset.isEnabled()
    detect(qtbot, detected)
    assert len(detection_of(detected).scores) >= 3
    assert detection_of(detected).settings == own


def test_a_bad_model_is_told_and_the_page_goes_on(
    qtbot: QtBot, page: DetectPage, pictures: list[Path], tmp_path: Path
) -> None:
    bad = tmp_path / "nonsense.safetensors"
    bad.write_bytes(b"nonsense")
    page.add(pictures[:1])
    page.open_payload(bad)
    qtbot.waitUntil(page.banner.isVisible)
    assert str(bad) in page.banner.text()
    press(page, "detect_error_close")
    press(page, "detect_run")
    qtbot.waitUntil(page.banner.isVisible, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: not page.model.work.busy)
    combo = find(page, QComboBox, "detect_model")
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: page.model.info is not None)
    assert not page.banner.isVisible()
    type_number(page, "detect_long_side_value", "320")
    detect(qtbot, page)
    assert len(page.model.detected()) == 1


def test_drop_adds_pictures_folders_and_chooses_models(
    qtbot: QtBot, page: DetectPage, pictures: list[Path], tmp_path: Path
) -> None:
    drop(page, [pictures[2]])
    assert [picture.path for picture in page.model.pictures] == [pictures[2]]
    drop(page, [pictures[0].parent])
    assert {picture.path for picture in page.model.pictures} == set(pictures)
    assert len(page.model.pictures) == 3
    model = tmp_path / "mine.onnx"
    model.write_bytes(b"")
    drop(page, [model])
    assert page.model.model == str(model)
    qtbot.waitUntil(page.banner.isVisible)  # it is empty


def test_folder_without_pictures_is_told(page: DetectPage, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    page.add([folder])
    assert "no new pictures" in page.banner.text()
    assert str(folder) in page.banner.text()


def test_project_test_pictures(page: DetectPage, session: Session, make_dataset: DatasetFactory) -> None:
    root = make_dataset(train=2, test=2)
    session.open_project(root)
    press(page, "detect_project_pictures")
    assert [p.path.parent.name for p in page.model.pictures] == ["test_images", "test_images"]
    press(page, "detect_clear")
    assert not page.model.pictures
    assert page.viewer.stack.currentWidget() is page.viewer.empty
    assert (root / "test_images" / "img_001.png").is_file()


def test_probability_overlay(qtbot: QtBot, detected: DetectPage) -> None:
    view = detected.viewer.view
    qtbot.waitUntil(lambda: bool(view.boxes))
    at = view.picture_to_viewport(QPointF(*np.mean(detection_of(detected).quads[0], axis=0).tolist()))
    view.set_detection(None)
    plain = view.grab().toImage().pixelColor(at)
    press(detected, "detect_overlay")
    assert view.overlay_shown()
    laid_over = view.grab().toImage().pixelColor(at)
    assert distance(laid_over, QUAD_PREDICTION) < distance(plain, QUAD_PREDICTION) - 20
    QTest.keyClick(detected, Qt.Key.Key_M)
    assert not view.overlay_shown()


def distance(a: QColor, b: QColor) -> int:
    return abs(a.red() - b.red()) + abs(a.green() - b.green()) + abs(a.blue() - b.blue())


def test_zoom_by_wheel_and_fit(qtbot: QtBot, page: DetectPage, pictures: list[Path]) -> None:
    page.add(pictures[:1])
    view = page.viewer.view
    qtbot.waitUntil(lambda: view.has_picture)
    fitted = view.zoom
    at = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        at,
        QPointF(view.viewport().mapToGlobal(at.toPoint())),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)
    assert view.zoom == pytest.approx(fitted * 1.25)
    assert page.viewer.zoom.text() == f"{fitted * 125:.0f} %"
    press(page, "detect_fit")
    assert view.zoom == pytest.approx(fitted)


def test_speaks_chinese_when_asked(detected: DetectPage) -> None:
    i18n.set_language("zh_CN")
    QApplication.processEvents()
    assert detected.results.boxes.rowCount() == len(detection_of(detected).scores)
    i18n.set_language("en")
    QApplication.processEvents()
    assert detected.run.text() == "Detect"


def test_the_page_is_there_without_torch() -> None:
    code = (
        "import sys, desktop.detect.page, desktop.export.page;"
        "sys.exit(any(name in sys.modules for name in ('torch', 'onnxruntime', 'onnx')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=120).returncode == 0


def test_detecting_without_a_card_loads_no_torch(make_dataset: DatasetFactory) -> None:
    if may_have_card():
        pytest.skip("there is the driver of a graphics card: torch is asked about it")
    picture = make_dataset(train=1, test=0) / "train_images" / "img_001.png"
    code = (
        "import sys; from desktop.detect.jobs import DetectorKeeper;"
        "from engine.data.pictures import read_picture;"
        "from pathlib import Path;"
        f"DetectorKeeper().get('general').detect(read_picture(Path({str(picture)!r})));"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=120).returncode == 0


def test_large_pictures_are_searched_in_tiles_when_asked(
    qtbot: QtBot, page: DetectPage, tmp_path: Path
) -> None:
    page_of_text = cv2.resize(render("test", 1, 0)[0], (720, 960))
    write_picture(tmp_path / "wall.png", np.tile(page_of_text, (1, 2, 1)))
    page.add([tmp_path / "wall.png"])
    detect(qtbot, page)
    scaled_down = detection_of(page)
    find(page, QCheckBox, "detect_tiles").click()
    qtbot.waitUntil(lambda: page.model.is_up_to_date(page.model.pictures[0]), timeout=SLOW_MS)
    in_tiles = detection_of(page)
    assert in_tiles.scale == (320, 1.0)
    assert len(in_tiles.scores) > 2 * len(scaled_down.scores)  # type at 320 pixels is too small to be found
    entry = page.model.current_map()
    assert entry is not None
    assert entry.probability.shape == (960, 1440)

    find(page, QCheckBox, "detect_tiles").click()
    qtbot.waitUntil(lambda: page.model.is_up_to_date(page.model.pictures[0]), timeout=SLOW_MS)
    np.testing.assert_array_equal(detection_of(page).quads, scaled_down.quads)
