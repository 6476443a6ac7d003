"""A short run of the random labelling session; the long one is a script of its own."""

from __future__ import annotations

import pytest

from scripts.labelling_session import DifferenceError, check, make_pictures, run


@pytest.fixture
def session_page(open_page, tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    make_pictures(folder)
    return open_page(folder).page


@pytest.mark.parametrize("seed", [1, 2])
def test_canvas_table_document_and_disk_agree(session_page, session, seed: int) -> None:
    done = run(session_page, session.project, gestures=80, seed=seed, every=10)
    assert sum(done.values()) >= 80
    assert len(done) > 12


def test_a_difference_is_found(session_page, session) -> None:
    check(session_page, session.project)
    session_page.canvas.preview(0, session_page.canvas.quads()[0] + 1)
    with pytest.raises(DifferenceError, match="canvas"):
        check(session_page, session.project)
