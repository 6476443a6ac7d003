"""Looking: zoom, pan, fit, and what the canvas shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.label.canvas.label_layer import LabelLayer
from desktop.ui.theme import QUAD_ERROR, QUAD_IGNORED, QUAD_LABEL, QUAD_SELECTED
from tests.desktop.label.conftest import MakePage, UserDriver, rgb

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
NO_KEY = Qt.KeyboardModifier.NoModifier


def wheel(user: UserDriver, at: QPoint, angle: int, keys: Qt.KeyboardModifier) -> None:
    viewport = user.canvas.viewport()
    event = QWheelEvent(
        QPointF(at),
        QPointF(viewport.mapToGlobal(at)),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def pixel(user: UserDriver, x: float, y: float) -> QColor:
    QApplication.processEvents()
    shot = user.canvas.viewport().grab().toImage()
    return shot.pixelColor(user.at(x, y))


def near(color: QColor, other: QColor) -> bool:
    return all(abs(a - b) <= 40 for a, b in zip(rgb(color), rgb(other), strict=True))


@pytest.mark.parametrize("corner", [(0, 0), (399, 299), (123, 45)])
def test_ctrl_wheel_keeps_what_is_under_the_pointer(user: UserDriver, corner: tuple[int, int]) -> None:
    at = user.at(*corner)
    for angle in (120, 120, 120, 240, -120, -720, -360, 120):
        before = user.canvas.zoom
        wheel(user, at, angle, CTRL)
        assert user.canvas.zoom == pytest.approx(before * 1.25 ** (angle / 120))
        under = user.canvas.viewport_to_picture(QPointF(at))
        error = max(abs(under.x() - corner[0]), abs(under.y() - corner[1])) * user.canvas.zoom
        assert error <= 4  # screen pixels, summed over eight roundings
    assert user.page.toolbar.zoom_text.text() == f"{user.canvas.zoom * 100:.0f} %"


def test_zoom_keys(user: UserDriver) -> None:
    user.ctrl(Key.Key_Plus)
    assert user.canvas.zoom == pytest.approx(1.25)
    user.ctrl(Key.Key_Minus)
    user.ctrl(Key.Key_Minus)
    assert user.canvas.zoom == pytest.approx(0.8)
    user.ctrl(Key.Key_0)
    assert user.canvas.zoom == 1
    user.ctrl(Key.Key_F)
    view = user.canvas.viewport().size()
    assert user.canvas.zoom == pytest.approx(min((view.width() - 32) / 400, (view.height() - 32) / 300))
    user.key(Key.Key_F, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert user.canvas.zoom == pytest.approx((view.width() - 32) / 400)


def test_fit_follows_the_size_of_the_window(user: UserDriver) -> None:
    user.ctrl(Key.Key_F)
    before = user.canvas.zoom
    user.page.resize(900, 500)
    QApplication.processEvents()
    assert user.canvas.zoom < before
    user.ctrl(Key.Key_0)
    user.page.resize(1200, 700)
    QApplication.processEvents()
    assert user.canvas.zoom == 1


def test_zoom_buttons(user: UserDriver) -> None:
    toolbar = user.page.toolbar
    QTest.mouseClick(toolbar.zoom_in, Qt.MouseButton.LeftButton)
    assert user.canvas.zoom == pytest.approx(1.25)
    QTest.mouseClick(toolbar.zoom_out, Qt.MouseButton.LeftButton)
    assert user.canvas.zoom == pytest.approx(1)
    QTest.mouseClick(toolbar.zoom_fit, Qt.MouseButton.LeftButton)
    assert user.canvas.mode == "fit"


def test_zoom_to_the_selected_box(user: UserDriver) -> None:
    user.key(Key.Key_W)
    user.drag((300, 200), (340, 220))
    user.ctrl(Key.Key_G)
    assert user.canvas.zoom > 4
    centre = user.canvas.viewport_to_picture(QPointF(user.canvas.viewport().rect().center()))
    assert (centre.x(), centre.y()) == pytest.approx((320, 210), abs=1)


@pytest.mark.parametrize("way", ["middle", "space", "tool"])
def test_panning_moves_the_picture_and_makes_no_label(user: UserDriver, way: str) -> None:
    viewport = user.canvas.viewport()
    user.key(Key.Key_Q)
    button = Qt.MouseButton.MiddleButton if way == "middle" else Qt.MouseButton.LeftButton
    if way == "space":
        QTest.keyPress(user.canvas, Key.Key_Space)
    if way == "tool":
        QTest.mouseClick(user.page.toolbar.tools["pan"], Qt.MouseButton.LeftButton)
    before, start = user.at(100, 100), QPoint(200, 200)
    QTest.mousePress(viewport, button, NO_KEY, start)
    QTest.mouseMove(viewport, start + QPoint(40, 25))
    QTest.mouseRelease(viewport, button, NO_KEY, start + QPoint(40, 25))
    if way == "space":
        QTest.keyRelease(user.canvas, Key.Key_Space)
    assert user.at(100, 100) - before == QPoint(40, 25)
    assert user.quads == []
    assert user.canvas.gesture is None
    if way != "tool":
        user.click(10, 10)
        assert len(user.points) == 1


def test_the_wheel_scrolls(user: UserDriver) -> None:
    before = user.at(0, 0)
    wheel(user, QPoint(50, 50), -120, NO_KEY)
    wheel(user, QPoint(50, 50), -120, Qt.KeyboardModifier.ShiftModifier)
    assert user.at(0, 0) - before == QPoint(-60, -60)


def test_colours_of_labels(user: UserDriver) -> None:
    gray = QColor(60, 60, 60)
    assert near(pixel(user, 200, 50), gray)
    user.key(Key.Key_W)
    user.drag((100, 50), (300, 100))
    assert near(pixel(user, 200, 50), QUAD_SELECTED)
    user.ctrl(Key.Key_J)
    user.click(390, 290)
    assert near(pixel(user, 200, 50), QUAD_LABEL)
    fill = pixel(user, 200, 75)
    assert 60 < fill.blue() < 100
    user.ctrl(Key.Key_A)
    user.key(Key.Key_I)
    user.click(390, 290)
    dashes = [pixel(user, x, 50) for x in range(150, 180)]
    assert any(near(color, QUAD_IGNORED) for color in dashes)
    assert not all(near(color, QUAD_IGNORED) for color in dashes)
    user.draw((100, 150), (300, 250), (300, 150), (100, 250))
    assert near(pixel(user, 150, 175), QUAD_ERROR)
    user.ctrl(Key.Key_H)
    assert near(pixel(user, 150, 175), gray)


def test_lines_are_two_pixels_wide_at_any_zoom(user: UserDriver) -> None:
    user.key(Key.Key_W)
    user.drag((100, 50), (300, 100))
    for zoom in (0.5, 1.0, 6.0):
        user.canvas.set_zoom(zoom)
        user.canvas.centerOn(200, 50)
        QApplication.processEvents()
        shot = user.canvas.viewport().grab().toImage()
        x, y = user.at(200, 50).toTuple()
        column = [near(shot.pixelColor(x, row), QUAD_SELECTED) for row in range(y - 6, y + 6)]
        assert 1 <= sum(column) <= 3


def test_the_frame_is_the_upright_picture(open_page: MakePage, tmp_path: Path) -> None:
    """A photo lying on its side by its pixels, upright by its EXIF block: drawn upright, labelled upright."""
    from PIL import Image

    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[:, :100] = (255, 0, 0)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise to see it upright
    folder = tmp_path / "photos"
    folder.mkdir()
    Image.fromarray(pixels).save(folder / "a.png", exif=exif)
    user = open_page(folder)
    assert user.canvas.picture_rect.size().toTuple() == (100, 200)
    assert near(pixel(user, 50, 50), QColor(255, 0, 0))
    assert near(pixel(user, 50, 150), QColor(0, 0, 0))
    shown = cv2.imdecode(np.fromfile(folder / "a.png", np.uint8), cv2.IMREAD_COLOR)
    assert shown is not None
    assert shown.shape[:2] == (200, 100)


def test_a_picture_of_36_million_pixels_opens(open_page: MakePage, tmp_path: Path) -> None:
    folder = tmp_path / "large"
    folder.mkdir()
    assert cv2.imwrite(str(folder / "a.jpg"), np.full((6000, 6000, 3), 200, np.uint8))
    user = open_page(folder)
    assert user.canvas.picture_rect.width() == 6000
    user.draw((5000, 5000), (5100, 5000), (5100, 5050), (5000, 5050))
    assert len(user.quads) == 1


def test_a_frame_in_which_no_label_changes_paints_none(
    user: UserDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call would wait for the interpreter's lock while a training runs."""
    for left in (10, 110, 210):
        user.draw((left, 20), (left + 60, 20), (left + 60, 60), (left, 60))
    painted: list[LabelLayer] = []
    # Part of every painting; Qt finds ``paint`` itself only once.
    monkeypatch.setattr(LabelLayer, "draw", lambda layer, *_: painted.append(layer))
    user.key(Key.Key_R)
    user.press(100, 150)
    user.canvas.loupe.switch(False)  # which would draw the labels around the pointer
    user.move(150, 180)
    QApplication.processEvents()
    painted.clear()
    for step in range(20):
        user.move(160 + 5 * step, 190 + step)
        QApplication.processEvents()
    assert painted == []
    user.canvas.zoom_in()
    QApplication.processEvents()
    assert painted  # another size has to be painted anew


def pixels(user: UserDriver) -> np.ndarray:
    QApplication.processEvents()
    image = user.canvas.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.bits(), np.uint8).reshape(image.height(), image.width(), 4).astype(int)


def write(user: UserDriver, text: str) -> None:
    """What the selected label says."""
    user.key(Key.Key_F2)
    QTest.keyClicks(user.focused, text)
    user.key(Key.Key_Return)
    user.canvas.setFocus()


def test_texts_are_shown_above_their_labels_when_asked_for(user: UserDriver) -> None:
    user.canvas.loupe.switch(False)
    for left, text in ((20, "Total 12.50"), (220, "total")):
        user.draw((left, 100), (left + 120, 100), (left + 120, 140), (left, 140))
        write(user, text)
    user.ctrl(Key.Key_J)

    def ground(left: float) -> int:
        """How many points above a label, between its vertices, are light: what texts are written on."""
        start = user.at(left, 100)
        above = pixels(user)[start.y() - 18 : start.y() - 8, start.x() + 8 : start.x() + 104, :3]
        return int((above > 180).all(axis=2).sum())

    assert ground(20) == ground(220) == 0
    user.key(Key.Key_T)
    assert user.page.toolbar.texts.isChecked()
    long, short = ground(20), ground(220)
    assert long > short > 100
    write(user, "i")
    assert ground(20) == long
    assert 0 < ground(220) < short
    user.key(Key.Key_I)
    assert ground(220) == 0  # ### says nothing
    user.key(Key.Key_T)
    assert ground(20) == 0


@pytest.mark.parametrize("texts", [False, True])
def test_what_is_kept_of_the_view_is_what_would_be_painted_now(user: UserDriver, texts: bool) -> None:
    """After every change, and on every way the view moves: no label is left behind, doubled or cut off."""
    user.canvas.loupe.switch(False)
    for left in (10, 110, 210):
        user.draw((left, 20), (left + 60, 26), (left + 58, 60), (left, 55))
        write(user, f"{left} and far more words than there is room for")
    user.ctrl(Key.Key_J)
    if texts:
        user.key(Key.Key_T)
    middle, viewport = Qt.MouseButton.MiddleButton, user.canvas.viewport()

    def pan() -> None:
        QTest.mousePress(viewport, middle, NO_KEY, QPoint(200, 200))
        for x, y in ((230, 170), (120, 260), (205, 211)):
            QTest.mouseMove(viewport, QPoint(x, y))
            QApplication.processEvents()
        QTest.mouseRelease(viewport, middle, NO_KEY, QPoint(205, 211))

    def hover() -> None:
        user.move(240, 40)

    steps: tuple[Callable[[], object], ...] = (
        lambda: user.click(40, 40),
        hover,
        lambda: user.drag((40, 40), (60, 90)),
        pan,
        lambda: user.key(Key.Key_I),
        lambda: user.key(Key.Key_Z),
        lambda: wheel(user, QPoint(150, 150), 240, CTRL),
        pan,
        lambda: user.ctrl(Key.Key_A),
        lambda: user.key(Key.Key_Right, Qt.KeyboardModifier.ShiftModifier),
        lambda: wheel(user, QPoint(100, 50), -120, NO_KEY),
        lambda: user.ctrl(Key.Key_Z),
        lambda: user.key(Key.Key_Delete),
        lambda: user.ctrl(Key.Key_Z),
    )
    for number, step in enumerate(steps):
        step()
        kept = pixels(user)
        user.canvas.layer.refresh()
        differing = (np.abs(kept - pixels(user)).max(axis=2) > 8).sum()
        assert differing <= 4, f"step {number}: {differing} pixels"


def test_lines_are_as_wide_on_a_screen_of_200_percent(user: UserDriver) -> None:
    user.key(Key.Key_W)
    user.drag((100, 50), (300, 100))
    QApplication.processEvents()
    image = QImage(800, 600, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(2)
    image.fill(QColor(60, 60, 60))
    painter = QPainter(image)
    user.canvas.layer.draw(painter, user.canvas.picture_rect, 1.0)
    painter.end()
    column = [near(image.pixelColor(360, row), QUAD_SELECTED) for row in range(90, 110)]
    assert 3 <= sum(column) <= 5
