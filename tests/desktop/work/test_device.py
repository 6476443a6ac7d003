"""What the window says about device and memory comes from the machine."""

from __future__ import annotations

import mmap
import os
import sys
import types
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.errors import describe
from desktop.work.device import DeviceProbe, memory_in_use
from engine.device.graphics import Graphics, GraphicsCard


def test_memory_grows_with_what_we_hold() -> None:
    before = memory_in_use()
    assert before > 10_000_000
    # From the system: anything else may be served by memory that earlier tests freed.
    with mmap.mmap(-1, 80_000_000) as held:
        for _ in range(80):
            held.write(b"x" * 1_000_000)
        assert memory_in_use() - before > 60_000_000


def test_torch_is_only_asked_when_a_job_has_loaded_it(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = DeviceProbe()
    probe.graphics = Graphics((GraphicsCard("RTX 4070"),), "580.1", "13.0")
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    probe.look_at_torch()
    assert probe.graphics.usable is None
    assert "torch" not in sys.modules
    torch = types.SimpleNamespace(
        version=types.SimpleNamespace(cuda="13.0"), cuda=types.SimpleNamespace(is_available=lambda: False)
    )
    monkeypatch.setitem(sys.modules, "torch", torch)
    probe.look_at_torch()
    assert [one.kind for one in probe.troubles()] == ["unusable"]


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the driver's program")
def test_the_drivers_program_is_asked_without_waiting_and_again(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "nvidia-smi"
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    probe = DeviceProbe()
    for free in (11000, 500):
        line = f"0, NVIDIA GeForce RTX 4070, 12000, {12000 - free}, 580.1"
        program.write_text(f"#!/bin/sh\nsleep 0.1\necho '{line}'\n", encoding="utf-8")
        program.chmod(0o755)
        wanted = (GraphicsCard("RTX 4070", 12000 << 20, free << 20),)
        probe.start()
        assert probe.graphics.cards != wanted
        qtbot.waitUntil(partial(lambda cards: probe.graphics.cards == cards, wanted), timeout=5000)
    probe.graphics = Graphics(probe.graphics.cards, "580.1", "13.2")
    assert [one.kind for one in probe.troubles()] == ["taken"]


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the driver's program")
def test_a_program_that_hangs_keeps_nothing_from_ending(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\nexec sleep 600\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    probe = DeviceProbe()
    probe.start()
    probe.stop()


def test_a_full_card_is_said_in_plain_words() -> None:
    class OutOfMemoryError(RuntimeError):
        """As torch's, which is recognised by its name."""

    text = describe(OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB"))
    assert text.title == "Not enough memory"
    assert "graphics card" in text.message
    assert "smaller batch" in text.remedy
    assert text.details == ""
