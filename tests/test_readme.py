"""What the READMEs and the help tell people to type works."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import subprocess
import tomllib
from functools import partial
from pathlib import Path

import pytest

from engine import cli

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")
HELP = ("resources/help/en/commands.md", "resources/help/zh_CN/commands.md")
EXPERIMENT = "exp_20260105143022"
"""Stands for the name that ``train`` prints."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code_lines(text: str) -> list[str]:
    """The lines of all code blocks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def subparsers() -> dict[str, argparse.ArgumentParser]:
    """The parsers of the subcommands by name."""
    actions = cli.build_parser()._actions
    choices = next(action.choices for action in actions if isinstance(action, argparse._SubParsersAction))
    return dict(choices)


def commands(name: str) -> list[list[str]]:
    lines = [line for line in code_lines(read(name)) if line.startswith("python main.py ")]
    return [shlex.split(line, comments=True)[2:] for line in lines]


def test_commands_work_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As written, in an empty folder; only the sample and the epochs are made small."""
    import engine.sample
    import engine.training.config

    small = partial(engine.sample.make_sample, train=2, test=1)
    monkeypatch.setattr(engine.sample, "make_sample", small)
    monkeypatch.setattr(engine.training.config, "MINIMUM_CROPS_PER_EPOCH", 2)
    monkeypatch.chdir(tmp_path)
    told = commands(HELP[0])
    assert len(told) >= 6
    for arguments in told:
        made = [path.name for path in (tmp_path / "workdirs").glob("exp_*")]
        real = [argument.replace(EXPERIMENT, made[0] if made else EXPERIMENT) for argument in arguments]
        assert cli.main(real) == 0, capsys.readouterr().err
    assert list((tmp_path / "models").glob("*.onnx"))
    assert list((tmp_path / "outputs").glob("*/*_result.json"))


@pytest.mark.parametrize("name", READMES)
def test_the_readmes_have_no_commands_but_those(name: str) -> None:
    assert len(commands(name)) >= 3
    assert all(arguments in commands(HELP[0]) for arguments in commands(name))


@pytest.mark.parametrize("name", READMES)
def test_every_line_to_type_is_checked_by_some_test(name: str) -> None:
    """``python main.py`` is run above, ``make`` below; the rest is the installation without make."""
    version = re.escape(PROJECT["requires-python"].split(",")[0].lstrip(">="))
    checked = (
        r"python main\.py .*",
        r"make [a-z]+( +#.*)?",
        r"py -3\.1[123] -m venv \.venv",
        r"\.venv\\Scripts\\pip install \.",
        rf"\.venv\\Scripts\\({'|'.join(PROJECT['scripts'])})",
    )
    assert version == r"3\.11"
    for line in code_lines(read(name)):
        assert any(re.fullmatch(pattern, line) for pattern in checked), line


@pytest.mark.parametrize("name", [*READMES, *HELP, "resources/help/en/trouble.md"])
def test_what_pip_is_to_install_is_ours_or_known(name: str) -> None:
    extras = {re.split(r"[<>=]", text)[0] for text in PROJECT["optional-dependencies"]["recogniser"]}
    for packages in re.findall(r"pip install ([^`\n]+)", read(name)):
        plain = {word for word in packages.split() if not word.startswith("-")}
        assert plain <= {".", "uv", "torch", "torchvision", *extras}, packages


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
@pytest.mark.parametrize("name", READMES)
def test_make_knows_how(name: str) -> None:
    """Dry: what it would run is what continuous integration runs."""
    for line in code_lines(read(name)):
        if line.startswith("make "):
            plan = subprocess.run(
                ["make", "-n", line.split()[1]], cwd=ROOT, capture_output=True, text=True, check=False
            )
            assert plan.returncode == 0, plan.stderr
            assert "main.py" in plan.stdout or "pytest" in plan.stdout


@pytest.mark.parametrize("name", HELP)
def test_table_lists_every_command_with_its_flags(name: str) -> None:
    rows = re.findall(r"^\| `([a-z-]+)( [^`]*)` \|(.*)\|$", read(name), flags=re.MULTILINE)
    parsers = subparsers()
    assert {command for command, _, _ in rows} == set(parsers)
    for command, arguments, text in rows:
        known = {flag for action in parsers[command]._actions for flag in action.option_strings}
        for flag in re.findall(r"--[a-z-]+", arguments + text):
            assert flag in known, f"{command} has no {flag}"


@pytest.mark.parametrize("name", READMES)
def test_make_targets_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), flags=re.MULTILINE))
    used = {line.split()[1] for line in code_lines(read(name)) if line.startswith("make ")}
    assert used
    assert used <= targets


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md"])
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", read(name)):
        if "://" not in target and not target.startswith("#"):
            assert (ROOT / target).exists(), f"{name} links to {target}"


def test_every_picture_is_shown_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    shown = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    unused = [path.name for path in (ROOT / "docs" / "images").iterdir() if path.name not in shown]
    assert unused == []


@pytest.mark.parametrize("names", [READMES, HELP])
def test_both_languages_tell_the_same(names: tuple[str, str]) -> None:
    english, chinese = (read(name) for name in names)
    assert commands(names[0]) == commands(names[1])
    for pattern in (r"^#+ ", r"^\| ", r"^- ", r"!\[", r"^\*\*\d\."):
        counts = [len(re.findall(pattern, text, flags=re.MULTILINE)) for text in (english, chinese)]
        assert counts[0] == counts[1], pattern


def test_the_architecture_has_a_line_for_every_room() -> None:
    """For every package, and every module beside the packages."""
    text = read("ARCHITECTURE.md")
    for part in ("engine", "desktop"):
        rooms = [path.parent for path in (ROOT / part).glob("*/**/__init__.py")]
        names = {f"{room.relative_to(ROOT / part).as_posix()}/" for room in rooms}
        names |= {path.name for path in (ROOT / part).glob("*.py") if path.name != "__init__.py"}
        assert sorted(name for name in names if f"| `{name}` |" not in text) == []
