"""The check of an installation: it runs for real, and it says so when something is broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine import cli, selftest
from engine.errors import StorageError
from engine.selftest import Check, CheckFailedError, Outcome, run_selftest

ROOT = Path(__file__).resolve().parents[2]


def test_all_checks_pass_on_this_installation(tmp_path: Path) -> None:
    out = tmp_path / "报告" / "selftest.json"
    answer = subprocess.run(
        [sys.executable, "main.py", "selftest", str(out), "--json"],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    report = json.loads(answer.stdout)
    assert report == json.loads(out.read_text(encoding="utf-8"))
    assert report["success"] is True
    assert [check["name"] for check in report["checks"]] == [check.name for check in selftest.CHECKS]
    assert all(check["ok"] and check["detail"] for check in report["checks"])
    assert set(selftest.LIBRARIES) < set(report["versions"])
    assert all(version[0].isdigit() for version in report["versions"].values())
    assert report["frozen"] is False


def broken(_scratch: Path) -> str:
    raise CheckFailedError("the answer is 41")


def test_a_failed_check_is_reported_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fine = Check("fine", lambda scratch: f"{len(list(scratch.iterdir()))} files")
    monkeypatch.setattr(selftest, "CHECKS", (Check("broken", broken), fine))
    out = tmp_path / "report.json"
    assert cli.main(["selftest", str(out)]) == cli.NO
    report = json.loads(out.read_text(encoding="utf-8"))
    assert report["success"] is False
    first, second = report["checks"]
    assert (first["ok"], second["ok"], second["detail"]) == (False, True, "0 files")
    assert "Traceback" in first["detail"]
    assert "the answer is 41" in first["detail"]
    told = capsys.readouterr()
    assert "FAILED" in told.err
    assert "Some checks failed" in told.out


def test_missing_weights_fail_where_weights_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "MODEL", str(tmp_path / "gone.safetensors"))
    monkeypatch.setattr(selftest, "CHECKS", selftest.CHECKS[1:6])
    outcomes: list[Outcome] = []
    assert run_selftest(tmp_path / "report.json", tell=outcomes.append) is False
    assert {outcome.name: outcome.ok for outcome in outcomes} == {
        "sample": True,
        "pictures": True,
        "gt": True,
        "weights": False,
        "detection": False,
    }
    assert "gone.safetensors" in outcomes[-1].detail


def test_extra_checks_run_last_and_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "CHECKS", (Check("fine", lambda _: "seen"),))
    out = tmp_path / "report.json"
    assert run_selftest(out, extra=[Check("window", lambda _: "opened")]) is True
    assert [check["detail"] for check in json.loads(out.read_text())["checks"]] == ["seen", "opened"]
    assert run_selftest(out, extra=[Check("window", broken)]) is False


def test_a_crash_leaves_the_check_it_happened_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that dies cannot report: what is on the disk while a check runs has to tell."""
    out = tmp_path / "report.json"
    checks = (Check("first", lambda _: "done"), Check("second", lambda _: out.read_text()))
    monkeypatch.setattr(selftest, "CHECKS", checks)
    run_selftest(out)
    during = json.loads(json.loads(out.read_text())["checks"][1]["detail"])
    assert during["success"] is False
    assert [(check["name"], check["ok"]) for check in during["checks"]] == [
        ("first", True),
        ("second", False),
    ]


def test_a_report_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        run_selftest(tmp_path)


def test_the_scratch_folder_is_gone_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes: list[Outcome] = []
    monkeypatch.setattr(selftest, "CHECKS", (Check("where", str),))
    run_selftest(tmp_path / "report.json", tell=outcomes.append)
    assert "quadtune-selftest" in outcomes[0].detail
    assert not Path(outcomes[0].detail).exists()
