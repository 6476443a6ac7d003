"""Looking at what the model finds on the validation pictures while it learns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QSlider
from pytestqt.qtbot import QtBot

from desktop.picture.marked_boxes import Meaning
from desktop.train.page import TrainPage
from desktop.train.pictures.checked_pictures import MAP_SIDE, BoxCounts, CheckedPictures
from desktop.train.pictures.checked_view import boxes_of
from desktop.train.pictures.validation_view import ValidationView
from engine.training.events import EpochDone, PictureChecked
from tests.conftest import DatasetFactory
from tests.desktop.conftest import delete_now, find
from tests.desktop.train import events
from tests.desktop.train.conftest import wait_until

SIZE = (320, 240)


def square(left: float, top: float, side: float = 30) -> np.ndarray:
    return np.array(
        [[left, top], [left + side, top], [left + side, top + side], [left, top + side]], np.float32
    )


def check(picture: Path, epoch: int, *, found: int = 1, size: tuple[int, int] = SIZE) -> PictureChecked:
    """Two labels and an ignored one; ``found`` of the labels are found, and one box is false."""
    truth = np.stack([square(10, 10), square(60, 10), square(10, 60)])
    quads = np.stack([*truth[:found], square(200, 150)])
    return PictureChecked(
        epoch=epoch,
        picture=picture,
        width=size[0],
        height=size[1],
        quads=quads,
        scores=np.full(len(quads), 0.8, np.float32),
        right=np.array([True] * found + [False]),
        truth=truth,
        ignored=np.array([False, False, True]),
        missed=np.array([found < 1, found < 2, False]),
        probability=np.full((size[1], size[0]), 200, np.uint8),
    )


def epoch_done(epoch: int, *, best: bool) -> EpochDone:
    return EpochDone(epoch, 5, None, events.score(0.5, 0.5, 8), None, best, 10.0)


@pytest.fixture
def pictures(make_dataset: DatasetFactory) -> list[Path]:
    return sorted((make_dataset(train=3, test=0, size=SIZE) / "train_images").iterdir())


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ValidationView]:
    store = CheckedPictures()
    view = ValidationView(store)
    view.resize(900, 420)
    view.show()
    view.activateWindow()
    wait_until(qtbot, view.isActiveWindow)
    yield view
    delete_now(view)
    delete_now(store)


def store_of(view: ValidationView) -> CheckedPictures:
    return view._store


def fill(view: ValidationView, pictures: list[Path], epochs: int = 2) -> None:
    """Every picture after every epoch; one label more is found each time."""
    for epoch in range(epochs + 1):
        told: list[object] = [check(picture, epoch, found=min(epoch, 2)) for picture in pictures]
        store_of(view).add([*told, epoch_done(epoch, best=epoch < epochs)])


def text(view: ValidationView, name: str) -> str:
    found = find(view, QLabel, name)
    assert found is not None
    return found.text()


def press(view: ValidationView, name: str) -> None:
    button = find(view, QAbstractButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def slider(view: ValidationView) -> QSlider:
    found = find(view, QSlider, "train_picture_epoch")
    assert found is not None
    return found


def test_before_the_first_check_it_says_what_will_be_here(view: ValidationView) -> None:
    assert view.empty.isVisible()
    assert not view.cards.isVisible()


def test_a_checked_picture_is_shown_with_its_boxes_and_counts(
    qtbot: QtBot, view: ValidationView, pictures: list[Path]
) -> None:
    fill(view, pictures, epochs=1)
    wait_until(qtbot, lambda: view.view.has_picture)

    assert view.picture == pictures[0]
    assert "img_001.png" in text(view, "train_picture_name")
    assert "(1/3)" in text(view, "train_picture_name")
    assert text(view, "train_picture_epoch_text") == "Epoch 1"
    assert text(view, "train_legend_right") == "Found 1"
    assert text(view, "train_legend_missed") == "Missed 1"
    assert text(view, "train_legend_wrong") == "False 1"
    assert view.cards.item(0).text().splitlines() == ["img_001.png", "1 of 2, false 1"]
    assert view.view.checked is not None
    meanings = [meaning for meaning, _ in boxes_of(view.view.checked)]
    assert meanings == [Meaning.IGNORED, Meaning.LABEL, Meaning.RIGHT, Meaning.WRONG, Meaning.MISSED]


def test_boxes_lie_where_the_labels_are(qtbot: QtBot, view: ValidationView, pictures: list[Path]) -> None:
    """The pixels at the edges of the missed label turn blue, whatever scale the picture is shown at."""
    fill(view, pictures, epochs=1)
    wait_until(qtbot, lambda: view.view.has_picture)
    bare = view.view.checked
    assert bare is not None
    edge = view.view.picture_to_viewport(QPointF(60, 25))

    with_boxes = view.view.viewport().grab().toImage().pixelColor(edge)
    view.view.set_checked(None)
    without = view.view.viewport().grab().toImage().pixelColor(edge)

    assert with_boxes != without
    assert with_boxes.blue() > with_boxes.red() + 50


def test_next_and_previous_go_round(qtbot: QtBot, view: ValidationView, pictures: list[Path]) -> None:
    fill(view, pictures)
    wait_until(qtbot, lambda: view.view.has_picture)

    press(view, "train_picture_previous")
    assert view.picture == pictures[2]
    press(view, "train_picture_next")
    assert view.picture == pictures[0]
    QTest.keyClick(view.view, Qt.Key.Key_D)
    assert view.picture == pictures[1]
    wait_until(qtbot, lambda: view.view.has_picture)
    QTest.keyClick(view.view, Qt.Key.Key_A)
    assert view.picture == pictures[0]


def test_a_click_on_a_card_shows_its_picture(
    qtbot: QtBot, view: ValidationView, pictures: list[Path]
) -> None:
    fill(view, pictures)
    wait_until(qtbot, lambda: view.cards.count() == 3)

    at = view.cards.visualItemRect(view.cards.item(1)).center()
    QTest.mouseClick(view.cards.viewport(), Qt.MouseButton.LeftButton, pos=at)

    assert view.picture == pictures[1]


def test_the_slider_goes_back_to_earlier_epochs_and_then_stays(
    qtbot: QtBot, view: ValidationView, pictures: list[Path]
) -> None:
    fill(view, pictures, epochs=2)
    wait_until(qtbot, lambda: view.epoch == 2)
    assert text(view, "train_legend_right") == "Found 2"

    slider(view).setFocus()
    QTest.keyClick(slider(view), Qt.Key.Key_Left)
    assert text(view, "train_picture_epoch_text") == "Epoch 1 ★"
    assert text(view, "train_legend_right") == "Found 1"
    QTest.keyClick(slider(view), Qt.Key.Key_Left)
    assert text(view, "train_picture_epoch_text") == "Before training"
    assert text(view, "train_legend_right") == "Found 0"

    store_of(view).add([check(pictures[0], 3, found=2), epoch_done(3, best=False)])
    wait_until(qtbot, lambda: slider(view).maximum() == 3)
    assert view.epoch == 0


def test_the_newest_epoch_is_followed(qtbot: QtBot, view: ValidationView, pictures: list[Path]) -> None:
    fill(view, pictures, epochs=1)
    wait_until(qtbot, lambda: view.epoch == 1)

    store_of(view).add([check(picture, 2, found=2) for picture in pictures])

    wait_until(qtbot, lambda: view.epoch == 2)
    assert text(view, "train_legend_missed") == "Missed 0"


def test_the_probability_map_is_laid_over_the_picture(
    qtbot: QtBot, view: ValidationView, pictures: list[Path]
) -> None:
    fill(view, pictures, epochs=1)
    wait_until(qtbot, lambda: view.view.has_picture)
    assert not view.view.overlay_shown()

    press(view, "train_show_map")
    assert view.view.overlay_shown()
    press(view, "train_picture_next")
    wait_until(qtbot, lambda: view.view.has_picture and view.view.overlay_shown())

    QTest.keyClick(view.view, Qt.Key.Key_M)
    assert not view.view.overlay_shown()


def test_the_picture_can_be_zoomed_and_fitted(
    qtbot: QtBot, view: ValidationView, pictures: list[Path]
) -> None:
    fill(view, pictures, epochs=1)
    wait_until(qtbot, lambda: view.view.has_picture)
    whole = view.view.zoom
    view.view.zoom_in()

    store_of(view).add([check(pictures[0], 2)])
    wait_until(qtbot, lambda: view.epoch == 2)
    assert view.view.zoom > whole  # a new epoch does not take away what she looks at
    press(view, "train_picture_fit")
    assert view.view.zoom == pytest.approx(whole)


def test_cards_of_pictures_that_come_later_are_read_too(
    qtbot: QtBot, view: ValidationView, pictures: list[Path]
) -> None:
    for picture in pictures:
        store_of(view).add([check(picture, 0)])
        wait_until(qtbot, partial(view.cards._images.__contains__, picture))
    assert view.cards.count() == 3


def test_a_picture_that_is_gone_is_told(qtbot: QtBot, view: ValidationView, pictures: list[Path]) -> None:
    pictures[1].unlink()
    fill(view, pictures, epochs=1)
    wait_until(qtbot, lambda: view.view.has_picture)

    press(view, "train_picture_next")

    wait_until(qtbot, view.broken.isVisible)
    assert any("img_002.png" in label.text() for label in view.broken.findChildren(QLabel))
    press(view, "train_picture_next")
    wait_until(qtbot, lambda: view.view.has_picture and not view.broken.isVisible())


def test_another_run_starts_empty(qtbot: QtBot, view: ValidationView, pictures: list[Path]) -> None:
    fill(view, pictures)
    wait_until(qtbot, lambda: view.view.has_picture)

    store_of(view).clear()

    assert view.empty.isVisible()
    assert view.cards.count() == 0
    assert not view.view.has_picture
    store_of(view).add([check(pictures[2], 0)])
    wait_until(qtbot, lambda: view.view.has_picture)
    assert view.picture == pictures[2]


def test_the_page_shows_the_pictures_beside_the_curves(
    qtbot: QtBot, page: TrainPage, project_root: Path, tmp_path: Path
) -> None:
    picture = project_root / "train_images" / "img_001.png"
    run = events.whole_run(tmp_path / "exp")
    page.run.events.emit([*run[:-1], check(picture, 0), run[-1]])
    page.validation.setFocus()
    bar = page.views.tabBar()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())

    wait_until(qtbot, lambda: page.validation.view.has_picture)
    assert page.validation.isVisible()


def test_only_the_first_pictures_are_kept(tmp_path: Path) -> None:
    store = CheckedPictures()
    store.add([check(tmp_path / f"{number}.png", 0) for number in range(20)])
    assert [path.name for path in store.pictures] == [f"{number}.png" for number in range(6)]


def test_maps_are_small_and_old_ones_go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one = MAP_SIDE * MAP_SIDE // 2
    monkeypatch.setattr("desktop.train.pictures.checked_pictures.MAP_BYTES", 4 * one)
    store = CheckedPictures()
    path = tmp_path / "a.png"
    for epoch in range(10):
        store.add([check(path, epoch, size=(2 * MAP_SIDE, MAP_SIDE))])

    checks = [store.at(path, epoch) for epoch in range(10)]
    sizes = [0 if one is None else one.probability.size for one in checks]
    assert sizes == [one, 0, 0, 0, 0, 0, 0, one, one, one]
    assert all(one is not None and len(one.quads) == 2 for one in checks)
    assert [None if one is None else one.epoch for one in checks] == list(range(10))


def test_a_picture_shows_what_was_last_found_on_it(tmp_path: Path) -> None:
    store = CheckedPictures()
    store.add([check(tmp_path / "a.png", 1), check(tmp_path / "b.png", 3)])
    assert store.epochs() == [1, 3]
    assert store.at(tmp_path / "a.png", 0) is None
    found = store.at(tmp_path / "a.png", 3)
    assert found is not None
    assert found.epoch == 1
    assert BoxCounts.of(found) == BoxCounts(found=1, missed=1, false=1)
