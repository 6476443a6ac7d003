"""A person trains: starts, watches, stops, throws away, reads what went wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.document.commands import InsertLabels
from desktop.session import Session
from desktop.shell.main_window import MainWindow
from desktop.train.page import TrainPage
from desktop.train.run import RunState
from desktop.work.jobs import JobControl, Work
from engine.data.gt import Label
from engine.errors import InputError, Message
from engine.training.config import TrainConfig
from tests.conftest import DatasetFactory
from tests.desktop.conftest import find
from tests.desktop.train import events
from tests.desktop.train.conftest import FakeTraining, wait_until


def button(page: QWidget, name: str) -> QPushButton:
    found = find(page, QPushButton, name)
    assert found is not None
    return found


def click(page: QWidget, name: str) -> None:
    QTest.mouseClick(button(page, name), Qt.MouseButton.LeftButton)


def wait_idle(qtbot: QtBot, page: TrainPage) -> None:
    wait_until(qtbot, lambda: page.run.state is RunState.IDLE)


def test_before_the_first_training_the_page_says_what_to_do(page: TrainPage) -> None:
    assert page.empty.isVisible()
    assert not page.empty.button.isVisible()
    assert button(page, "train_start").isEnabled()
    assert not button(page, "train_stop").isVisible()
    assert not page.result_card.isVisible()


def test_training_runs_and_ends_with_a_result(
    qtbot: QtBot, page: TrainPage, training: FakeTraining, session: Session
) -> None:
    click(page, "train_start")

    assert page.run.state is RunState.RUNNING
    assert not button(page, "train_start").isVisible()
    assert button(page, "train_stop").isVisible()
    assert not page.form.isEnabled()
    wait_until(qtbot, lambda: page.curves.isVisible())
    wait_until(qtbot, lambda: page.history.points("loss") == 50)

    training.go_on.set()
    wait_idle(qtbot, page)
    assert page.result_card.isVisible()
    assert page.result_card.text() == (
        "Hmean 0.400 → 0.712 on 40 test pictures, with the weights of epoch 4."
    )
    assert button(page, "train_start").isVisible()
    assert page.form.isEnabled()
    assert "Loading training set" in page.log_view.toPlainText()
    models = [choice.model for choice in session.models()]
    assert str(session.workdirs() / "exp_20260105143022") in models
    assert page.form.weights.combo.findData(models[1]) > 0


def test_the_form_says_how_to_train(
    page: TrainPage, training: FakeTraining, project_root: Path, session: Session
) -> None:
    form = page.form
    for box, text in ((form.epochs, "7"), (form.batch_size, "4"), (form.learning_rate, "0.001")):
        box.selectAll()
        QTest.keyClicks(box, text)
    QTest.keyClicks(form.device, "CPU")
    form.crop_size.setFocus()
    form.crop_size.selectAll()
    QTest.keyClicks(form.crop_size, "500")  # no multiple of 32, and the field keeps the focus

    QTest.keyClick(form.crop_size, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)

    assert training.configs == [
        TrainConfig(
            dataset=project_root,
            epochs=7,
            batch_size=4,
            learning_rate=0.001,
            size=512,
            device="cpu",
            out=session.workdirs(),
        )
    ]


def test_the_key_starts_the_training(qtbot: QtBot, page: TrainPage) -> None:
    QTest.keyClick(page.form.epochs, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)

    wait_until(qtbot, lambda: page.run.state is RunState.RUNNING)


@pytest.mark.usefixtures("project_root")
def test_in_the_window_the_key_comes_here_and_then_starts(
    qtbot: QtBot, main_window: MainWindow, monkeypatch: pytest.MonkeyPatch, training: FakeTraining
) -> None:
    page = main_window.page("train")
    assert isinstance(page, TrainPage)
    monkeypatch.setattr(page, "_make_work", training)
    main_window._follow_project()
    for _ in range(2):
        assert page.run.state is RunState.IDLE
        focus = QApplication.focusWidget() or main_window
        QTest.keyClick(focus, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        assert main_window.current_page() == "train"

    assert page.run.state is RunState.RUNNING
    training.go_on.set()
    wait_idle(qtbot, page)


def test_labels_are_saved_before_the_training_starts(
    page: TrainPage, session: Session, training: FakeTraining
) -> None:
    assert session.project is not None
    document = session.project.document(session.project.pictures[0])
    document.undo_stack.push(InsertLabels(document, [Label((1, 1, 50, 1, 50, 20, 1, 20), "just drawn")]))
    assert not session.project.all_saved

    click(page, "train_start")

    assert session.project.all_saved
    assert "just drawn" in document.gt_path.read_text(encoding="utf-8")
    assert training.configs


def test_labels_that_cannot_be_saved_prevent_the_training(
    page: TrainPage, session: Session, training: FakeTraining, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session.project, "flush", lambda: False)

    click(page, "train_start")

    assert not training.configs
    assert page.run.state is RunState.IDLE
    assert "labels could not be saved" in page.banner.text()


def test_stop_is_seen_at_once_and_keeps_the_result(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    click(page, "train_start")
    wait_until(qtbot, lambda: page.history.points("loss") > 0)

    click(page, "train_stop")
    assert button(page, "train_stop").text() == "Stopping…"
    assert not button(page, "train_stop").isEnabled()

    wait_idle(qtbot, page)
    assert (session.workdirs() / "exp_20260105143022" / "best.safetensors").is_file()
    assert page.result_card.isVisible()
    titles = [label.text() for label in page.result_card.findChildren(QLabel)]
    assert "Stopped after 1 of 5 epochs" in titles
    assert button(page, "train_stop").text() == "Stop and keep"


def test_stopping_from_the_status_bar_is_a_stop_that_keeps(
    qtbot: QtBot, page: TrainPage, session: Session
) -> None:
    click(page, "train_start")
    wait_until(qtbot, lambda: page.history.points("loss") > 0)
    (job,) = session.jobs.running()

    job.request_stop()

    wait_idle(qtbot, page)
    assert page.result_card.isVisible()
    assert (session.workdirs() / "exp_20260105143022").is_dir()


def test_cancel_moves_the_experiment_to_the_trash(
    qtbot: QtBot, page: TrainPage, session: Session, trash: Path
) -> None:
    click(page, "train_start")
    wait_until(qtbot, lambda: page.history.points("loss") > 0)

    click(page, "train_cancel")
    assert button(page, "train_cancel").text() == "Discarding…"

    wait_idle(qtbot, page)
    assert not (session.workdirs() / "exp_20260105143022").exists()
    assert (trash / "exp_20260105143022" / "best.safetensors").read_bytes() == b"weights"
    assert "trash" in page.result_card.text()
    assert page.result_card._path.path == trash / "exp_20260105143022"
    assert not button(page, "train_result_detect").isVisible()
    assert [choice.model for choice in session.models()] == ["general"]


def test_cancel_after_stop_still_discards(qtbot: QtBot, page: TrainPage, trash: Path) -> None:
    click(page, "train_start")
    wait_until(qtbot, lambda: page.history.points("loss") > 0)

    click(page, "train_stop")
    click(page, "train_cancel")

    wait_idle(qtbot, page)
    assert (trash / "exp_20260105143022").is_dir()


def test_what_cannot_go_to_the_trash_is_kept(
    qtbot: QtBot, page: TrainPage, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "no_folder"
    in_the_way.write_text("a file where the trash should be")
    monkeypatch.setenv("XDG_DATA_HOME", str(in_the_way))
    click(page, "train_start")
    wait_until(qtbot, lambda: page.history.points("loss") > 0)

    click(page, "train_cancel")

    wait_idle(qtbot, page)
    workdir = session.workdirs() / "exp_20260105143022"
    assert (workdir / "best.safetensors").is_file()
    assert "could not be moved to the trash" in page.banner.text()
    assert str(workdir) in page.banner.text()
    assert not page.result_card.isVisible()


def test_an_input_error_is_shown_with_file_and_line(
    qtbot: QtBot, page: TrainPage, training: FakeTraining, tmp_path: Path
) -> None:
    def refuse(_config: TrainConfig, _control: JobControl) -> object:
        raise InputError(
            Message("The line is no label."),
            remedy=Message("Correct it."),
            path=tmp_path / "gt_1.txt",
            line=3,
        )

    training.play = refuse
    click(page, "train_start")

    wait_idle(qtbot, page)
    assert page.banner.isVisible()
    assert page.banner.objectName() == "train_error"
    assert f"{tmp_path / 'gt_1.txt'}:3" in page.banner.text()
    assert "Correct it." in page.banner.text()
    assert not page.result_card.isVisible()
    assert button(page, "train_start").isEnabled()
    assert page.empty.isVisible()

    training.play = training.whole_run
    training.go_on.set()
    click(page, "train_start")
    assert not page.banner.isVisible()
    wait_idle(qtbot, page)


def test_a_second_run_starts_with_empty_curves(qtbot: QtBot, page: TrainPage, tmp_path: Path) -> None:
    page.run.events.emit(events.whole_run(tmp_path / "exp"))
    assert page.history.points("loss") > 0

    click(page, "train_start")

    assert page.history.points("loss") == 0
    assert not page.result_card.isVisible()
    wait_until(qtbot, lambda: page.history.points("loss") > 0)


def test_the_result_goes_on_to_detect_and_export(
    qtbot: QtBot, page: TrainPage, session: Session, training: FakeTraining
) -> None:
    training.go_on.set()
    click(page, "train_start")
    wait_idle(qtbot, page)
    workdir = str(session.workdirs() / "exp_20260105143022")

    for name, target in (("train_result_detect", "detect"), ("train_result_export", "export")):
        with qtbot.waitSignal(session.page_requested) as asked:
            click(page, name)
        assert asked.args == [target, workdir]


def test_another_project_shows_nothing_of_the_old_one(
    page: TrainPage, session: Session, tmp_path: Path, make_dataset: DatasetFactory
) -> None:
    page.run.events.emit(events.whole_run(tmp_path / "exp"))

    session.open_project(make_dataset(train=2, test=1, name="dials"))

    assert page.history.points("loss") == 0
    assert page.empty.isVisible()


def test_an_experiment_can_be_chosen_to_start_from(page: TrainPage, session: Session) -> None:
    workdir = session.workdirs() / "exp_1"
    workdir.mkdir(parents=True)
    (workdir / "best.safetensors").write_bytes(b"")
    session.models_changed.emit()

    page.open_payload(str(workdir))

    assert page.form.weights.model() == str(workdir)


def test_texts_follow_the_language(page: TrainPage) -> None:
    """Every visible text is set again when the language changes."""
    kept: dict[QLabel | QPushButton, str] = {
        label: label.text()
        for label in page.findChildren(QLabel)
        if label.text() and not label.text().isdigit()
    }
    kept |= {button: button.text() for button in page.findChildren(QPushButton) if button.text()}
    for widget in kept:
        widget.setText("?")

    for child in (page, *page.findChildren(QWidget)):
        QApplication.sendEvent(child, QEvent(QEvent.Type.LanguageChange))

    stale = {text for widget, text in kept.items() if widget.text() == "?" and not text.startswith("–")}
    assert stale == set()


def test_the_end_is_told_to_who_looks_elsewhere(
    qtbot: QtBot, page: TrainPage, training: FakeTraining, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[QWidget] = []
    monkeypatch.setattr(QApplication, "alert", lambda window, *_: told.append(window))
    page._on_finished(events.result(tmp_path))
    assert told == []  # the window is active: she sees it

    click(page, "train_start")
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    wait_until(qtbot, lambda: not page.isActiveWindow())
    training.go_on.set()
    wait_idle(qtbot, page)
    assert told == [page]


def test_an_unfinished_training_goes_on(
    qtbot: QtBot, page: TrainPage, session: Session, training: FakeTraining, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = session.workdirs() / "exp_unfinished"
    resumed: list[Path] = []

    def make_resume(folder: Path) -> Work:
        resumed.append(folder)
        return training(TrainConfig(dataset=folder, out=session.workdirs()))

    monkeypatch.setattr(page, "_make_resume", make_resume)
    page.experiments.resume_requested.emit(folder)

    assert resumed == [folder]
    assert page.run.state is RunState.RUNNING
    page.experiments.resume_requested.emit(folder)
    assert resumed == [folder]  # one at a time
    training.go_on.set()
    wait_idle(qtbot, page)
    assert page.result_card.isVisible()


def test_stop_and_cancel_are_apart(page: TrainPage) -> None:
    """Each has words of its own, and a gap that no slip of the mouse crosses."""
    click(page, "train_start")
    stop, cancel = button(page, "train_stop"), button(page, "train_cancel")
    assert (stop.text(), cancel.text()) == ("Stop and keep", "Cancel and discard")
    assert "kept" in stop.toolTip()
    assert "trash" in cancel.toolTip()
    assert cancel.geometry().left() - stop.geometry().right() >= 8
    assert stop.property("primary")
    assert not cancel.property("primary")
