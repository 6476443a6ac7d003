"""What the READMEs tell people to type exists."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest

from engine import cli

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")


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


@pytest.mark.parametrize("name", READMES)
def test_commands_parse(name: str) -> None:
    assert len(commands(name)) >= 6
    parser = cli.build_parser()
    for arguments in commands(name):
        parser.parse_args(arguments)  # ends the program on an unknown command or flag


@pytest.mark.parametrize("name", READMES)
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


def test_both_languages_tell_the_same() -> None:
    english, chinese = (read(name) for name in READMES)
    assert commands("README.md") == commands("README.zh-CN.md")
    for pattern in (r"^#+ ", r"^\d\. ", r"^\| `", r"^- "):
        counts = [len(re.findall(pattern, text, flags=re.MULTILINE)) for text in (english, chinese)]
        assert counts[0] == counts[1], pattern
