"""One tiny data set and one training of it for all tests that only look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from tests.conftest import write_dataset
from tests.engine.training.helpers import Trained, run, small


@pytest.fixture(scope="session")
def one_thread() -> Iterator[None]:
    """Figures that are compared to the last bit are computed by one thread, here and in child processes."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three training pictures and a test picture; not to be changed."""
    return write_dataset(tmp_path_factory.mktemp("tiny") / "data", train=3, test=1, size=(160, 96))


@pytest.fixture(scope="session")
def trained(request: pytest.FixtureRequest, tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """A training of two epochs of two steps; not to be changed."""
    request.getfixturevalue("one_thread")
    return run(small(tiny, tmp_path_factory.mktemp("trained") / "workdirs"))
