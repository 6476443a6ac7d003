"""The table of experiments: what it shows, and everything that can be done with a row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QStyle,
    QStyleOptionViewItem,
    QTableWidget,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.train.charts.compared import MOST_COMPARED
from desktop.train.experiments.experiments import ACTIONS, ExperimentsPanel
from desktop.train.experiments.experiments_model import COLUMNS
from engine.errors import InputError, Message, StorageError
from engine.training.experiment import experiment_name
from engine.training.record.record import TrainingRecord
from tests.desktop.conftest import delete_now, find
from tests.desktop.train.conftest import wait_until
from tests.desktop.train.folders import write_experiment


@pytest.fixture
def workdirs(project_root: Path, session: Session) -> Path:
    """Three experiments: finished newest, stopped, interrupted oldest."""
    folder = session.workdirs()
    assert folder.parent == project_root
    write_experiment(folder / "exp_c", 0)
    write_experiment(folder / "exp_b", 100, stopped=True, epochs_done=2, best_hmean=0.9, seconds=60.0)
    oldest = write_experiment(folder / "exp_a", 200, finished=False, config={"learning_rate": 0.0005})
    (oldest / "resume.safetensors").write_bytes(b"state")
    return folder


@pytest.fixture
def panel(qtbot: QtBot, session: Session, workdirs: Path) -> Iterator[ExperimentsPanel]:
    assert workdirs.is_dir()
    panel = ExperimentsPanel(session)
    session.models_changed.connect(panel.refresh)
    panel.resize(1000, 300)
    panel.show()
    panel.activateWindow()
    wait_until(qtbot, panel.isActiveWindow)
    panel.refresh()
    yield panel
    assert session.jobs.stop_all(10_000)
    delete_now(panel)


def selected(panel: ExperimentsPanel) -> TrainingRecord:
    record = panel.selected()
    assert record is not None
    return record


def column_of(panel: ExperimentsPanel, name: str) -> list[str]:
    model = panel.table.model()
    return [model.index(row, COLUMNS.index(name)).data() for row in range(model.rowCount())]


def cell(panel: ExperimentsPanel, row: int, column: str = "name") -> QRect:
    return panel.table.visualRect(panel.table.model().index(row, COLUMNS.index(column)))


def click_row(panel: ExperimentsPanel, row: int) -> None:
    place = cell(panel, row, "hmean").center()
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def tick(panel: ExperimentsPanel, row: int) -> None:
    """Click the box before the name."""
    table = panel.table
    index = table.model().index(row, COLUMNS.index("name"))
    option = QStyleOptionViewItem()
    table.initViewItemOption(option)
    option.rect = table.visualRect(index)
    option.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
    box = table.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, table)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box.center())


def button(panel: ExperimentsPanel, name: str) -> QToolButton:
    return find(panel, QToolButton, f"experiment_{name}")


def press(panel: ExperimentsPanel, name: str) -> None:
    QTest.mouseClick(button(panel, name), Qt.MouseButton.LeftButton)


def notice(panel: ExperimentsPanel) -> str:
    label = find(panel, QLabel, "experiment_notice")
    return label.text() if label.isVisible() else ""


def rename(panel: ExperimentsPanel, text: str) -> None:
    """Type ``text`` into the open editor."""
    editor = find(panel, QLineEdit, "experiment_name")
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def test_the_table_tells_what_there_is_newest_first(panel: ExperimentsPanel) -> None:
    assert column_of(panel, "name") == ["exp_c", "exp_b", "exp_a"]
    assert column_of(panel, "state") == ["finished", "stopped", "interrupted"]
    assert column_of(panel, "pictures") == ["108"] * 3
    assert column_of(panel, "epochs") == ["3", "2 / 3", "3"]
    assert column_of(panel, "rate") == ["0.001", "0.001", "0.0005"]
    assert column_of(panel, "hmean") == ["0.400 → 0.712", "0.400 → 0.900", "0.400 → 0.600"]
    assert column_of(panel, "best") == ["2", "2", "2"]
    assert column_of(panel, "time") == ["4 min 34 s", "1 min 0 s", "2 min 0 s"]
    assert column_of(panel, "date")[0].startswith("11/14/23")
    assert panel.selected() == panel.model.records[0]


def test_every_column_is_wide_enough(panel: ExperimentsPanel) -> None:
    model, metrics = panel.table.model(), panel.table.fontMetrics()
    for column in range(len(COLUMNS)):
        width = panel.table.columnWidth(column)
        texts = [model.index(row, column).data() for row in range(model.rowCount())]
        assert max(metrics.horizontalAdvance(text) for text in texts) < width
    assert not panel.table.horizontalScrollBar().isVisible()


@pytest.mark.parametrize(
    ("column", "ascending"), [("hmean", ["exp_a", "exp_c", "exp_b"]), ("time", ["exp_b", "exp_a", "exp_c"])]
)
def test_a_click_on_a_title_sorts(panel: ExperimentsPanel, column: str, ascending: list[str]) -> None:
    header = panel.table.horizontalHeader()
    number = COLUMNS.index(column)
    place = QPoint(header.sectionViewportPosition(number) + 10, header.height() // 2)
    orders = []
    for _ in range(2):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        orders.append(column_of(panel, "name"))
    assert sorted(orders) == sorted([ascending, ascending[::-1]])
    assert selected(panel).folder.name == "exp_c"  # still the same one


def test_buttons_act_on_the_selected_row(
    qtbot: QtBot, panel: ExperimentsPanel, workdirs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    click_row(panel, 1)
    with qtbot.waitSignal(panel.detect_requested) as asked:
        press(panel, "detect")
    assert asked.args == [str(workdirs / "exp_b")]
    with qtbot.waitSignal(panel.export_requested) as asked:
        press(panel, "export")
    assert asked.args == [str(workdirs / "exp_b")]
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    press(panel, "open_folder")
    assert opened == [str(workdirs / "exp_b")]


def test_settings_can_be_used_again(qtbot: QtBot, panel: ExperimentsPanel) -> None:
    click_row(panel, 2)
    with qtbot.waitSignal(panel.reuse_requested) as asked:
        press(panel, "reuse")
    assert asked.args == [{"epochs": 3, "learning_rate": 0.0005, "weights": "general", "seed": 0}]


def test_only_what_was_interrupted_can_be_resumed(
    qtbot: QtBot, panel: ExperimentsPanel, workdirs: Path
) -> None:
    assert not button(panel, "resume").isVisible()
    click_row(panel, 2)
    with qtbot.waitSignal(panel.resume_requested) as asked:
        press(panel, "resume")
    assert asked.args == [workdirs / "exp_a"]


def test_enter_goes_to_detect(qtbot: QtBot, panel: ExperimentsPanel, workdirs: Path) -> None:
    click_row(panel, 1)
    with qtbot.waitSignal(panel.detect_requested) as asked:
        QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert asked.args == [str(workdirs / "exp_b")]


def test_without_weights_there_is_nothing_to_try(panel: ExperimentsPanel, workdirs: Path) -> None:
    (workdirs / "exp_c" / "best.safetensors").unlink()
    panel.refresh()
    assert not button(panel, "detect").isEnabled()
    assert not button(panel, "export").isEnabled()
    assert button(panel, "trash").isEnabled()


def test_f2_renames_in_place_and_the_models_have_the_name(
    qtbot: QtBot, panel: ExperimentsPanel, workdirs: Path, session: Session
) -> None:
    click_row(panel, 1)
    with qtbot.waitSignal(session.models_changed):
        QTest.keyClick(panel.table, Qt.Key.Key_F2)
        rename(panel, "till receipts")

    assert experiment_name(workdirs / "exp_b") == "till receipts"
    assert column_of(panel, "name") == ["exp_c", "till receipts", "exp_a"]
    assert selected(panel).folder == workdirs / "exp_b"
    labels = [choice.label for choice in session.models() if choice.model == str(workdirs / "exp_b")]
    assert labels == ["till receipts"]


def test_a_double_click_on_the_name_renames_too(qtbot: QtBot, panel: ExperimentsPanel) -> None:
    place = cell(panel, 0).center()
    for press_it in (QTest.mouseClick, QTest.mouseDClick):  # Qt sends a click first, too
        press_it(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    rename(panel, "dials")
    wait_until(qtbot, lambda: column_of(panel, "name")[0] == "dials")


def test_a_name_that_is_taken_is_refused_and_told(
    qtbot: QtBot, panel: ExperimentsPanel, workdirs: Path
) -> None:
    with qtbot.waitSignal(panel.failed) as told:
        press(panel, "rename")
        rename(panel, "exp_b")
    assert isinstance(told.args[0], InputError)
    assert experiment_name(workdirs / "exp_c") == "exp_c"


def test_escape_leaves_the_name_alone(panel: ExperimentsPanel, workdirs: Path) -> None:
    press(panel, "rename")
    editor = find(panel, QLineEdit, "experiment_name")
    QTest.keyClicks(editor, "never")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not (workdirs / "exp_c" / "name.txt").exists()


def test_a_name_being_typed_outlives_other_news(
    qtbot: QtBot, panel: ExperimentsPanel, workdirs: Path, session: Session
) -> None:
    press(panel, "rename")
    editor = find(panel, QLineEdit, "experiment_name")
    editor.selectAll()
    QTest.keyClicks(editor, "dia")
    session.models_changed.emit()  # a model was exported, say
    QTest.keyClicks(editor, "ls")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait_until(qtbot, lambda: experiment_name(workdirs / "exp_c") == "dials")


def test_delete_moves_to_the_trash_and_says_where(
    panel: ExperimentsPanel, workdirs: Path, trash: Path, qtbot: QtBot
) -> None:
    click_row(panel, 1)
    with qtbot.waitSignal(panel.trashed) as gone:
        QTest.keyClick(panel.table, Qt.Key.Key_Delete)

    assert gone.args == [workdirs / "exp_b"]
    assert not (workdirs / "exp_b").exists()
    assert (trash / "exp_b" / "best.safetensors").read_bytes() == b"weights"
    assert column_of(panel, "name") == ["exp_c", "exp_a"]
    assert notice(panel) == "“exp_b” is in the trash and can be restored from there."
    assert panel._trash_path.path == trash / "exp_b"


def test_what_cannot_be_thrown_away_stays(
    qtbot: QtBot, panel: ExperimentsPanel, workdirs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = StorageError(Message("It could not be moved."))

    def refuse(_path: Path) -> Path:
        raise error

    monkeypatch.setattr("desktop.train.experiments.experiments.move_to_trash", refuse)
    with qtbot.waitSignal(panel.failed) as told:
        press(panel, "trash")
    assert told.args == [error]
    assert (workdirs / "exp_c").is_dir()
    assert notice(panel) == ""


def test_what_is_being_trained_is_neither_thrown_away_nor_resumed(
    panel: ExperimentsPanel, workdirs: Path, trash: Path
) -> None:
    click_row(panel, 2)
    panel.set_running(workdirs / "exp_a")
    assert column_of(panel, "state")[2] == "running"

    QTest.keyClick(panel.table, Qt.Key.Key_Delete)

    assert not button(panel, "trash").isEnabled()
    assert not button(panel, "resume").isEnabled()
    assert (workdirs / "exp_a").is_dir()
    assert not trash.exists()
    panel.set_running(None)
    assert button(panel, "trash").isEnabled()


def test_the_context_menu_offers_the_same(qtbot: QtBot, panel: ExperimentsPanel) -> None:
    panel.table.customContextMenuRequested.emit(cell(panel, 0).center())
    menu = find(panel, QMenu, "experiment_menu")
    wait_until(qtbot, menu.isVisible)
    names = {action.objectName() for action in menu.actions()}
    assert names == {f"experiment_{name}" for name in ACTIONS}
    menu.close()


def test_ticks_choose_what_is_compared(panel: ExperimentsPanel, workdirs: Path) -> None:
    tick(panel, 0)
    tick(panel, 2)
    assert [record.folder for record in panel.compared.records()] == [workdirs / "exp_c", workdirs / "exp_a"]
    tick(panel, 0)
    assert [record.folder for record in panel.compared.records()] == [workdirs / "exp_a"]


def test_space_ticks_whatever_cell_is_current(panel: ExperimentsPanel, workdirs: Path) -> None:
    click_row(panel, 1)
    QTest.keyClick(panel.table, Qt.Key.Key_Space)
    assert [record.folder for record in panel.compared.records()] == [workdirs / "exp_b"]


def test_one_tick_too_many_is_told(panel: ExperimentsPanel, workdirs: Path) -> None:
    for number in range(MOST_COMPARED - 2):
        write_experiment(workdirs / f"exp_more_{number}", 300 + number)
    panel.refresh()
    for row in range(MOST_COMPARED):
        tick(panel, row)
    assert notice(panel) == ""
    tick(panel, MOST_COMPARED)
    assert len(panel.compared.records()) == MOST_COMPARED
    assert notice(panel).startswith("At most 5 experiments")


def test_comparing_shows_only_what_differs(panel: ExperimentsPanel) -> None:
    assert not button(panel, "compare").isEnabled()
    for row in (0, 2):
        tick(panel, row)
    press(panel, "compare")

    table = find(panel, QTableWidget, "experiment_comparison")
    assert table.isVisible()
    model, across, down = table.model(), Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    titles = [model.headerData(column, across) for column in range(table.columnCount())]
    assert titles == ["exp_c", "exp_a"]
    rows = {
        model.headerData(row, down): [model.index(row, column).data() for column in range(2)]
        for row in range(table.rowCount())
    }
    assert rows == {
        "Best Hmean": ["0.712", "0.600"],
        "Time taken": ["4 min 34 s", "2 min 0 s"],
        "Learning rate": ["0.001", "0.0005"],
    }

    panel.compared.remove(panel.model.records[2].folder)
    assert panel.table.isVisible()
    assert not button(panel, "compare").isChecked()


def test_a_new_experiment_leaves_selection_and_ticks(panel: ExperimentsPanel, workdirs: Path) -> None:
    tick(panel, 1)
    click_row(panel, 2)
    write_experiment(workdirs / "exp_new", -5)
    panel.refresh()
    assert column_of(panel, "name")[0] == "exp_new"
    assert selected(panel).folder == workdirs / "exp_a"
    assert [record.folder for record in panel.compared.records()] == [workdirs / "exp_b"]


def test_everything_pressable_is_told_to_screen_readers(panel: ExperimentsPanel) -> None:
    for name in ACTIONS:
        assert button(panel, name).toolTip()
        assert button(panel, name).text() or button(panel, name).accessibleName()
    QApplication.processEvents()
