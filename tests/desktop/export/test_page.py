"""The Export page as a person uses it: a real export, the code it offers, the way on to Detect."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSpinBox,
)
from pytestqt.qtbot import QtBot

from desktop.detect.page import DetectPage
from desktop.export.page import ExportPage
from desktop.session import Session
from desktop.ui import i18n
from engine.data.pictures import write_picture
from engine.db.models import general_weights
from engine.export.options import ExportOptions
from engine.export.profiles import DEFAULT_PROFILE, profiles
from tests.conftest import DatasetFactory, draw_picture
from tests.desktop.conftest import delete_now, find
from tests.desktop.detect.conftest import SLOW_MS, detect, detection_of, press, type_number


class OpenedFolders(QObject):
    """Stands in for the system's file manager."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.urls.append(url)


@pytest.fixture
def opened() -> Iterator[OpenedFolders]:
    handler = OpenedFolders()
    QDesktopServices.setUrlHandler("file", handler, "take")  # type: ignore[arg-type]  # the stub says bytes
    yield handler
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[ExportPage]:
    """The page, shown and active."""
    if not general_weights().is_file():
        pytest.skip("the general weights are not there: resources/weights/general.safetensors")
    page = ExportPage(session)
    page.resize(1100, 1000)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    yield page
    assert session.jobs.stop_all(60_000)
    delete_now(page)


def set_size(page: ExportPage, text: str) -> QSpinBox:
    box = find(page, QSpinBox, "export_size")
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Tab)
    return box


def wait_over(qtbot: QtBot, page: ExportPage) -> None:
    qtbot.waitUntil(lambda: not page.run.slot.busy, timeout=4 * SLOW_MS)


def test_starts_with_the_usual_file(page: ExportPage, session: Session, make_dataset: DatasetFactory) -> None:
    assert page.form.request().options == ExportOptions()
    assert page.form.request().path == session.exports_folder() / "model_800x800.onnx"
    root = make_dataset(train=1, test=0)
    session.open_project(root)
    assert page.form.request().path == root / "models" / "model_800x800.onnx"
    assert page.target.text() == "model_800x800.onnx"


def test_offers_the_profiles_of_the_engine_each_with_code(page: ExportPage) -> None:
    assert page.form.request().options.profile == DEFAULT_PROFILE
    for profile, described in profiles().items():
        assert described.example
        button = find(page, QRadioButton, f"export_profile_{profile}")
        assert button.text() != profile  # a name for people
        button.click()
        assert page.form.request().options.profile == profile
        assert (profile in page.form.request().path.name) == (profile != DEFAULT_PROFILE)


def test_one_size_can_be_asked_for_and_some_need_it(page: ExportPage) -> None:
    fixed = find(page, QCheckBox, "export_fixed")
    assert not page.form.request().options.fixed
    fixed.click()
    assert page.form.request().options.fixed
    fixed.click()
    find(page, QRadioButton, "export_profile_onnxtr").click()
    assert fixed.isChecked()
    assert not fixed.isEnabled()
    find(page, QRadioButton, "export_profile_map").click()
    assert fixed.isEnabled()


def test_integers_need_a_project(
    qtbot: QtBot, page: ExportPage, session: Session, make_dataset: DatasetFactory
) -> None:
    precision = find(page, QComboBox, "export_precision")
    set_size(page, "320")
    QTest.keyClick(precision, Qt.Key.Key_End)
    assert page.form.request().path.name == "model_320x320_int8.onnx"
    assert "Open a project" in page.form.precision_hint.text()
    press(page, "export_start")
    wait_over(qtbot, page)
    assert "Open or give the dataset" in page.banner.text()

    root = make_dataset(train=2, test=1)
    session.open_project(root)
    assert page.form.request().options.dataset == root
    assert root.name in page.form.precision_hint.text()
    press(page, "export_start")
    wait_over(qtbot, page)
    assert page.banner.text() == ""
    assert "→" in page.result.values["hmean"].text()
    assert "on 1 test picture)" in page.result.values["hmean"].text()
    assert page.form.request().path.stat().st_size < 17e6


def test_size_is_a_multiple_of_32(page: ExportPage) -> None:
    assert set_size(page, "500").value() == 512
    assert set_size(page, "1536").value() == 1536
    QTest.keyClick(find(page, QSpinBox, "export_size"), Qt.Key.Key_Down)
    assert page.form.request().options.size == (1504, 1504)
    assert page.form.request().path.name == "model_1504x1504.onnx"


def test_exported_files_are_no_models_to_export(page: ExportPage, session: Session) -> None:
    exports = session.exports_folder()
    exports.mkdir(parents=True)
    (exports / "model_640x640.onnx").write_bytes(b"")
    experiment = session.workdirs() / "exp_20260105143022"
    experiment.mkdir(parents=True)
    (experiment / "best.safetensors").write_bytes(b"")
    session.models_changed.emit()
    combo = find(page, QComboBox, "export_model")
    assert [combo.itemData(i) for i in range(combo.count())] == ["general", str(experiment)]
    page.open_payload(experiment / "best.safetensors")  # as Train hands it over
    assert page.form.request().model == str(experiment)


def test_folder_can_be_browsed_for(qtbot: QtBot, page: ExportPage, tmp_path: Path) -> None:
    press(page, "export_folder_browse")
    dialog = find(page, QFileDialog, "export_folder_dialog")
    dialog.setDirectory(str(tmp_path))
    dialog.accept()
    qtbot.waitUntil(lambda: page.form.request().path.parent == tmp_path)


# The code for the other profiles is run in tests/engine/export/test_consumers.py.
@pytest.mark.parametrize("profile", ["end2end", "map"])
def test_export_and_what_follows(
    qtbot: QtBot, page: ExportPage, session: Session, tmp_path: Path, opened: OpenedFolders, profile: str
) -> None:
    find(page, QRadioButton, f"export_profile_{profile}").click()
    set_size(page, "320")
    path = page.form.request().path
    path.parent.mkdir(parents=True)
    path.write_bytes(b"an earlier file")
    page.form.changed.emit()
    assert "replaced" in page.target.text()
    press(page, "export_start")
    assert page.stop.isVisible()
    assert not page.form.isEnabled()
    wait_over(qtbot, page)
    assert page.banner.text() == ""
    check_result(page, path)
    press(page, "export_open_folder")
    assert [url.toLocalFile() for url in opened.urls] == [str(path.parent)]

    picture = tmp_path / "test.jpg"
    write_picture(picture, draw_picture(320, 320, 3)[0])
    answers = run_code(page, tmp_path)
    detected = check_detect(qtbot, page, session, picture)
    # The code makes the very boxes that the Detect page shows.
    assert len(answers) == len(detected) >= 3
    np.testing.assert_allclose(extents(np.asarray(answers).reshape(-1, 4, 2)), extents(detected), atol=2)


def extents(quads: np.ndarray) -> np.ndarray:
    """Left, top, right, bottom of quads (N, 4, 2), whatever the order of quads and corners was."""
    sides = np.concatenate([quads.min(axis=1), quads.max(axis=1)], axis=1)
    return sides[np.lexsort((sides[:, 0], sides[:, 1].round(-1)))]


def check_result(page: ExportPage, path: Path) -> None:
    """The card tells what there is."""
    card = page.result
    assert card.isVisible()
    assert "replaced" in card._title.text()
    assert find(page, QLineEdit, "export_path").text() == str(path)
    assert card.values["size"].text() == f"{path.stat().st_size / 1e6:.1f} MB"
    assert path.stat().st_size > 40e6
    assert float(card.values["difference"].text()) < 1e-3
    assert int(card.values["opset"].text()) >= 17
    assert float(card.values["agreement"].text().rstrip(" %")) > 95
    assert not card.values["hmean"].isVisible()
    code = find(page, QPlainTextEdit, "export_code").toPlainText()
    assert code.splitlines()[-1] in path.with_name(f"{path.stem}_README.md").read_text(encoding="utf-8")
    assert card.values["checker"].text() == "passed"
    press(page, "export_path_copy")
    assert QGuiApplication.clipboard().text() == str(path)
    press(page, "export_code_copy")
    assert QGuiApplication.clipboard().text() == find(page, QPlainTextEdit, "export_code").toPlainText()


def run_code(page: ExportPage, folder: Path) -> list[list[int]]:
    """Run the code as it was offered, beside ``test.jpg``, and return the boxes it prints."""
    code = find(page, QPlainTextEdit, "export_code").toPlainText()
    script = folder / "detect.py"
    script.write_text(code, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "result.png").is_file()
    return [ast.literal_eval(line[: line.index("]") + 1]) for line in done.stdout.splitlines()]


def check_detect(qtbot: QtBot, page: ExportPage, session: Session, picture: Path) -> np.ndarray:
    """Try the file in Detect as the button does; returns the quads (N, 4, 2) it shows."""
    requested: list[tuple[str, object]] = []
    session.page_requested.connect(lambda name, payload: requested.append((name, payload)))
    press(page, "export_to_detect")
    path = page.result.path.text()
    assert requested == [("detect", path)]
    other = DetectPage(session)
    try:
        other.resize(1000, 700)
        other.show()
        other.activateWindow()
        other.open_payload(path)
        assert find(other, QComboBox, "detect_model").currentText() == Path(path).name
        qtbot.waitUntil(lambda: other.isActiveWindow() and other.model.info is not None)
        type_number(other, "detect_long_side_value", "320")
        other.add([picture])
        detect(qtbot, other)
        assert other.banner.text() == ""
        qtbot.waitUntil(lambda: bool(other.viewer.view.boxes))
        return detection_of(other).quads
    finally:
        assert session.jobs.stop_all(10_000)
        delete_now(other)


def test_stop_leaves_the_earlier_file(qtbot: QtBot, page: ExportPage, session: Session) -> None:
    path = session.exports_folder() / "model_320x320.onnx"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"an earlier file")
    set_size(page, "320")
    press(page, "export_start")
    press(page, "export_stop")
    assert not page.stop.isEnabled()
    wait_over(qtbot, page)
    assert path.read_bytes() == b"an earlier file"
    assert not page.result.isVisible()
    assert page.start.isVisible()
    assert page.form.isEnabled()
    assert [child.name for child in path.parent.iterdir()] == [path.name]


def test_errors_are_told_on_the_page(qtbot: QtBot, page: ExportPage, tmp_path: Path) -> None:
    bad = tmp_path / "nonsense.safetensors"
    bad.write_bytes(b"nonsense")
    page.open_payload(bad)
    press(page, "export_start")
    wait_over(qtbot, page)
    assert page.banner.isVisible()
    assert str(bad) in page.banner.text()
    press(page, "export_error_close")
    assert not page.banner.isVisible()


def test_speaks_chinese_when_asked(page: ExportPage) -> None:
    i18n.set_language("zh_CN")
    QGuiApplication.processEvents()
    assert page.form.request().options.size == (800, 800)
    i18n.set_language("en")
    QGuiApplication.processEvents()
    assert page.start.text() == "Export"
