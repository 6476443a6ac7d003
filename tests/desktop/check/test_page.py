"""The Check page as a person uses it: find, look, go there, fix, undo."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.check.findings_model import FindingsModel
from desktop.check.page import CheckPage
from desktop.label.page import LabelPage
from desktop.shell.main_window import MainWindow
from desktop.train.page import TrainPage
from desktop.ui import i18n
from engine.doctor.finding import Finding, FindingKind
from engine.errors import InputError, Message
from tests.conftest import DatasetFactory

WAIT_MS = 30_000
CROSSED = "10,10,50,30,50,10,10,30,crossed"
BEYOND = "300,10,330,10,330,30,300,30,beyond"
FINE = "20,60,80,60,80,80,20,80,fine"


def put(root: Path, number: int, *lines: str) -> Path:
    gt = root / "train_gts" / f"gt_img_{number:03d}.txt"
    gt.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return gt


class Hands:
    """A person at the Check page of the real window."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot

    def open(self, root: Path) -> None:
        assert self.window.open_folder(root)
        QTest.keyClick(self.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        assert self.window.current_page() == "check"
        self.wait(lambda: self.page.examination.report is not None or self.page.examination.error is not None)
        self.settle()

    @property
    def page(self) -> CheckPage:
        page = self.window.page("check")
        assert isinstance(page, CheckPage)
        return page

    @property
    def labels(self) -> LabelPage:
        page = self.window.page("label")
        assert isinstance(page, LabelPage)
        return page

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    def settle(self) -> None:
        """Until nothing is checked or drawn any more."""
        page = self.page
        self.wait(lambda: not (page.examination.running or page._soon.isActive() or page.samples.slot.busy))

    def press(self, name: str) -> None:
        button = self.page.findChild(QAbstractButton, name)
        assert button is not None
        assert button.isVisible(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.wait(lambda: not self.page.fixing.running)

    def visible(self, name: str) -> bool:
        button = self.page.findChild(QAbstractButton, name)
        assert button is not None
        return button.isVisible()

    def text(self, name: str) -> str:
        label = self.page.findChild(QLabel, name)
        assert label is not None
        return label.text()

    def kinds(self) -> dict[str, int]:
        model = self.page.findings.model
        groups = [model.index(row, 0) for row in range(model.rowCount())]
        return {group.data(): model.rowCount(group) for group in groups}

    def choose(self, kind: FindingKind, row: int = 0) -> QModelIndex:
        """Unfold the group by a key and click the finding."""
        tree = self.page.findings.view
        group = self.page.findings.model.group_index(kind)
        assert group.isValid(), kind
        tree.setExpanded(group, True)
        index = self.page.findings.model.index(row, 0, group)
        tree.scrollTo(index)
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(index).center())
        QApplication.processEvents()
        return index


@pytest.fixture
def hands(main_window: MainWindow, qtbot: QtBot) -> Iterator[Hands]:
    main_window.resize(1280, 800)
    yield Hands(main_window, qtbot)
    assert main_window.session.jobs.stop_all(10_000)


@pytest.fixture
def sick(make_dataset: DatasetFactory) -> Path:
    """A set with two crossed quads and one that reaches beyond its picture."""
    root = make_dataset(train=4, test=1)
    put(root, 1, FINE)
    put(root, 2, FINE, CROSSED)
    put(root, 3, CROSSED, FINE, BEYOND)
    return root


def test_findings_are_grouped_and_the_first_is_shown(hands: Hands, sick: Path) -> None:
    hands.open(sick)
    assert hands.kinds() == {
        "Crossed quads": 2,
        "Few pictures": 1,
        "Quads that reach beyond the picture": 1,
    }
    assert hands.text("check_figure_pictures") == "5"
    assert hands.text("check_figure_split") == "4 / 1"
    assert hands.text("check_figure_labels") == "14"
    hands.wait(lambda: hands.page.detail.view.has_picture)
    assert hands.page.detail.view.row == 1
    assert "cross" in hands.text("check_message")
    assert hands.text("check_where").endswith("gt_img_002.txt:2")
    assert not hands.visible("check_train_size")


def test_show_goes_to_the_picture_and_selects_the_box(hands: Hands, sick: Path) -> None:
    hands.open(sick)
    hands.choose(FindingKind.PARTLY_OUTSIDE)
    hands.press("check_show")
    assert hands.window.current_page() == "label"
    assert hands.labels.document is not None
    assert hands.labels.document.picture.name == "img_003.png"
    assert hands.labels.context.selection.rows() == [2]
    hands.wait(lambda: hands.labels.canvas.has_picture)
    hands.wait(lambda: hands.labels.canvas.zoom > 4)  # it is looked at from near
    hands.window.show_page("check")
    hands.choose(FindingKind.CROSSED, 1)
    QTest.keyClick(hands.page.findings.view, Qt.Key.Key_Return)
    assert hands.window.current_page() == "label"
    assert hands.labels.context.selection.rows() == [0]  # another box of the picture on show
    hands.settle()


def test_a_fix_is_on_disk_and_ctrl_z_on_the_label_page_takes_it_back(hands: Hands, sick: Path) -> None:
    hands.open(sick)
    gt = sick / "train_gts" / "gt_img_002.txt"
    before = gt.read_bytes()
    hands.choose(FindingKind.CROSSED)
    hands.press("check_mend")
    assert gt.read_text("utf-8") == f"{FINE}\n10,10,50,10,50,30,10,30,crossed\n"
    assert hands.kinds()["Crossed quads"] == 1
    hands.settle()
    assert hands.kinds()["Crossed quads"] == 1

    hands.window.show_page("label")
    project = hands.window.session.project
    assert project is not None
    hands.labels.open_payload(sick / "train_images" / "img_002.png")
    hands.wait(lambda: hands.labels.canvas.has_picture)
    hands.labels.canvas.setFocus()
    QTest.keyClick(hands.labels.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hands.wait(lambda: gt.read_bytes() == before)
    hands.window.show_page("check")
    hands.wait(lambda: hands.kinds()["Crossed quads"] == 2)
    hands.settle()


def test_fix_all_of_a_kind_and_undo(hands: Hands, sick: Path) -> None:
    hands.open(sick)
    before = {gt: gt.read_bytes() for gt in sick.glob("*_gts/*.txt")}
    hands.choose(FindingKind.CROSSED)
    hands.press("check_mend_all")
    hands.settle()
    assert "Crossed quads" not in hands.kinds()
    assert hands.text("check_notice") == "Fixed: 2 labels in 2 pictures"
    assert [gt.name for gt, data in before.items() if gt.read_bytes() != data] == [
        gt.name for gt in before if gt.name in ("gt_img_002.txt", "gt_img_003.txt") and "train" in str(gt)
    ]
    QTest.keyClick(hands.page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert {gt: gt.read_bytes() for gt in before} == before
    hands.wait(lambda: hands.kinds().get("Crossed quads") == 2)
    assert hands.text("check_notice") == ""
    hands.settle()


def test_undo_leaves_alone_what_was_changed_since(hands: Hands, sick: Path) -> None:
    from desktop.document.commands import RemoveLabels

    hands.open(sick)
    hands.choose(FindingKind.CROSSED)
    hands.press("check_mend_all")
    project = hands.window.session.project
    assert project is not None
    document = project.document(sick / "train_images" / "img_002.png")
    document.undo_stack.push(RemoveLabels(document, [0]))
    hands.press("check_undo")
    assert project.flush()
    assert (sick / "train_gts" / "gt_img_002.txt").read_text("utf-8").startswith("10,10,50,10,50,30")
    assert (sick / "train_gts" / "gt_img_003.txt").read_text("utf-8").startswith(CROSSED)
    hands.settle()


def test_nothing_wrong(hands: Hands, make_dataset: DatasetFactory) -> None:
    hands.open(make_dataset(train=40, test=10, size=(160, 120)))
    assert hands.page.left.currentWidget() is hands.page._fine
    assert hands.text("check_figure_findings") == "0"
    hands.settle()
    assert [one.sample.picture.name for one in hands.page.samples.drawn] == [
        f"img_00{number}.png" for number in (1, 2, 3, 4)
    ]
    assert all(not cell.pixmap().isNull() for cell in hands.page.samples.cells)


def test_nothing_labelled_offers_to_label(hands: Hands, make_dataset: DatasetFactory) -> None:
    hands.open(make_dataset(train=0, test=0, unlabelled=2, lists=False))
    assert hands.page.left.currentWidget() is hands.page._unusable
    hands.press("check_to_label")
    assert hands.window.current_page() == "label"


def test_large_pictures_are_offered_a_larger_crop(hands: Hands, make_dataset: DatasetFactory) -> None:
    hands.open(make_dataset(train=2, test=1, size=(900, 300)))
    hands.press("check_train_size")
    assert hands.window.current_page() == "train"
    train = hands.window.page("train")
    assert isinstance(train, TrainPage)
    assert train.form.crop_size.value() == 640


def test_files_changed_elsewhere_are_seen_when_the_page_is_shown_again(hands: Hands, sick: Path) -> None:
    hands.open(sick)
    hands.window.show_page("label")
    put(sick, 4, CROSSED)
    hands.window.show_page("check")
    hands.wait(lambda: hands.kinds().get("Crossed quads") == 3)
    hands.settle()


def test_another_project_and_another_language(hands: Hands, sick: Path, make_dataset: DatasetFactory) -> None:
    hands.open(sick)
    i18n.set_language("zh_CN")
    QApplication.processEvents()
    assert "Crossed quads" not in hands.kinds()
    assert len(hands.kinds()) == 3
    i18n.set_language("en")
    hands.window.open_folder(make_dataset(train=2, test=1, name="other"))
    assert hands.page.examination.report is None
    hands.window.show_page("check")
    hands.wait(lambda: hands.kinds() == {"Few pictures": 1})
    hands.settle()


def test_ten_thousand_findings_are_quick() -> None:
    findings = [
        Finding(FindingKind.TINY, InputError(Message("low")), Path(f"{number}.png"), row=number)
        for number in range(10_000)
    ]
    model = FindingsModel()
    began = time.perf_counter()
    model.set_findings(findings)
    group = model.group_index(FindingKind.TINY)
    assert model.rowCount(group) == 10_000
    assert model.index(9_999, 0, group).data() == "9999.png · label 10000"
    assert model.parent(model.index(9_999, 0, group)) == group
    model.take_out(findings[:9_990])
    assert model.rowCount(model.group_index(FindingKind.TINY)) == 10
    assert time.perf_counter() - began < 1
