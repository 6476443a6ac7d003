"""Fixtures for everybody: real pictures, drawn here, and the real sets beside the repository."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import settings

from engine.plugins import plugins

# A busy machine is slow now and then; how long one example takes says nothing about the code.
settings.register_profile("quadtune", deadline=None)
settings.load_profile("quadtune")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "PYTEST_XDIST_WORKER" in os.environ:  # the processors are shared out already
    os.environ.setdefault("OMP_NUM_THREADS", "1")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
WORDS = ("Invoice", "TOTAL 12.50", "Milk, 2 l", "No. 4711", "QuadTune", "Thank you", "Gate 7", "EXIT")

DatasetFactory = Callable[..., Path]
PluginFactory = Callable[[str, Mapping[str, str], str], None]


@pytest.fixture
def add_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PluginFactory]:
    """Install a package ``added_package`` for one test: group, entry points by name, and its code."""

    def install(group: str, points: Mapping[str, str], code: str) -> None:
        folder = tmp_path / "site"
        info = folder / "added_package-1.0.dist-info"
        info.mkdir(parents=True)
        (folder / "added_package.py").write_text(code, encoding="utf-8")
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: added-package\nVersion: 1.0\n")
        lines = "".join(f"{name} = {value}\n" for name, value in points.items())
        (info / "entry_points.txt").write_text(f"[{group}]\n{lines}", encoding="utf-8")
        monkeypatch.syspath_prepend(folder)
        monkeypatch.delitem(sys.modules, "added_package", raising=False)
        plugins.cache_clear()

    yield install
    sys.modules.pop("added_package", None)
    plugins.cache_clear()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real sets (``icdar2015``, ``receipts``, ``handwriting``); skips where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real sets are not there: ../shared/data beside the repository")
    return SHARED_DATA


def draw_picture(width: int, height: int, seed: int) -> tuple[np.ndarray, list[str]]:
    """A noisy sheet with three or four lines of text (BGR) and its gt lines; the third line is ``###``."""
    random = np.random.default_rng(seed)
    image = np.full((height, width, 3), int(random.integers(190, 240)), np.uint8)
    image = np.clip(image + random.normal(0, 4, image.shape), 0, 255).astype(np.uint8)
    lines = []
    rows = 4 if height >= 160 else 3
    for row in range(rows):
        text = WORDS[int(random.integers(len(WORDS)))]
        (text_width, text_height), base = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.7, 2)
        x = int(random.integers(6, max(7, width - text_width - 6)))
        y = (row + 1) * height // (rows + 1)
        ink = tuple(int(value) for value in random.integers(0, 90, 3))
        cv2.putText(image, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, ink, 2, cv2.LINE_AA)
        left, top, right, bottom = x, y - text_height, x + text_width, y + base
        shown = "###" if row == 2 else text
        lines.append(f"{left},{top},{right},{top},{right},{bottom},{left},{bottom},{shown}")
    return image, lines


def write_dataset(
    root: Path,
    *,
    train: int = 4,
    test: int = 2,
    unlabelled: int = 0,
    lists: bool = True,
    plain: bool = False,
    size: tuple[int, int] = (320, 240),
) -> Path:
    """Draw a small real dataset folder at ``root`` and return it: ``img_001.png`` … with gts.

    ``unlabelled`` more pictures get no gt; ``plain`` puts the training pictures straight into the root (then
    ``test`` must be 0 to matter).
    """
    root.mkdir(parents=True, exist_ok=True)
    for part, count, extra in (("train", train, unlabelled), ("test", test, 0)):
        if count + extra == 0:
            continue
        pictures = root if plain and part == "train" else root / f"{part}_images"
        gts = root / f"{part}_gts"
        pictures.mkdir(exist_ok=True)
        gts.mkdir(exist_ok=True)
        entries = []
        for number in range(1, count + extra + 1):
            image, lines = draw_picture(*size, seed=number + (1000 if part == "test" else 0))
            picture = pictures / f"img_{number:03d}.png"
            assert cv2.imwrite(str(picture), image)
            if number <= count:
                gt = gts / f"gt_{picture.stem}.txt"
                gt.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
                entries.append(f"{picture.relative_to(root).as_posix()} {gt.relative_to(root).as_posix()}")
        if lists and entries:
            (root / f"{part}_list.txt").write_text("\n".join(entries) + "\n", encoding="utf-8", newline="\n")
    return root


@pytest.fixture
def make_dataset(tmp_path: Path) -> DatasetFactory:
    """Factory of small real dataset folders: ``make_dataset(name="data", …)``, options of `write_dataset`."""

    def make(*, name: str = "data", **options: Any) -> Path:
        return write_dataset(tmp_path / name, **options)

    return make
