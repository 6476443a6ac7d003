"""Two models side by side: real models, real mouse, one view following the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.detect.page import DetectPage
from desktop.ui import i18n
from tests.desktop.detect.conftest import SLOW_MS, detect, detection_of, press, type_number, wait_idle


@pytest.fixture
def comparing(qtbot: QtBot, page: DetectPage, pictures: list[Path], experiment: Path) -> DetectPage:
    """Two pictures, the first shown and detected, compared with an experiment."""
    page.add(pictures[:2])
    detect(qtbot, page)
    qtbot.waitUntil(lambda: page.viewer.view.has_picture)
    page.viewer.other.selector.choose(experiment)
    press(page, "detect_compare")
    qtbot.waitUntil(lambda: page.viewer.comparison.current_detection() is not None, timeout=SLOW_MS)
    wait_idle(qtbot, page)
    return page


def middle(page: DetectPage, other: bool) -> np.ndarray:
    """What point of the picture is in the middle of a view."""
    view = page.viewer.other.view if other else page.viewer.view
    point = view.viewport_to_picture(QRectF(view.viewport().rect()).center())
    return np.array([point.x(), point.y()])


def test_each_model_detects_with_its_own_settings(qtbot: QtBot, comparing: DetectPage) -> None:
    page, viewer = comparing, comparing.viewer
    first, second = detection_of(page), viewer.comparison.current_detection()
    assert second is not None
    assert second.settings.unclip_ratio == pytest.approx(2.4)
    assert len(viewer.other.view.boxes) == len(second.scores) >= 3
    assert viewer.main.count.text() == f"Boxes: {len(first.scores)}"
    assert viewer.other.count.text() == f"Boxes: {len(second.scores)}"
    assert viewer.main_title.text() == "General model"
    i18n.set_language("zh_CN")
    QApplication.processEvents()
    assert viewer.main_title.text() == "通用模型"
    assert viewer.main.count.text() == f"检测框: {len(first.scores)}"
    assert viewer.other.count.text() == f"检测框: {len(second.scores)}"
    i18n.set_language("en")
    QApplication.processEvents()
    assert np.ptp(second.quads, axis=1).mean() > np.ptp(first.quads, axis=1).mean() + 0.5
    type_number(page, "detect_unclip_value", "1.00")  # of the first model only
    wait_idle(qtbot, page)
    assert viewer.comparison.current_detection() is second
    QTest.keyClick(page, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: viewer.comparison.current_detection() not in (None, second), timeout=SLOW_MS)
    wait_idle(qtbot, page)
    press(page, "detect_compare")
    assert not viewer.other.isVisible()
    assert not viewer.main.head.isVisible()


def test_views_zoom_and_move_together(qtbot: QtBot, comparing: DetectPage) -> None:
    view, other = comparing.viewer.view, comparing.viewer.other.view
    qtbot.waitUntil(lambda: view.zoom == pytest.approx(other.zoom))
    for leader in (view, other):
        at = QPointF(60, 70)
        wheel = QWheelEvent(
            at, QPointF(leader.viewport().mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 240),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(leader.viewport(), wheel)
        assert view.zoom == pytest.approx(other.zoom)
        pixel = 1.5 / view.zoom
        assert middle(comparing, False) == pytest.approx(middle(comparing, True), abs=pixel)
        left = Qt.MouseButton.LeftButton
        QTest.mousePress(leader.viewport(), left, pos=QPoint(100, 100))
        QTest.mouseMove(leader.viewport(), QPoint(130, 160))
        QTest.mouseRelease(leader.viewport(), left, pos=QPoint(130, 160))
        assert middle(comparing, False) == pytest.approx(middle(comparing, True), abs=pixel)
    press(comparing, "detect_fit")
    assert view.mode == other.mode == "fit"
    assert view.zoom == pytest.approx(other.zoom)


def test_a_bad_second_model_is_told_once(
    qtbot: QtBot, page: DetectPage, pictures: list[Path], tmp_path: Path, network_runs: Callable[[], int]
) -> None:
    bad = tmp_path / "nonsense.safetensors"
    bad.write_bytes(b"nonsense")
    page.add(pictures[:1])
    page.viewer.other.selector.choose(bad)
    press(page, "detect_compare")
    detect(qtbot, page)
    qtbot.waitUntil(page.banner.isVisible, timeout=SLOW_MS)
    wait_idle(qtbot, page)
    assert str(bad) in page.banner.text()
    assert network_runs() == 1
    assert len(page.model.detected()) == 1
