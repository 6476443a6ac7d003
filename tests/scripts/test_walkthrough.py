"""The walk that the README shows, on a sample of a few pictures: it needs no more than ten clicks."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

import engine.sample
from desktop.session import Session
from desktop.settings.settings import Settings
from desktop.shell.main_window import MainWindow
from desktop.ui import i18n
from desktop.ui.theme import theme
from engine.data.project_file import Suggestion
from scripts.walkthrough import LANGUAGES, MOST_CLICKS, WINDOW, Walker, walk

STEPS = ("welcome", "label", "train", "model", "detect", "export")


def test_from_the_welcome_page_to_an_own_model(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUADTUNE_CONFIG_DIR", str(tmp_path))
    monkeypatch.setattr(engine.sample, "FIRST_TRAINING", Suggestion(epochs=1, crops_per_epoch=2))
    monkeypatch.setattr("desktop.train.form.preflight_card.WAIT_MS", 3_600_000)
    settings = Settings(tmp_path / "settings.json")
    settings.update(language="en", theme="light", sample_folder=str(tmp_path / "sample"))
    i18n.set_language("en")
    theme().install(qapp, "light")
    window = MainWindow(Session(settings))
    window.sample.counts = {"train": 2, "test": 1}
    window.resize(*WINDOW)
    window.show()
    try:
        counts = walk(Walker(window, tmp_path))
    finally:
        window.close()
        window.session.jobs.stop_all(10_000)
        window.deleteLater()
    assert counts.clicks <= MOST_CLICKS
    assert counts.clicks_to_model == 3
    assert tuple(counts.seconds) == STEPS
    for number, step in enumerate(STEPS, start=1):
        for language in LANGUAGES:
            with Image.open(tmp_path / f"walk-{number}-{step}-{language}.png") as image:
                assert image.size == WINDOW
