"""What can be told of the Windows installer without Windows: what it names is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PIL import Image

from engine import __version__
from engine.data.pictures import PICTURE_SUFFIXES
from scripts.app_icons import icon_pngs, write_ico
from scripts.third_party import notices
from scripts.windows_version import version_file

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = (ROOT / "installer/quadtune.iss").read_text(encoding="utf-8-sig")
WORKFLOW = (ROOT / ".github/workflows/installers.yml").read_text(encoding="utf-8")


def test_inno_setup_can_read_the_chinese() -> None:
    assert (ROOT / "installer/quadtune.iss").read_bytes().startswith(b"\xef\xbb\xbf")


def test_pictures_of_every_kind_are_offered_to_the_program() -> None:
    assert set(re.findall(r'SupportedTypes"; .*ValueName: "(\.\w+)"', SCRIPT)) == set(PICTURE_SUFFIXES)


def test_messages_are_in_both_languages() -> None:
    english, chinese = (
        set(re.findall(rf"^{tag}\.(\w+)=", SCRIPT, flags=re.MULTILINE)) for tag in ("en", "zh")
    )
    assert english == chinese
    used = set(re.findall(r"\{cm:(\w+)", SCRIPT))
    assert english <= used


def test_nothing_of_the_person_is_removed() -> None:
    assert "[UninstallDelete]" not in SCRIPT
    assert re.findall(r"^Type: .*$", SCRIPT, flags=re.MULTILINE) == [
        'Type: filesandordirs; Name: "{app}\\_internal"'
    ]


def test_the_workflow_names_what_is_there() -> None:
    yaml = pytest.importorskip("yaml")
    jobs = yaml.safe_load(WORKFLOW)["jobs"]
    assert {job: set(jobs[job]["strategy"]["matrix"]["flavour"]) for job in jobs} == {
        "linux": {"cpu", "cuda"},
        "windows": {"cpu", "cuda"},
    }
    for path in ("build_installer.spec", "scripts/try_deb.sh", "scripts/linux_packages.py", "tests/packaged"):
        assert path.removesuffix(".py").replace("scripts/linux_", "scripts.linux_") in WORKFLOW
        assert (ROOT / path).exists()
    for flavour in ("cpu", "cuda"):
        assert f'"{flavour}"' in SCRIPT


def test_the_version_has_the_four_numbers_windows_wants() -> None:
    text = version_file()
    ast.parse(text)
    (numbers,) = set(re.findall(r"(?:filevers|prodvers)=(\([\d, ]+\))", text))
    assert len(ast.literal_eval(numbers)) == 4
    assert text.count(f'"{__version__}"') == 2


@pytest.mark.usefixtures("qapp")
def test_the_icon_has_every_size(tmp_path: Path) -> None:
    write_ico(tmp_path / "icon.ico")
    with Image.open(tmp_path / "icon.ico") as icon:
        assert icon.info["sizes"] == {(size, size) for size in icon_pngs()}


def test_licences_of_what_is_frozen_are_told_with_their_texts() -> None:
    text = notices({"numpy", "PySide6", "no such module"})
    assert re.search(r"^numpy \d", text, flags=re.MULTILINE)
    assert "PySide6" in text
    assert "Redistribution" in text
