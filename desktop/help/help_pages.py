"""The help pages as files: one Markdown file a chapter and language, packaged with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

import resources
from desktop.settings.key_table import PageName

Chapter = Literal[
    "start", "labelling", "checking", "training", "detecting", "exporting", "formats", "commands", "keys",
    "trouble",
]  # fmt: skip
CHAPTERS: tuple[Chapter, ...] = get_args(Chapter)

CHAPTER_OF_PAGE: dict[PageName, Chapter] = {
    "label": "labelling",
    "check": "checking",
    "train": "training",
    "detect": "detecting",
    "export": "exporting",
}


def help_folder(language: str) -> Path:
    """Where the pages in ``language`` (of `desktop.ui.i18n.LANGUAGES`) are."""
    return Path(str(resources.__file__)).parent / "help" / language


def help_text(chapter: Chapter, language: str) -> str:
    return (help_folder(language) / f"{chapter}.md").read_text(encoding="utf-8")


def title_of(text: str) -> str:
    """The title of a page, its first heading."""
    return text.partition("\n")[0].removeprefix("# ").strip()


def chapter_of_link(target: str) -> Chapter | None:
    """The chapter that a link in a page leads to; None for a link out of the help pages."""
    return next((chapter for chapter in CHAPTERS if target == f"{chapter}.md"), None)
