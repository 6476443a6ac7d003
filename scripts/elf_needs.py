"""What a folder of Linux programs and libraries needs of the system it runs on.

PyInstaller takes along what it finds, and silently leaves out what it does not find or takes for part of
every system. A package has to name the rest.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

MAGIC = b"\x7fELF"
FILES_A_CALL = 200
GLIBC = re.compile(r"\bGLIBC_(\d+(?:\.\d+)*)")


@dataclass(frozen=True, slots=True)
class Needs:
    """``libraries``: names of shared libraries outside the folder, each with a file that needs it.
    ``glibc``: the oldest version of the C library that has everything, as numbers; empty when unknown."""

    libraries: dict[str, str]
    glibc: tuple[int, ...]


def needs_of(folder: Path) -> Needs:
    """Read the headers of all ELF files below ``folder``. FileNotFoundError without binutils' objdump."""
    files = list(elf_files(folder))
    inside = {path.name for path in folder.rglob("*")}
    libraries: dict[str, str] = {}
    versions: set[tuple[int, ...]] = set()
    for path, header in _headers(files):
        versions |= {_numbers(found) for found in GLIBC.findall(header)}
        for name in re.findall(r"^\s+NEEDED\s+(\S+)", header, flags=re.MULTILINE):
            if name not in inside:
                libraries.setdefault(name, str(path.relative_to(folder)))
    return Needs(libraries, max(versions, default=()))


def elf_files(folder: Path) -> Iterator[Path]:
    """All programs and shared libraries below ``folder``; links are left out, their targets are files too."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        with path.open("rb") as file:
            if file.read(len(MAGIC)) == MAGIC:
                yield path


def _headers(files: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    remaining = iter(files)
    while some := list(islice(remaining, FILES_A_CALL)):
        answer = subprocess.run(["objdump", "-p", *some], capture_output=True, text=True, check=False)
        parts = re.split(r"^(.+):\s+file format elf\S*$", answer.stdout, flags=re.MULTILINE)
        for name, header in zip(parts[1::2], parts[2::2], strict=True):
            yield Path(name), header


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))
