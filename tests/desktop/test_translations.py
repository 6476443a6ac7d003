"""Every text a person can see is translated, and the compiled file is the one of the sources."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from scripts.translations import PLURALS, TS, compile_to, messages, update, update_plurals

PLACES = re.compile(r"{[^}]*}|%n|%\d")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The .ts file as lupdate leaves it today."""
    ts = tmp_path_factory.mktemp("i18n") / "zh_CN.ts"
    shutil.copyfile(TS, ts)
    update(ts)
    return ts


def test_the_ts_file_is_in_step_with_the_sources(fresh: Path) -> None:
    assert messages(fresh).keys() == messages(TS).keys(), "run scripts/translations.py"


def test_nothing_is_unfinished(fresh: Path) -> None:
    assert [key for key, text in messages(fresh).items() if not text] == []


@pytest.mark.parametrize("ts", [TS, PLURALS], ids=lambda ts: ts.stem)
def test_the_compiled_file_is_of_this_ts_file(ts: Path, tmp_path: Path) -> None:
    qm = tmp_path / "compiled.qm"
    compile_to(ts, qm)
    assert qm.read_bytes() == ts.with_suffix(".qm").read_bytes(), "run scripts/translations.py"


def test_english_plurals_are_those_of_the_sources(tmp_path: Path) -> None:
    ts = tmp_path / "en.ts"
    update_plurals(ts)
    assert ts.read_bytes() == PLURALS.read_bytes(), "run scripts/translations.py"


def test_places_for_figures_and_names_are_kept() -> None:
    for (context, source), text in messages(TS).items():
        assert sorted(PLACES.findall(source)) == sorted(PLACES.findall(text or "")), (context, source)
