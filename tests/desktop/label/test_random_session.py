"""A short run of the random labelling session; the long one is a script of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.labelling_session import DifferenceError, check, make_pictures, run
from tests.desktop.label.conftest import MakePage, UserDriver


@pytest.fixture
def labeller(open_page: MakePage, tmp_path: Path) -> UserDriver:
    folder = tmp_path / "pictures"
    folder.mkdir()
    make_pictures(folder)
    return open_page(folder)


@pytest.mark.parametrize("seed", [1, 2])
def test_canvas_table_document_and_disk_agree(labeller: UserDriver, seed: int) -> None:
    done = run(labeller.page, labeller.project, gestures=80, seed=seed, every=10)
    assert sum(done.values()) >= 80
    assert len(done) > 12


def test_a_difference_is_found(labeller: UserDriver) -> None:
    check(labeller.page, labeller.project)
    labeller.canvas.layer.set_quad(0, labeller.canvas.shown.quads[0] + 1)
    with pytest.raises(DifferenceError, match="canvas"):
        check(labeller.page, labeller.project)
