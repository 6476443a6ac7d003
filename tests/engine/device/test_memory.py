"""Freed memory stays for the next step and goes back at the end."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import resource, sys
import numpy as np
from engine.device.memory import freed_memory_kept, share_one_arena

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 2**20

def faults(times):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(times):
        np.ones(25_000_000, np.float32)  # 100 MB, freed at once
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

share_one_arena()
plain = faults(5)
with freed_memory_kept():
    faults(1)
    with freed_memory_kept():  # as another thread has it meanwhile
        pass
    kept = faults(5)
    held = resident()
print(plain, kept, held - resident())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the C library is not glibc")
def test_blocks_are_used_again_and_given_back_at_the_end() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    plain, kept, given_back = (float(word) for word in done.stdout.split())
    assert kept < plain / 10
    assert given_back > 90
