"""Looking: zoom, pan, fit, and what the canvas shows."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.label.canvas.label_layer import LabelLayer
from desktop.ui.theme import QUAD_ERROR, QUAD_IGNORED, QUAD_LABEL, QUAD_SELECTED

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
NO_KEY = Qt.KeyboardModifier.NoModifier


def wheel(hands, at: QPoint, angle: int, keys: Qt.KeyboardModifier) -> None:
    viewport = hands.canvas.viewport()
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


def pixel(hands, x: float, y: float) -> QColor:
    QApplication.processEvents()
    shot = hands.canvas.viewport().grab().toImage()
    return shot.pixelColor(hands.at(x, y))


def near(color: QColor, other: QColor) -> bool:
    return all(abs(a - b) <= 40 for a, b in zip(color.getRgb()[:3], other.getRgb()[:3], strict=True))


@pytest.mark.parametrize("corner", [(0, 0), (399, 299), (123, 45)])
def test_ctrl_wheel_keeps_what_is_under_the_pointer(hands, corner) -> None:
    at = hands.at(*corner)
    for angle in (120, 120, 120, 240, -120, -720, -360, 120):
        before = hands.canvas.zoom
        wheel(hands, at, angle, CTRL)
        assert hands.canvas.zoom == pytest.approx(before * 1.25 ** (angle / 120))
        under = hands.canvas.viewport_to_picture(QPointF(at))
        error = max(abs(under.x() - corner[0]), abs(under.y() - corner[1])) * hands.canvas.zoom
        assert error <= 4  # screen pixels, summed over eight roundings
    assert hands.page.toolbar.zoom_text.text() == f"{hands.canvas.zoom * 100:.0f} %"


def test_zoom_keys(hands) -> None:
    hands.ctrl(Key.Key_Plus)
    assert hands.canvas.zoom == pytest.approx(1.25)
    hands.ctrl(Key.Key_Minus)
    hands.ctrl(Key.Key_Minus)
    assert hands.canvas.zoom == pytest.approx(0.8)
    hands.ctrl(Key.Key_0)
    assert hands.canvas.zoom == 1
    hands.ctrl(Key.Key_F)
    view = hands.canvas.viewport().size()
    assert hands.canvas.zoom == pytest.approx(min((view.width() - 32) / 400, (view.height() - 32) / 300))
    hands.key(Key.Key_F, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert hands.canvas.zoom == pytest.approx((view.width() - 32) / 400)


def test_fit_follows_the_size_of_the_window(hands) -> None:
    hands.ctrl(Key.Key_F)
    before = hands.canvas.zoom
    hands.page.resize(900, 500)
    QApplication.processEvents()
    assert hands.canvas.zoom < before
    hands.ctrl(Key.Key_0)
    hands.page.resize(1200, 700)
    QApplication.processEvents()
    assert hands.canvas.zoom == 1


def test_zoom_buttons(hands) -> None:
    toolbar = hands.page.toolbar
    QTest.mouseClick(toolbar.zoom_in, Qt.MouseButton.LeftButton)
    assert hands.canvas.zoom == pytest.approx(1.25)
    QTest.mouseClick(toolbar.zoom_out, Qt.MouseButton.LeftButton)
    assert hands.canvas.zoom == pytest.approx(1)
    QTest.mouseClick(toolbar.zoom_fit, Qt.MouseButton.LeftButton)
    assert hands.canvas.mode == "fit"


def test_zoom_to_the_selected_box(hands) -> None:
    hands.key(Key.Key_W)
    hands.drag((300, 200), (340, 220))
    hands.ctrl(Key.Key_G)
    assert hands.canvas.zoom > 4
    centre = hands.canvas.viewport_to_picture(QPointF(hands.canvas.viewport().rect().center()))
    assert (centre.x(), centre.y()) == pytest.approx((320, 210), abs=1)


@pytest.mark.parametrize("way", ["middle", "space", "tool"])
def test_panning_moves_the_picture_and_makes_no_label(hands, way) -> None:
    viewport = hands.canvas.viewport()
    hands.key(Key.Key_Q)
    button = Qt.MouseButton.MiddleButton if way == "middle" else Qt.MouseButton.LeftButton
    if way == "space":
        QTest.keyPress(hands.canvas, Key.Key_Space)
    if way == "tool":
        QTest.mouseClick(hands.page.toolbar.tools["pan"], Qt.MouseButton.LeftButton)
    before, start = hands.at(100, 100), QPoint(200, 200)
    QTest.mousePress(viewport, button, NO_KEY, start)
    QTest.mouseMove(viewport, start + QPoint(40, 25))
    QTest.mouseRelease(viewport, button, NO_KEY, start + QPoint(40, 25))
    if way == "space":
        QTest.keyRelease(hands.canvas, Key.Key_Space)
    assert hands.at(100, 100) - before == QPoint(40, 25)
    assert hands.quads == []
    assert hands.canvas.gesture is None
    if way != "tool":
        hands.click(10, 10)
        assert len(hands.canvas.gesture.points) == 1


def test_the_wheel_scrolls(hands) -> None:
    before = hands.at(0, 0)
    wheel(hands, QPoint(50, 50), -120, NO_KEY)
    wheel(hands, QPoint(50, 50), -120, Qt.KeyboardModifier.ShiftModifier)
    assert hands.at(0, 0) - before == QPoint(-60, -60)


def test_colours_of_labels(hands) -> None:
    gray = QColor(60, 60, 60)
    assert near(pixel(hands, 200, 50), gray)
    hands.key(Key.Key_W)
    hands.drag((100, 50), (300, 100))
    assert near(pixel(hands, 200, 50), QUAD_SELECTED)
    hands.ctrl(Key.Key_J)
    hands.click(390, 290)
    assert near(pixel(hands, 200, 50), QUAD_LABEL)
    fill = pixel(hands, 200, 75)
    assert 60 < fill.blue() < 100
    hands.ctrl(Key.Key_A)
    hands.key(Key.Key_I)
    hands.click(390, 290)
    dashes = [pixel(hands, x, 50) for x in range(150, 180)]
    assert any(near(color, QUAD_IGNORED) for color in dashes)
    assert not all(near(color, QUAD_IGNORED) for color in dashes)
    hands.draw((100, 150), (300, 250), (300, 150), (100, 250))
    assert near(pixel(hands, 150, 175), QUAD_ERROR)
    hands.ctrl(Key.Key_H)
    assert near(pixel(hands, 150, 175), gray)


def test_lines_are_two_pixels_wide_at_any_zoom(hands) -> None:
    hands.key(Key.Key_W)
    hands.drag((100, 50), (300, 100))
    for zoom in (0.5, 1.0, 6.0):
        hands.canvas.set_zoom(zoom)
        hands.canvas.centerOn(200, 50)
        QApplication.processEvents()
        shot = hands.canvas.viewport().grab().toImage()
        x, y = hands.at(200, 50).toTuple()
        column = [near(shot.pixelColor(x, row), QUAD_SELECTED) for row in range(y - 6, y + 6)]
        assert 1 <= sum(column) <= 3


def test_the_frame_is_the_upright_picture(open_page, tmp_path) -> None:
    """A photo lying on its side by its pixels, upright by its EXIF block: drawn upright, labelled upright."""
    from PIL import Image

    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[:, :100] = (255, 0, 0)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise to see it upright
    folder = tmp_path / "photos"
    folder.mkdir()
    Image.fromarray(pixels).save(folder / "a.png", exif=exif)
    hands = open_page(folder)
    assert hands.canvas.picture_rect.size().toTuple() == (100, 200)
    assert near(pixel(hands, 50, 50), QColor(255, 0, 0))
    assert near(pixel(hands, 50, 150), QColor(0, 0, 0))
    shown = cv2.imdecode(np.fromfile(folder / "a.png", np.uint8), cv2.IMREAD_COLOR)
    assert shown.shape[:2] == (200, 100)


def test_a_picture_of_36_million_pixels_opens(open_page, tmp_path) -> None:
    folder = tmp_path / "large"
    folder.mkdir()
    assert cv2.imwrite(str(folder / "a.jpg"), np.full((6000, 6000, 3), 200, np.uint8))
    hands = open_page(folder)
    assert hands.canvas.picture_rect.width() == 6000
    hands.draw((5000, 5000), (5100, 5000), (5100, 5050), (5000, 5050))
    assert len(hands.quads) == 1


def test_a_frame_in_which_no_label_changes_paints_none(hands, monkeypatch) -> None:
    """Each call would wait for the interpreter's lock while a training runs."""
    for left in (10, 110, 210):
        hands.draw((left, 20), (left + 60, 20), (left + 60, 60), (left, 60))
    painted: list[LabelLayer] = []
    # Part of every painting; Qt finds ``paint`` itself only once.
    monkeypatch.setattr(LabelLayer, "draw", lambda layer, *_: painted.append(layer))
    hands.key(Key.Key_R)
    hands.press(100, 150)
    hands.canvas.loupe.switch(False)  # which would draw the labels around the pointer
    hands.move(150, 180)
    QApplication.processEvents()
    painted.clear()
    for step in range(20):
        hands.move(160 + 5 * step, 190 + step)
        QApplication.processEvents()
    assert painted == []
    hands.canvas.zoom_in()
    QApplication.processEvents()
    assert painted  # another size has to be painted anew


def pixels(hands) -> np.ndarray:
    QApplication.processEvents()
    image = hands.canvas.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.bits(), np.uint8).reshape(image.height(), image.width(), 4).astype(int)


def write(hands, text: str) -> None:
    """What the selected label says."""
    hands.key(Key.Key_F2)
    QTest.keyClicks(QApplication.focusWidget(), text)
    hands.key(Key.Key_Return)
    hands.canvas.setFocus()


def test_texts_are_shown_above_their_labels_when_asked_for(hands) -> None:
    hands.canvas.loupe.switch(False)
    for left, text in ((20, "Total 12.50"), (220, "total")):
        hands.draw((left, 100), (left + 120, 100), (left + 120, 140), (left, 140))
        write(hands, text)
    hands.ctrl(Key.Key_J)

    def ground(left: float) -> int:
        """How many points above a label, between its vertices, are light: what texts are written on."""
        start = hands.at(left, 100)
        above = pixels(hands)[start.y() - 18 : start.y() - 8, start.x() + 8 : start.x() + 104, :3]
        return int((above > 180).all(axis=2).sum())

    assert ground(20) == ground(220) == 0
    hands.key(Key.Key_T)
    assert hands.page.toolbar.texts.isChecked()
    long, short = ground(20), ground(220)
    assert long > short > 100
    write(hands, "i")
    assert ground(20) == long
    assert 0 < ground(220) < short
    hands.key(Key.Key_I)
    assert ground(220) == 0  # ### says nothing
    hands.key(Key.Key_T)
    assert ground(20) == 0


@pytest.mark.parametrize("texts", [False, True])
def test_what_is_kept_of_the_view_is_what_would_be_painted_now(hands, texts) -> None:
    """After every change, and on every way the view moves: no label is left behind, doubled or cut off."""
    hands.canvas.loupe.switch(False)
    for left in (10, 110, 210):
        hands.draw((left, 20), (left + 60, 26), (left + 58, 60), (left, 55))
        write(hands, f"{left} and far more words than there is room for")
    hands.ctrl(Key.Key_J)
    if texts:
        hands.key(Key.Key_T)
    middle, viewport = Qt.MouseButton.MiddleButton, hands.canvas.viewport()

    def pan() -> None:
        QTest.mousePress(viewport, middle, NO_KEY, QPoint(200, 200))
        for x, y in ((230, 170), (120, 260), (205, 211)):
            QTest.mouseMove(viewport, QPoint(x, y))
            QApplication.processEvents()
        QTest.mouseRelease(viewport, middle, NO_KEY, QPoint(205, 211))

    def hover() -> None:
        hands.move(240, 40)

    steps = (
        lambda: hands.click(40, 40),
        hover,
        lambda: hands.drag((40, 40), (60, 90)),
        pan,
        lambda: hands.key(Key.Key_I),
        lambda: hands.key(Key.Key_Z),
        lambda: wheel(hands, QPoint(150, 150), 240, CTRL),
        pan,
        lambda: hands.ctrl(Key.Key_A),
        lambda: hands.key(Key.Key_Right, Qt.KeyboardModifier.ShiftModifier),
        lambda: wheel(hands, QPoint(100, 50), -120, NO_KEY),
        lambda: hands.ctrl(Key.Key_Z),
        lambda: hands.key(Key.Key_Delete),
        lambda: hands.ctrl(Key.Key_Z),
    )
    for number, step in enumerate(steps):
        step()
        kept = pixels(hands)
        hands.canvas.layer.refresh()
        differing = (np.abs(kept - pixels(hands)).max(axis=2) > 8).sum()
        assert differing <= 4, f"step {number}: {differing} pixels"


def test_lines_are_as_wide_on_a_screen_of_200_percent(hands) -> None:
    hands.key(Key.Key_W)
    hands.drag((100, 50), (300, 100))
    QApplication.processEvents()
    image = QImage(800, 600, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(2)
    image.fill(QColor(60, 60, 60))
    painter = QPainter(image)
    hands.canvas.layer.draw(painter, hands.canvas.picture_rect, 1.0)
    painter.end()
    column = [near(image.pixelColor(360, row), QUAD_SELECTED) for row in range(90, 110)]
    assert 3 <= sum(column) <= 5
