"""torch's libraries are there before ``import torch``, and loading them stops nobody."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import sys, threading, time
from desktop.work.torch_libraries import _load_libraries, load_torch

sys.setswitchinterval(0.001)
loader = threading.Thread(target=_load_libraries)
loader.start()
ticks = 0
while loader.is_alive():
    time.sleep(0.001)
    ticks += 1
assert 'torch' not in sys.modules
assert 'libtorch_cpu' in open('/proc/self/maps').read()
load_torch()
import torch
assert torch.ones(2).sum() == 2
load_torch()
print(ticks)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at Linux' list of loaded libraries")
def test_other_threads_run_while_the_libraries_are_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    # Held by the interpreter's lock, the main thread would hardly come to count.
    assert int(done.stdout) > 20
