"""Every screen of the program, one after the other, for people who review how it looks.

`show_all` drives the real window through its pages, their states and its dialogs, and photographs each in
every language and palette; `contact_sheets` puts the photographs of each screen on one sheet.
"""

from __future__ import annotations

import math
import shutil
import threading
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QMenu,
    QTabWidget,
    QWidget,
)

from desktop.exchange.import_dialog import ImportDialog
from desktop.exchange.labels_menu import LabelsMenu
from desktop.label.page import LabelPage
from desktop.train.page import TrainPage
from desktop.work.jobs import JobControl
from engine.data.dataset import load_dataset, load_labels
from engine.data.gt import Label
from engine.data.pictures import read_picture, write_picture
from engine.data.proposals import Proposal
from engine.db.models import general_weights
from engine.errors import InputError, Message
from engine.sample import make_sample
from engine.training.config import TrainConfig
from engine.training.events import Finished, PictureChecked
from engine.training.experiment import BEST
from scripts.photographer import Photographer
from tests.desktop.train import events
from tests.desktop.train.folders import write_experiment

TRAIN, TEST = 14, 4
SHEET_WIDTH = 2560
GAP = 16


def show_all(camera: Photographer, folder: Path) -> None:
    """Photograph every screen; ``folder`` is an empty one for the projects that this takes."""
    camera.shoot_everywhere("welcome-first")
    _without_labels(camera, folder)
    project = make_sample(folder / "receipts", train=TRAIN, test=TEST).folder
    camera.window.open_folder(project)
    camera.wait()
    _label(camera, project)
    _check(camera)
    _train(camera)
    _detect(camera)
    _export(camera)
    _window(camera)
    camera.window.close_project()
    camera.wait()
    camera.shoot_everywhere("welcome-recent")


def _without_labels(camera: Photographer, folder: Path) -> None:
    """What pages say of a folder without pictures and of one without labels."""
    empty = folder / "empty"
    empty.mkdir(parents=True)
    camera.window.open_folder(empty)
    camera.wait()
    camera.shoot_everywhere("label-no-pictures")
    bare = folder / "unlabelled"
    bare.mkdir()
    image = np.full((600, 800, 3), 225, np.uint8)
    write_picture(bare / "first.png", image)
    (bare / "second.png").write_bytes(b"no picture")
    camera.window.open_folder(bare)
    camera.wait()
    camera.shoot_everywhere("label-unlabelled")
    camera.control(QAbstractItemView, "label_pictures").setCurrentIndex(
        camera.control(QAbstractItemView, "label_pictures").model().index(1, 0)
    )
    camera.wait()
    camera.shoot_everywhere("label-unreadable")
    for page in ("check", "train", "detect", "export"):
        camera.press(f"nav_{page}")
        camera.wait_for_jobs(60)
        camera.shoot_everywhere(f"{page}-empty")


def _label(camera: Photographer, project: Path) -> None:
    page = camera.control(QWidget, "label_page")
    assert isinstance(page, LabelPage)
    camera.press("nav_label")
    camera.wait()
    camera.shoot_everywhere("label")
    page.context.selection.select([1])
    page.canvas.setFocus()
    page.pictures.thumbnails.click()
    camera.wait()
    camera.shoot_everywhere("label-selected")
    page.pictures.thumbnails.click()
    page.notice.offer("img_001.jpg", "OK", lambda: None)
    page.banner.show_error(
        InputError(Message("There are no new pictures here."), path=project / "gone", line=3)
    )
    assert page.document is not None
    proposal = Proposal(Label((40, 40, 240, 40, 240, 80, 40, 80)), 0.83)
    assert camera.window.session.project is not None
    camera.window.session.project.proposals.replace(page.document.picture, [proposal])
    camera.wait()
    camera.shoot_everywhere("label-bars")
    camera.window.session.project.proposals.replace(page.document.picture, [])
    page.notice.clear()
    page.banner.clear()
    page.texts.find_and_replace()
    camera.control(QLineEdit, "label_replace_find").setText("1")
    camera.wait_for_jobs(60)
    camera.shoot_window("label_replace_window", "dialog-replace")
    page.toolbar.open_tones()
    camera.shoot_everywhere("popup-look", page.toolbar.tone_popup)
    page.toolbar.tone_popup.close()


def _check(camera: Photographer) -> None:
    camera.press("nav_check")
    camera.wait_for_jobs(120)
    camera.shoot_everywhere("check")
    camera.control(QTabWidget, "check_tabs").setCurrentIndex(1)
    camera.wait_for_jobs(60)
    camera.shoot_everywhere("check-samples")


def _played_training(config: TrainConfig, go_on: threading.Event, control: JobControl) -> object:
    """A training that is invented, in no time; half of it until ``go_on`` is set."""
    workdir = config.out / "exp_20260105143022"
    write_experiment(workdir)
    shutil.copy(general_weights(), workdir / BEST)
    run = events.whole_run(workdir, epochs=config.epochs, steps=40)
    run[-1:-1] = [
        _checked(sample.picture, load_labels(sample), 5) for sample in load_dataset(config.dataset).test
    ]
    half = len(run) // 2
    for event in run[:half]:
        control.emit(event)
    go_on.wait()
    for event in run[half:]:
        control.emit(event)
    last = run[-1]
    assert isinstance(last, Finished)
    return last.result


def _checked(picture: Path, labels: Sequence[Label], epoch: int) -> PictureChecked:
    """Every label found but the first; the last box is wrong."""
    height, width = read_picture(picture).shape[:2]
    truth = np.array([label.quad for label in labels], np.float32)
    found = truth[1:] + np.float32(2)
    found[-1] += 60
    return PictureChecked(
        epoch=epoch,
        picture=picture,
        width=width,
        height=height,
        quads=found,
        scores=np.linspace(0.6, 0.9, len(found), dtype=np.float32),
        right=np.arange(len(found)) < len(found) - 1,
        truth=truth,
        ignored=np.array([label.ignore for label in labels]),
        missed=np.arange(len(truth)) == 0,
        probability=np.zeros((height // 4, width // 4), np.uint8),
    )


def _train(camera: Photographer) -> None:
    page = camera.control(QWidget, "train_page")
    assert isinstance(page, TrainPage)
    camera.press("nav_train")
    camera.wait_for_jobs(120)
    camera.press("train_advanced")
    camera.shoot_everywhere("train")
    go_on = threading.Event()
    page._make_work = lambda config: partial(_played_training, config, go_on)
    camera.press("train_start")
    camera.wait_for(lambda: page.history.started is not None, 60)
    camera.shoot_everywhere("train-running")
    go_on.set()
    camera.wait_for_jobs(60)
    camera.shoot_everywhere("train-finished")
    views, tabs = camera.control(QTabWidget, "train_views"), camera.control(QTabWidget, "train_tabs")
    views.setCurrentIndex(1)
    tabs.setCurrentIndex(1)
    camera.wait()
    camera.shoot_everywhere("train-pictures")
    views.setCurrentIndex(0)
    tabs.setCurrentIndex(0)
    camera.press("train_preview")
    first = camera.control(QLabel, "train_preview_0")
    camera.wait_for(lambda: not first.pixmap().isNull(), 60)
    camera.shoot_window("train_preview_window", "dialog-preview")
    page.rate.show()  # without the search, which takes minutes
    camera.shoot_window("train_rate_window", "dialog-rate")


def _detect(camera: Photographer) -> None:
    if not general_weights().is_file():
        return
    camera.press("nav_detect")
    camera.press("detect_project_pictures")
    camera.press("detect_run")
    camera.shoot_everywhere("detect-running")
    camera.wait_for_jobs(300)
    camera.shoot_everywhere("detect")
    camera.press("detect_compare")
    camera.wait_for_jobs(120)
    camera.shoot_everywhere("detect-compare")
    camera.press("detect_compare")
    camera.press("detect_gallery")
    camera.press("detect_save")
    camera.wait_for_jobs(120)
    camera.shoot_everywhere("detect-gallery")
    camera.press("detect_gallery")
    camera.press("detect_send_to_labels")
    camera.wait_for_jobs(60)
    camera.shoot_everywhere("detect-send")
    camera.press("detect_send_cancel")


def _export(camera: Photographer) -> None:
    camera.press("nav_export")
    camera.wait()
    camera.shoot_everywhere("export")
    camera.press("export_start")
    camera.wait_for_jobs(300)
    camera.shoot_everywhere("export-finished")


def _window(camera: Photographer) -> None:
    camera.press("nav_label")
    menus = camera.window.findChild(LabelsMenu)
    assert menus is not None
    menus.open_import()
    assert camera.window.session.project is not None
    camera.control(ImportDialog, "labels_import_dialog").read(camera.window.session.project.root)
    camera.wait_for_jobs(60)
    camera.shoot_window("labels_import_dialog", "dialog-import")
    menus.open_export()
    camera.wait_for_jobs(60)
    camera.shoot_window("labels_export_dialog", "dialog-export-labels")
    camera.window.show_keys()
    camera.shoot_window("key_sheet", "dialog-keys")
    camera.window.show_settings()
    camera.shoot_window("settings_window", "dialog-settings")
    camera.window.show_help()
    camera.shoot_window("help_window", "dialog-help")
    for name in ("help_menu", "project_menu", "labels_menu"):
        menu = camera.control(QMenu, name)
        menu.popup(QPoint(0, 0))
        camera.shoot_everywhere(f"menu-{name.removesuffix('_menu')}", menu)
        menu.close()
    camera.window.banner.show_error(
        InputError(Message("There are no new pictures here."), path=Path("/gone"), line=7)
    )
    camera.shoot_everywhere("window-error")
    camera.window.banner.clear()


def contact_sheets(folder: Path) -> list[Path]:
    """One sheet a screen from ``folder/<scale>/<screen>-<language>-<theme>.png``, in ``folder/sheets``.

    A sheet has a row a scale; in it every language and palette.
    """
    sheets = folder / "sheets"
    shutil.rmtree(sheets, ignore_errors=True)
    sheets.mkdir()
    screens: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.glob("[0-9]*/*.png"), key=lambda path: (int(path.parent.name), path.name)):
        screens[path.stem.rsplit("-", 2)[0]].append(path)
    made = []
    for screen, paths in screens.items():
        columns = min(4, len(paths))
        width = SHEET_WIDTH // columns
        tiles = [_scaled(read_picture(path), width - GAP) for path in paths]
        height = max(tile.shape[0] for tile in tiles) + GAP
        sheet = np.full((height * math.ceil(len(tiles) / columns), width * columns, 3), 128, np.uint8)
        for place, tile in enumerate(tiles):
            top, left = place // columns * height, place % columns * width
            sheet[top : top + tile.shape[0], left : left + tile.shape[1]] = tile
        made.append(sheets / f"{screen}.png")
        write_picture(made[-1], sheet)
    return made


def _scaled(image: np.ndarray, width: int) -> np.ndarray:
    factor = min(1.0, width / image.shape[1])
    return cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
