"""What the system says is free."""

from __future__ import annotations

import mmap
import sys
from pathlib import Path

import pytest

from engine.device.memory import available_memory

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads Linux' proc and sys")
GIB = 2**30


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="ascii")


def test_this_machine_has_memory_left() -> None:
    left = available_memory()
    assert left is not None
    assert 10**7 < left < 10**14


def lost_while_taking(size: int) -> int:
    """How much less is left while ``size`` bytes are taken from the system."""
    before = available_memory()
    with mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as taken:
        for _ in range(size // 2**20):
            taken.write(b"x" * 2**20)
        after = available_memory()
    assert before is not None
    assert after is not None
    return before - after


@linux
def test_less_is_left_after_some_was_taken() -> None:
    # Other programs, and a virtual machine as a whole, take and give back meanwhile, but not every time.
    assert any(lost_while_taking(400 * 2**20) > 10 * 2**20 for _ in range(20))


@linux
def test_the_container_s_limit_counts(tmp_path: Path) -> None:
    write(tmp_path, "proc/meminfo", f"MemTotal: 999 kB\nMemAvailable: {20 * 2**20} kB\n")
    assert available_memory(tmp_path) == 20 * GIB

    write(tmp_path, "sys/fs/cgroup/memory.max", "max\n")
    write(tmp_path, "sys/fs/cgroup/memory.current", f"{GIB}\n")
    assert available_memory(tmp_path) == 20 * GIB

    write(tmp_path, "sys/fs/cgroup/memory.max", f"{4 * GIB}\n")
    assert available_memory(tmp_path) == 3 * GIB
    write(tmp_path, "sys/fs/cgroup/memory.stat", f"anon 5\ninactive_file {GIB // 2}\n")
    assert available_memory(tmp_path) == 3 * GIB + GIB // 2


@linux
def test_the_older_groups_count_too(tmp_path: Path) -> None:
    write(tmp_path, "proc/meminfo", f"MemAvailable: {20 * 2**20} kB\n")
    write(tmp_path, "sys/fs/cgroup/memory/memory.limit_in_bytes", f"{2 * GIB}\n")
    write(tmp_path, "sys/fs/cgroup/memory/memory.usage_in_bytes", f"{GIB}\n")
    assert available_memory(tmp_path) == GIB


@linux
def test_a_system_that_does_not_say(tmp_path: Path) -> None:
    assert available_memory(tmp_path) is None
