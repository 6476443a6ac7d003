"""Cards are found in files and in what the driver tells; what is wrong is said with its remedy."""

from __future__ import annotations

import subprocess
import sys
import types
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import cli
from engine.device import graphics
from engine.device.graphics import (
    Graphics,
    GraphicsCard,
    card_problems,
    read_system,
    windows_driver,
    with_smi,
    with_torch,
)

GB = 2**30
CARD = GraphicsCard("RTX 4070", 12 * GB, 11 * GB)
FINE = Graphics((CARD,), "580.95.05", "13.2", True)


@pytest.mark.parametrize(
    ("found", "kind", "words"),
    [
        (Graphics(), None, ()),
        (Graphics(cuda=""), None, ()),  # a processor is no trouble without a card
        (FINE, None, ()),
        (Graphics((CARD,), "580.95.05", "", False), "no_cuda", ("RTX 4070", "without CUDA", "Installing")),
        (Graphics((GraphicsCard("NVIDIA"),), "", ""), "no_cuda", ("without CUDA",)),
        (Graphics((GraphicsCard("NVIDIA"),), "", "13.2"), "no_driver", ("driver", "restart")),
        (Graphics((CARD,), "535.104.05", "13.2", False), "old_driver", ("535.104.05", "CUDA 13.2", "580")),
        (Graphics((CARD,), "535.104.05", "12.8", True), None, ()),
        (Graphics((CARD,), "470.86", "12.8"), "old_driver", ("525",)),
        (Graphics((CARD,), "470.86", "11.8"), None, ()),
        (Graphics((CARD,), "600.1", "14.0"), None, ()),  # a CUDA that nobody knew of here
        (Graphics((CARD,), "580.1", None), None, ()),
        (Graphics((CARD,), "580.1", "13.2", False), "unusable", ("RTX 4070", "Restart")),
        (Graphics((GraphicsCard("T4", 15 * GB, GB),), "580.1", "13.2"), "taken", ("1.0 of 15.0 GB", "Close")),
        (Graphics((GraphicsCard("small", 2 * GB, 2 * GB - 1),), "580.1", "13.2"), None, ()),  # nobody took it
        (Graphics((GraphicsCard("GB10"),), "580.1", "13.2"), None, ()),
    ],
)
def test_what_is_said_of_what_was_found(found: Graphics, kind: str | None, words: tuple[str, ...]) -> None:
    told = card_problems(found)
    assert [one.kind for one in told] == ([kind] if kind else [])
    for word in words:
        assert word in str(told[0].error)


def test_memory_is_short_for_what_is_planned() -> None:
    half = Graphics((GraphicsCard("A", 24 * GB, 12 * GB),), "580.1", "13.2", True)
    assert card_problems(half, needed_bytes=8 * GB) == ()
    assert [one.kind for one in card_problems(half, needed_bytes=16 * GB)] == ["taken"]
    assert card_problems(FINE, needed_bytes=40 * GB) == ()  # too much for the card, but nobody else's fault


@pytest.mark.parametrize(
    ("text", "cards", "driver"),
    [
        (
            "0, NVIDIA GeForce RTX 4070, 12282, 282, 560.94\n",
            (GraphicsCard("RTX 4070", 12282 << 20, 12000 << 20),),
            "560.94",
        ),
        (
            "0, NVIDIA H100 80GB HBM3, 81559, 1, 580.1\n1, NVIDIA A, b, 10, 4, 580.1\n",
            (
                GraphicsCard("H100 80GB HBM3", 81559 << 20, 81558 << 20),
                GraphicsCard("A, b", 10 << 20, 6 << 20),
            ),
            "580.1",
        ),
        ("0, NVIDIA GB10, [N/A], [N/A], 580.1\n", (GraphicsCard("GB10"),), "580.1"),
        ("", (), "1"),
        ("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.", (), "1"),
        ("No devices were found", (), "1"),
    ],
)
def test_reading_nvidia_smi(text: str, cards: tuple[GraphicsCard, ...], driver: str) -> None:
    found = with_smi(Graphics(driver="1"), text)
    assert (found.cards, found.driver) == (cards, driver)


@given(st.text())
def test_whatever_nvidia_smi_says_is_read(text: str) -> None:
    with_smi(Graphics(), text)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Linux' files")
def test_linux_tells_of_cards_with_and_without_a_driver(tmp_path: Path) -> None:
    assert read_system(tmp_path).cards == ()
    device = tmp_path / "sys/bus/pci/devices/0000:01:00.0"
    write(device / "vendor", "0x10de\n")
    write(device / "class", "0x030000\n")
    sound = tmp_path / "sys/bus/pci/devices/0000:01:00.1"
    write(sound / "vendor", "0x10de\n")
    write(sound / "class", "0x040300\n")
    write(tmp_path / "sys/bus/pci/devices/0000:00:02.0/vendor", "0x8086\n")
    found = read_system(tmp_path)
    assert (found.cards, found.driver) == ((GraphicsCard("NVIDIA"),), "")
    version = (
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build\nGCC version: 12\n"
    )
    write(tmp_path / "proc/driver/nvidia/version", version.replace("Module for x86_64", "Module"))
    write(
        tmp_path / "proc/driver/nvidia/gpus/0000:01:00.0/information",
        "Model: \t\t NVIDIA GeForce RTX 3070\nIRQ:   \t\t 16\n",
    )
    found = read_system(tmp_path)
    assert (found.cards, found.driver) == ((GraphicsCard("RTX 3070"),), "580.95.05")
    write(tmp_path / "proc/driver/nvidia/version", version)
    assert read_system(tmp_path).driver == "580.95.05"


@pytest.mark.parametrize(
    ("version", "driver"), [("32.0.15.6094", "560.94"), ("31.0.15.3623", "536.23"), ("1.2", ""), ("x", "")]
)
def test_windows_versions_of_the_driver(version: str, driver: str) -> None:
    assert windows_driver(version) == driver


def test_looking_neither_loads_torch_nor_starts_a_program() -> None:
    program = (
        "import subprocess, sys\n"
        "subprocess.Popen.__init__ = None\n"
        "from engine.device.graphics import read_system, torch_build\n"
        "read_system()\n"
        "print('torch' in sys.modules, repr(torch_build()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded, build = done.stdout.split()
    assert loaded == "False"
    ask = "import torch; print(repr(torch.version.cuda or ''))"
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert build == said.stdout.strip()


@pytest.mark.parametrize(
    ("cuda", "available", "usable"), [(None, False, False), ("13.0", False, False), ("13.0", True, True)]
)
def test_torch_is_asked_only_where_it_is_loaded(
    monkeypatch: pytest.MonkeyPatch, cuda: str | None, available: bool, usable: bool
) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    assert with_torch(Graphics()) == Graphics()
    torch = types.SimpleNamespace(
        version=types.SimpleNamespace(cuda=cuda), cuda=types.SimpleNamespace(is_available=lambda: available)
    )
    monkeypatch.setitem(sys.modules, "torch", torch)
    assert with_torch(Graphics()) == Graphics(cuda=cuda or "", usable=usable)


def test_the_command_line_says_what_a_full_card_means(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    class OutOfMemoryError(RuntimeError):
        pass

    def full(*_: object) -> int:
        raise OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB. PYTORCH_CUDA_ALLOC_CONF=…")

    monkeypatch.setattr("engine.cli.lists.run", full)
    assert cli.main(["lists", str(tmp_path)]) == cli.UNUSABLE
    error = capsys.readouterr().err
    assert "graphics card is not enough" in error
    assert "smaller batch" in error
    assert "PYTORCH" not in error


def test_train_warns_before_it_begins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(graphics, "probe", lambda: Graphics((CARD,), "470.1", "13.2"))
    assert cli.main(["train", str(tmp_path / "none")]) == cli.UNUSABLE
    assert "[WARNING] The driver of the graphics card (RTX 4070) is too old" in capsys.readouterr().err
    cli.main(["train", str(tmp_path / "none"), "--device", "cpu"])
    assert "WARNING" not in capsys.readouterr().err


def test_the_selftest_has_a_line_about_the_card(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from engine.selftest import check_card

    monkeypatch.setattr(graphics, "probe", Graphics)
    assert "no NVIDIA card" in check_card(tmp_path)
    monkeypatch.setattr(graphics, "probe", lambda: Graphics((CARD,), "580.1", ""))
    assert check_card(tmp_path).startswith("RTX 4070, driver 580.1, CUDA none.")
    assert "without CUDA" in check_card(tmp_path)
