"""What the status bar says about device and memory comes from the machine."""

from __future__ import annotations

import sys
import types

import pytest

from desktop.device import Device, DeviceProbe, memory_in_use, parse_nvidia_smi


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NVIDIA GeForce RTX 4070, 12282\n", ("RTX 4070", 12282 / 1024)),
        ("NVIDIA H100 80GB HBM3, 81559\nNVIDIA H100 80GB HBM3, 81559\n", ("H100 80GB HBM3", 81559 / 1024)),
        ("", ("", 0.0)),
        ("NVIDIA-SMI has failed because it couldn't communicate", ("", 0.0)),
        ("Card, [N/A]", ("", 0.0)),
    ],
)
def test_reading_nvidia_smi(text: str, found: tuple[str, float]) -> None:
    assert parse_nvidia_smi(text) == found


def test_memory_grows_with_what_we_hold() -> None:
    before = memory_in_use()
    assert before > 10_000_000
    held = bytearray(b"x") * 80_000_000
    assert memory_in_use() - before > 60_000_000
    del held


@pytest.mark.parametrize(
    ("cuda", "available", "usable"), [(None, False, False), ("13.0", False, False), ("13.0", True, True)]
)
def test_torch_is_only_asked_when_a_job_has_loaded_it(
    monkeypatch: pytest.MonkeyPatch, cuda: str | None, available: bool, usable: bool
) -> None:
    probe = DeviceProbe()
    probe.device = Device("RTX 4070", 12.0)
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    probe.look_at_torch()
    assert probe.device.usable is None
    assert "torch" not in sys.modules
    torch = types.SimpleNamespace(
        version=types.SimpleNamespace(cuda=cuda), cuda=types.SimpleNamespace(is_available=lambda: available)
    )
    monkeypatch.setitem(sys.modules, "torch", torch)
    probe.look_at_torch()
    assert probe.device == Device("RTX 4070", 12.0, usable)
