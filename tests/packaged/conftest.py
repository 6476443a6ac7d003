"""Fixtures: the built program with a home folder of its own, and the sample project in it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packaged.built import USER, Built, find_built


@pytest.fixture(scope="session")
def built() -> Iterator[Built]:
    """The program; skips with the reason when there is none."""
    found = find_built()
    if isinstance(found, str):
        pytest.skip(found)
    program, root = found
    home = Path(tempfile.mkdtemp(prefix="quadtune-", dir=root / "home" if root else None))
    if root is not None:
        os.chown(home, USER, USER)
    yield Built(program, home, root)
    if "QUADTUNE_KEEP_HOME" not in os.environ:
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def project(built: Built) -> Path:
    """The sample project, made by the program."""
    folder = built.home / "sample project 样例"
    answer = built.answer("sample", folder)
    assert answer["success"]
    return folder


@pytest.fixture(scope="session")
def experiment(built: Built, project: Path) -> Path:
    """A short training on the sample project with worker processes."""
    from tests.packaged.training import train_with_workers

    return train_with_workers(built, project)
