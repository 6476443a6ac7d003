"""Take pictures of every page in both languages and both palettes, from the real window at real work.

``python -m scripts.screenshots FOLDER`` makes the sample project in a temporary folder, labels, trains
a little, detects and exports in the window as a person would, and writes ``FOLDER/<page>-<language>-
<theme>.png``. ``--quick`` leaves the work out and shows the pages as they are at first.

``--review`` is for looking at everything: every page in its states and every dialog, at each of
``--scales``, in the smallest window that has to do, as ``FOLDER/<scale>/<screen>-<language>-<theme>.png``,
and a contact sheet of each screen in ``FOLDER/sheets``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

from PySide6.QtWidgets import QLabel, QTabWidget, QWidget

from desktop.app import make_application
from desktop.session import Session
from desktop.settings.key_table import PAGES
from desktop.settings.settings import Settings
from desktop.shell.main_window import MainWindow
from desktop.ui import i18n, icons
from desktop.ui.theme import ThemeMode, theme
from scripts.photographer import Photographer
from scripts.screens import contact_sheets, show_all

LANGUAGES = ("en", "zh_CN")
THEMES: tuple[ThemeMode, ...] = ("light", "dark")
SCALES = (100, 150, 200)
REVIEWED_SIZE = "1280x720"
"""What is left of 1920 × 1080 pixels at 150 %."""


def work(camera: Photographer, epochs: int, size: int) -> None:
    """Train, detect and export, as a person would."""
    camera.press("nav_train")
    camera.set_number("train_epochs", epochs)
    camera.set_number("train_size", size)
    camera.press("train_start")
    camera.wait_for_jobs(4 * 3600)
    camera.press("nav_detect")
    camera.press("detect_project_pictures")
    camera.press("detect_run")
    camera.wait_for_jobs(1800)
    camera.press("nav_export")
    camera.press("export_start")
    camera.wait_for_jobs(1800)
    complaints = camera.complaints()
    if complaints:
        raise RuntimeError("\n".join(complaints))


def shoot_train_panels(camera: Photographer, *, trained: bool) -> None:
    """The Train page's validation pictures, if it has ``trained``, and what the network will see."""
    views = camera.control(QTabWidget, "train_views")
    if trained:
        views.setCurrentIndex(1)
        camera.wait()
        camera.shoot_everywhere("train-pictures")
        views.setCurrentIndex(0)
    camera.press("train_preview")
    first = camera.control(QLabel, "train_preview_0")
    camera.wait_for(lambda: not first.pixmap().isNull(), 60)
    preview = camera.control(QWidget, "train_preview_window")
    camera.shoot_everywhere("train-preview", preview)
    preview.close()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--project", type=Path, help="a dataset folder to show instead of the sample")
    parser.add_argument("--quick", action="store_true", help="no training, detection and export")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--size", type=int, default=320, help="crop size of the training")
    parser.add_argument("--window", default="1280x800", help="size of the window")
    parser.add_argument("--review", action="store_true", help="every screen at every scale")
    parser.add_argument("--scales", type=int, nargs="+", default=SCALES, help="for --review, in percent")
    parser.add_argument("--languages", nargs="+", default=LANGUAGES, choices=LANGUAGES)
    parser.add_argument("--themes", nargs="+", default=THEMES, choices=THEMES)
    parser.add_argument("--screens", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if args.review:
        return review(args)
    args.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["QUADTUNE_CONFIG_DIR"] = temporary
        return take_all(args, Path(temporary))


def review(args: argparse.Namespace) -> int:
    """Every screen at every scale; Qt takes a scale at the start of a process only."""
    looks = ["--languages", *args.languages, "--themes", *args.themes]
    for scale in args.scales:
        of_scale = [str(args.folder / str(scale)), "--screens", "--window", REVIEWED_SIZE, *looks]
        subprocess.run(
            [sys.executable, "-m", "scripts.screenshots", *of_scale],
            env={**os.environ, "QT_SCALE_FACTOR": str(scale / 100)},
            check=True,
        )
    for sheet in contact_sheets(args.folder):
        print(sheet)
    return 0


def take_all(args: argparse.Namespace, temporary: Path) -> int:
    app = make_application(["quadtune"])
    settings = Settings(temporary / "settings.json")
    settings.update(language="en", theme="light")
    i18n.set_language("en")
    theme().install(app, "light")
    app.setWindowIcon(icons.app_icon())
    window = MainWindow(Session(settings))
    window.resize(*(int(side) for side in args.window.split("x")))
    window.show()
    camera = Photographer(window, args.folder, list(product(args.languages, args.themes)))
    camera.wait()
    if args.screens:
        show_all(camera, temporary)
        return 0 if window.close() else 1
    camera.shoot_everywhere("welcome")
    project = args.project
    if project is None:
        from engine.sample import make_sample

        project = make_sample(temporary / "receipts").folder
    window.open_folder(project)
    camera.wait()
    if not args.quick:
        work(camera, args.epochs, args.size)
    for page in PAGES:
        window.show_page(page)
        camera.wait()
        camera.shoot_everywhere(page)
        if page == "train":
            shoot_train_panels(camera, trained=not args.quick)
    window.show_keys()
    camera.shoot_everywhere("keys", camera.control(QWidget, "key_sheet"))
    return 0 if window.close() else 1


if __name__ == "__main__":
    sys.exit(main())
