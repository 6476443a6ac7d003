"""Killed at any moment, a labelling session loses nothing that is older than a second."""

from __future__ import annotations

import json
from pathlib import Path

from engine.data.gt import Label, format_gt
from scripts.kill_while_labelling import Change, digest_of, look, make_folder, one_round


def test_four_rounds(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "data")
    outcomes = [one_round(folder, tmp_path / f"session{seed}", seed) for seed in range(4)]
    assert [outcome.problems for outcome in outcomes] == [()] * 4
    assert sum(outcome.changes for outcome in outcomes) > 20
    assert max(outcome.not_in_gt_s for outcome in outcomes) < 1.0


def test_the_script_sees_what_is_wrong(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "data")
    gt = folder / "train_gts" / "gt_图 0.txt"
    old, new = (format_gt([Label((x, 0, 9, 0, 9, 9, 0, 9))]) for x in (1, 2))
    changes = [Change(10.0, str(gt), digest_of(old)), Change(11.0, str(gt), digest_of(new))]
    gt.write_text(new)
    assert look(folder, tmp_path / "session", changes, 12.5).problems == ()
    gt.write_text(old)
    outcome = look(folder, tmp_path / "session", changes, 12.5)
    assert outcome.not_in_gt_s == outcome.lost_s == 1.5
    assert len(outcome.problems) == 1
    place = tmp_path / "session" / "journal" / "one" / "a.json"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps({"gt": str(gt), "labels": new}))
    assert look(folder, tmp_path / "session", changes, 12.5).lost_s == 0
    for text in (new[:-3], new + "half a l", ""):
        gt.write_text(text)
        assert look(folder, tmp_path / "session", changes, 12.5).problems
