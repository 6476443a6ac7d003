"""The data card counts what training would use and says what is in its way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.document.commands import InsertLabels
from desktop.session import Session
from desktop.train.form.data_card import DataCard, summarise
from engine.data.gt import Label
from tests.conftest import DatasetFactory
from tests.desktop.conftest import delete_now, find
from tests.desktop.train.conftest import wait_until


@pytest.fixture
def card(qtbot: QtBot, session: Session) -> Iterator[DataCard]:
    card = DataCard(session)
    qtbot.addWidget(card)
    card.resize(320, 200)
    card.show()
    yield card
    assert session.jobs.stop_all(5000)
    delete_now(card)


def shown(card: DataCard, name: str) -> str:
    return find(card, QLabel, f"train_data_{name}").text()


def counted(qtbot: QtBot, card: DataCard, train: str) -> None:
    wait_until(qtbot, lambda: shown(card, "train") == train)


def test_lists_are_counted(make_dataset: DatasetFactory) -> None:
    summary = summarise(make_dataset(train=5, test=3))

    assert (summary.train, summary.test, summary.unlabelled) == (5, 3, 0)
    assert not summary.test_was_split
    assert summary.usable


def test_a_plain_folder_is_split(make_dataset: DatasetFactory) -> None:
    summary = summarise(make_dataset(train=10, test=0, unlabelled=4, lists=False, plain=True))

    assert (summary.train, summary.test, summary.unlabelled) == (8, 2, 4)
    assert summary.test_was_split


def test_nothing_labelled_is_told(make_dataset: DatasetFactory) -> None:
    summary = summarise(make_dataset(train=0, test=0, unlabelled=3, lists=False))

    assert not summary.usable
    assert summary.unlabelled == 3
    assert summary.error is not None


def test_card_of_a_small_set(
    qtbot: QtBot, card: DataCard, session: Session, make_dataset: DatasetFactory
) -> None:
    session.open_project(make_dataset(train=10, test=0, unlabelled=1, lists=False, plain=True))

    counted(qtbot, card, "8")
    assert shown(card, "test") == "2"
    assert shown(card, "unlabelled") == "1"
    assert "a fifth" in shown(card, "note")
    assert "Fewer than 50" in shown(card, "warning")


def test_card_names_the_line_that_training_would_refuse(
    qtbot: QtBot, card: DataCard, session: Session, make_dataset: DatasetFactory
) -> None:
    root = make_dataset(train=3, test=1)
    gt = root / "train_gts" / "gt_img_002.txt"
    gt.write_text("1,1,20,1,20,9,1,9,fine\nno label at all\n", encoding="utf-8")
    session.open_project(root)

    counted(qtbot, card, "3")
    assert f"{gt}:2" in shown(card, "warning")


def test_card_counts_again_when_a_picture_gets_labels(
    qtbot: QtBot, card: DataCard, session: Session, make_dataset: DatasetFactory
) -> None:
    session.open_project(make_dataset(train=4, test=1, unlabelled=1, lists=False))
    counted(qtbot, card, "4")
    project = session.project
    assert project is not None
    (bare,) = [picture for picture in project.pictures if project.status(picture) == "unlabelled"]

    document = project.document(bare)
    document.undo_stack.push(InsertLabels(document, [Label((1, 1, 50, 1, 50, 20, 1, 20), "new")]))
    project.flush()

    counted(qtbot, card, "5")
    assert shown(card, "unlabelled") == "0"


def test_card_follows_the_project(
    qtbot: QtBot, card: DataCard, session: Session, make_dataset: DatasetFactory
) -> None:
    session.open_project(make_dataset(train=3, test=1, name="one"))
    counted(qtbot, card, "3")

    session.open_project(make_dataset(train=7, test=1, name="two"))
    counted(qtbot, card, "7")

    session.close_project()
    assert shown(card, "train") == "–"
    assert shown(card, "warning") == ""


def test_a_hidden_card_does_not_count(qtbot: QtBot, session: Session, make_dataset: DatasetFactory) -> None:
    session.open_project(make_dataset(train=3, test=1))
    card = DataCard(session)
    qtbot.addWidget(card)
    qtbot.wait(20)
    assert card.summary is None

    card.show()
    counted(qtbot, card, "3")


def test_two_pictures_of_one_name_are_told_with_the_file(
    make_dataset: DatasetFactory,
) -> None:
    root = make_dataset(train=2, test=1, lists=False)
    twin = root / "train_images" / "img_001.jpg"
    twin.write_bytes((root / "train_images" / "img_001.png").read_bytes())

    summary = summarise(root)

    assert not summary.usable
    assert "img_001" in str(summary.error)


def test_card_sees_that_a_bad_line_was_mended_elsewhere(
    qtbot: QtBot, card: DataCard, session: Session, make_dataset: DatasetFactory
) -> None:
    root = make_dataset(train=3, test=1)
    gt = root / "train_gts" / "gt_img_002.txt"
    good = gt.read_text(encoding="utf-8")
    gt.write_text("no label at all\n", encoding="utf-8")
    session.open_project(root)
    wait_until(qtbot, lambda: str(gt) in shown(card, "warning"))

    card.hide()
    gt.write_text(good, encoding="utf-8")
    card.show()

    wait_until(qtbot, lambda: str(gt) not in shown(card, "warning"))
