"""Around the canvas: menu, order of vertices, clipping, mini-map, loupe, brightness and contrast."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDoubleSpinBox, QMenu, QSlider, QWidget

from desktop.ui.theme import QUAD_SELECTED
from tests.desktop.label.conftest import BOX, WAIT_MS, MakePage, UserDriver, child, rgb

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
NO_KEY = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def large(open_page: MakePage, tmp_path: Path) -> UserDriver:
    """A picture of 2000 × 1500 pixels at 100 %, white on the right, black on the left."""
    folder = tmp_path / "large"
    folder.mkdir()
    picture = np.zeros((1500, 2000, 3), np.uint8)
    picture[:, 1000:] = 255
    (folder / "a.png").write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    return open_page(folder)


def move(user: UserDriver, x: float, y: float) -> None:
    user.move(x, y)
    QApplication.processEvents()


def pixel(widget: QWidget, at: QPoint) -> QColor:
    QApplication.processEvents()
    return widget.grab().toImage().pixelColor(at)


# ---- order and clipping


def test_s_begins_with_the_next_vertex(one: UserDriver) -> None:
    one.key(Key.Key_S)
    assert one.quads == [[220, 100, 220, 180, 100, 180, 100, 100]]
    one.ctrl(Key.Key_Z)
    assert one.quads == [BOX]


def test_shift_s_reverses_the_order_and_keeps_the_first_vertex(one: UserDriver) -> None:
    one.key(Key.Key_S, SHIFT)
    assert one.quads == [[100, 100, 100, 180, 220, 180, 220, 100]]
    assert one.document.undo_stack.undoText() == "reverse order"
    one.ctrl(Key.Key_Z)
    assert one.quads == [BOX]


def test_k_clips_what_leaves_the_picture_and_only_then(open_page: MakePage, blank_folder: Path) -> None:
    gts = blank_folder / "train_gts"
    gts.mkdir()
    text = (
        "-20,-10,100,-10,100,50,-20,50,a\n10.5,60,90,60,90,90,10.5,90,b\n500,500,600,500,600,600,500,600,c\n"
    )
    (gts / "gt_图 1.txt").write_text(text)
    user = open_page(blank_folder)
    assert user.quads[0][:2] == [-20, -10]
    user.ctrl(Key.Key_A)
    user.key(Key.Key_K)
    assert user.wait_saved() == text.replace("-20,-10,100,-10,100,50,-20,50", "0,0,100,0,100,50,0,50")
    user.ctrl(Key.Key_Z)
    assert user.wait_saved() == text


# ---- menu


def open_menu(user: UserDriver, x: float, y: float) -> QMenu:
    viewport, at = user.canvas.viewport(), user.at(x, y)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, viewport.mapToGlobal(at))
    QApplication.sendEvent(viewport, event)
    QApplication.processEvents()
    return user.find(QMenu, "label_menu")


def choose(menu: QMenu, name: str) -> None:
    """Click the action as a person does."""
    action = child(menu, QAction, name)
    QTest.mouseClick(menu, LEFT, NO_KEY, menu.actionGeometry(action).center())
    QApplication.processEvents()


def test_a_right_click_selects_and_offers_what_can_be_done(one: UserDriver) -> None:
    one.click(350, 280)
    menu = open_menu(one, 160, 140)
    assert menu.isVisible()
    assert one.page.context.selection.rows() == [0]
    choose(menu, "label_menu_reverse")
    assert not menu.isVisible()
    assert one.quads == [[100, 100, 100, 180, 220, 180, 220, 100]]
    choose(open_menu(one, 160, 140), "label_menu_duplicate")
    assert len(one.quads) == 2
    choose(open_menu(one, 170, 150), "label_menu_delete")
    assert len(one.quads) == 1


def test_every_action_of_the_menu_has_a_name_and_shows_its_key(one: UserDriver) -> None:
    menu = open_menu(one, 160, 140)
    shown = {a.objectName(): a.text().split("\t")[1] for a in menu.actions() if not a.isSeparator()}
    menu.close()
    assert shown == {
        "label_menu_edit_text": "F2, Ctrl+E",
        "label_menu_ignore": "I",
        "label_menu_copy": "Ctrl+C",
        "label_menu_paste": "Ctrl+V",
        "label_menu_duplicate": "Ctrl+D",
        "label_menu_select_all": "Ctrl+A",
        "label_menu_rotate_start": "S",
        "label_menu_reverse": "Shift+S",
        "label_menu_clip": "K",
        "label_menu_zoom_to": "Ctrl+G",
        "label_menu_delete": "Del, Backspace",
    }


def test_the_menu_offers_only_what_has_something_to_work_on(one: UserDriver) -> None:
    one.click(350, 280)
    menu = open_menu(one, 350, 280)
    enabled = {a.objectName() for a in menu.actions() if a.isEnabled() and not a.isSeparator()}
    menu.close()
    assert enabled - {"label_menu_paste"} == {"label_menu_select_all"}


def test_there_is_no_menu_while_a_quad_is_drawn(user: UserDriver) -> None:
    user.draw((20, 20), (60, 20))
    assert not open_menu(user, 30, 30).isVisible()
    assert len(user.points) == 2


# ---- mini-map


def test_the_map_is_there_for_pictures_larger_than_the_view(large: UserDriver) -> None:
    minimap = large.find(QWidget, "label_minimap")
    assert minimap.isVisible()
    view = large.canvas.viewport().geometry()
    assert view.contains(minimap.geometry())
    assert view.bottomRight().x() - minimap.geometry().right() < 16
    large.ctrl(Key.Key_F)
    assert not minimap.isVisible()
    large.ctrl(Key.Key_0)
    assert minimap.isVisible()
    large.key(Key.Key_M)
    assert not minimap.isVisible()
    QTest.mouseClick(large.find(QAbstractButton, "label_minimap_toggle"), LEFT)
    assert minimap.isVisible()


def test_a_click_and_a_drag_on_the_map_move_the_view(large: UserDriver) -> None:
    minimap = large.find(QWidget, "label_minimap")
    width, height = minimap.width(), minimap.height()

    def middle() -> tuple[float, float]:
        point = large.canvas.viewport_to_picture(QPointF(large.canvas.viewport().rect().center()))
        return point.x(), point.y()

    QTest.mouseClick(minimap, LEFT, NO_KEY, QPoint(width // 4, height // 2))
    assert middle() == pytest.approx((500, 750), abs=12)
    QTest.mousePress(minimap, LEFT, NO_KEY, QPoint(width // 4, height // 2))
    QTest.mouseMove(minimap, QPoint(3 * width // 4, height // 4))
    QTest.mouseRelease(minimap, LEFT, NO_KEY, QPoint(3 * width // 4, height // 4))
    assert middle() == pytest.approx((1500, 375), abs=12)
    assert large.canvas.hasFocus()
    assert large.quads == []


def test_the_map_shows_the_picture_and_what_is_seen_of_it(large: UserDriver) -> None:
    minimap = large.find(QWidget, "label_minimap")
    width, height = minimap.width(), minimap.height()
    large.canvas.look_at(QPointF(1500, 750))
    seen, hidden = QPoint(3 * width // 4, height // 2), QPoint(width - 4, 4)
    assert pixel(minimap, seen).lightness() > 240
    assert 60 < pixel(minimap, hidden).lightness() < 200


# ---- loupe


def test_the_loupe_magnifies_while_a_vertex_is_placed(large: UserDriver) -> None:
    glass = large.find(QWidget, "label_loupe_glass")
    large.canvas.look_at(QPointF(1000, 750))
    move(large, 990, 750)
    assert not glass.isVisible()
    large.key(Key.Key_Q)
    move(large, 980, 750)
    move(large, 990, 750)  # ten pixels left of the edge between black and white: forty in the loupe
    assert glass.isVisible()
    middle = glass.height() // 2
    assert pixel(glass, QPoint(middle + 32, middle + 30)).lightness() < 30
    assert pixel(glass, QPoint(middle + 48, middle + 10)).lightness() > 220
    large.key(Key.Key_L)
    move(large, 991, 750)
    assert not glass.isVisible()


def test_the_loupe_never_covers_the_pointer(large: UserDriver) -> None:
    glass = large.find(QWidget, "label_loupe_glass")
    large.key(Key.Key_Q)
    large.key(Key.Key_M)  # over the map there is no loupe
    viewport = large.canvas.viewport()
    view = viewport.geometry()
    for across in (0.01, 0.3, 0.7, 0.97):
        for down in (0.01, 0.3, 0.7, 0.97):  # not on the handles of the splitter
            at = QPoint(round((view.width() - 1) * across), round((view.height() - 1) * down))
            QTest.mouseMove(viewport, at)
            assert glass.isVisible()
            assert not glass.geometry().adjusted(-8, -8, 8, 8).contains(at + view.topLeft())
            assert view.contains(glass.geometry())


def test_the_loupe_comes_with_a_dragged_vertex_and_goes_with_it(one: UserDriver) -> None:
    glass = one.find(QWidget, "label_loupe_glass")
    one.press(220, 180)
    move(one, 230, 190)
    assert glass.isVisible()
    assert any(
        all(abs(a - b) < 40 for a, b in zip(rgb(color), rgb(QUAD_SELECTED), strict=True))
        for color in (pixel(glass, QPoint(x, 34)) for x in range(50, 70))
    )
    QTest.mouseRelease(one.canvas.viewport(), LEFT, NO_KEY, one.at(230, 190))
    assert not glass.isVisible()
    one.press(160, 140)
    move(one, 180, 150)
    assert not glass.isVisible()
    one.key(Key.Key_Escape)


# ---- brightness and contrast


def open_look(user: UserDriver) -> QWidget:
    user.key(Key.Key_B)
    popup = user.find(QWidget, "label_look_popup")
    assert popup.isVisible()
    return popup


def at_canvas(user: UserDriver, x: float, y: float) -> int:
    return pixel(user.canvas.viewport(), user.at(x, y)).red()


def test_brightness_changes_what_is_seen_and_not_the_file(user: UserDriver) -> None:
    picture = user.document.picture
    before = picture.read_bytes(), picture.stat().st_mtime_ns
    assert at_canvas(user, 200, 150) == 60
    popup = open_look(user)
    slider = child(popup, QSlider, "look_brightness")
    for _ in range(4):
        QTest.keyClick(slider, Key.Key_Right)
    user.qtbot.waitUntil(lambda: at_canvas(user, 200, 150) == 111, timeout=WAIT_MS)
    popup.close()
    assert user.find(QAbstractButton, "label_look").isChecked()
    user.canvas.setFocus()
    user.key(Key.Key_D)  # it holds for the next picture, too
    user.wait_picture()
    assert at_canvas(user, 200, 150) == 171
    popup = open_look(user)
    QTest.mouseClick(child(popup, QAbstractButton, "look_reset"), LEFT)
    user.qtbot.waitUntil(lambda: at_canvas(user, 200, 150) == 120, timeout=WAIT_MS)
    popup.close()
    assert not user.find(QAbstractButton, "label_look").isChecked()
    assert (picture.read_bytes(), picture.stat().st_mtime_ns) == before


def test_contrast_and_gamma(user: UserDriver) -> None:
    popup = open_look(user)
    child(popup, QDoubleSpinBox, "look_contrast_value").setValue(50)
    user.qtbot.waitUntil(lambda: at_canvas(user, 200, 150) == 0, timeout=WAIT_MS)
    child(popup, QDoubleSpinBox, "look_contrast_value").setValue(0)
    child(popup, QDoubleSpinBox, "look_gamma_value").setValue(2)
    user.qtbot.waitUntil(lambda: at_canvas(user, 200, 150) == 124, timeout=WAIT_MS)
    popup.close()


# ---- marks


def test_a_selected_quad_shows_its_numbers_and_the_way_of_reading(one: UserDriver) -> None:
    def changed(left: int, top: int, right: int, bottom: int) -> bool:
        QApplication.processEvents()
        shot = one.canvas.viewport().grab().toImage()
        points = [one.at(x, y) for x in range(left, right) for y in range(top, bottom)]
        return any(shot.pixelColor(at).lightness() > 150 for at in points)

    number, arrow = (84, 86, 96, 96), (140, 134, 180, 146)
    assert changed(*number)
    assert changed(*arrow)
    one.click(350, 280)
    assert not changed(*number)
    assert not changed(*arrow)
    move(one, 110, 110)
    assert changed(*arrow)
