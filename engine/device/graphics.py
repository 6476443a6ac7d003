"""NVIDIA cards: which there are, and what keeps torch from computing on them.

Nothing here imports torch. The facts come from the system's files, the driver's ``nvidia-smi`` and the files
of the installed torch.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from engine.errors import InputError, Message

SMI = "nvidia-smi"
SMI_ARGUMENTS = (
    "--query-gpu=index,name,memory.total,memory.used,driver_version",
    "--format=csv,noheader,nounits",
)
SMI_SECONDS = 10
LEAST_DRIVER = {11: 450, 12: 525, 13: 580}
"""The oldest driver that runs each major version of CUDA, all its minor versions included."""
ENOUGH_BYTES = 3 << 30
"""Free memory that a training with the default settings needs at least."""
TAKEN_SHARE = 0.25
"""Other programs that hold less than this of a card's memory are not to blame."""

_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Keeps a console from flashing up on Windows."""
_NVIDIA = "0x10de"
_DISPLAY = "0x03"
_WINDOWS_ADAPTERS = 32
_WINDOWS_CLASS = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"


@dataclass(frozen=True, slots=True)
class GraphicsCard:
    """Memory in bytes; None where the driver does not say."""

    name: str
    memory_bytes: int | None = None
    free_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Graphics:
    """What was found. ``driver`` is NVIDIA's version, empty without one.

    ``cuda`` is the version of CUDA that torch was built for, empty when it was built without, None when that
    is not known. ``usable``: whether torch computes on the card; None as long as torch was not asked.
    """

    cards: tuple[GraphicsCard, ...] = ()
    driver: str = ""
    cuda: str | None = None
    usable: bool | None = None


ProblemKind = Literal["no_driver", "no_cuda", "old_driver", "unusable", "taken"]


@dataclass(frozen=True, slots=True)
class CardProblem:
    """What keeps a card from being used; ``error`` says it, and what to do."""

    kind: ProblemKind
    error: InputError


def card_problems(found: Graphics, needed_bytes: int | None = None) -> tuple[CardProblem, ...]:
    """What is in the way of using the first card; nothing where there is no card.

    ``needed_bytes``: what the planned work takes of the card's memory.
    """
    if not found.cards:
        return ()
    card = found.cards[0]
    memory, free = card.memory_bytes, card.free_bytes
    least = LEAST_DRIVER.get(_major(found.cuda)) if found.cuda else None
    kind: ProblemKind
    if found.cuda == "":
        kind = "no_cuda"
        problem = Message(
            "There is an NVIDIA card ({card}), but the installed torch was built without CUDA: all work "
            "is done by the processor, which takes many times as long.",
            card=card.name,
        )
        remedy = Message("Install QuadTune for CUDA, or a torch with CUDA; see “Installing” in the README.")
    elif not found.driver:
        kind = "no_driver"
        problem = Message("There is an NVIDIA card, but NVIDIA's driver is not installed or does not run.")
        remedy = Message("Install the newest driver for the card, then restart the computer.")
    elif least and _major(found.driver) < least:
        kind = "old_driver"
        problem = Message(
            "The driver of the graphics card ({card}) is too old: it is version {driver}, and torch for "
            "CUDA {cuda} needs {least} or newer. Everything runs on the processor.",
            card=card.name,
            driver=found.driver,
            cuda=found.cuda,
            least=least,
        )
        remedy = Message("Install the newest driver for the card, then restart the computer.")
    elif found.usable is False:
        kind = "unusable"
        problem = Message(
            "torch cannot use the graphics card ({card}), although card and driver are there. Everything "
            "runs on the processor.",
            card=card.name,
        )
        remedy = Message("Restart the computer. If that does not help, install a newer driver.")
    elif memory is None or free is None or free >= (needed_bytes or ENOUGH_BYTES):
        return ()
    elif memory - free >= TAKEN_SHARE * memory:
        kind = "taken"
        problem = Message(
            "Other programs use the memory of the graphics card ({card}): {free} of {total} GB are free.",
            card=card.name,
            free=f"{free / 2**30:.1f}",
            total=f"{memory / 2**30:.1f}",
        )
        remedy = Message(
            "Close what else computes or draws on it (other trainings, games, videos), choose a smaller "
            "batch, or choose the CPU as the device."
        )
    else:
        return ()
    return (CardProblem(kind, InputError(problem, remedy=remedy)),)


def _major(version: str) -> int:
    digits = re.match(r"\d+", version)
    return int(digits.group()) if digits else 0


def card_memory_error() -> InputError:
    """For CUDA's own error, which names addresses and settings of torch."""
    return InputError(
        Message("The memory of the graphics card is not enough for this."),
        remedy=Message(
            "Choose a smaller batch or crop size, close other programs that use the card, or choose the CPU "
            "as the device."
        ),
    )


def is_card_memory_error(error: BaseException) -> bool:
    """Whether ``error`` is torch's for a full card; torch need not be imported to ask."""
    return type(error).__name__ == "OutOfMemoryError"


# --- finding out


def probe(root: Path = Path("/")) -> Graphics:
    """All there is to know without loading torch. Takes up to a second: not for the window's thread."""
    return with_torch(with_smi(read_system(root), ask_smi()))


def read_system(root: Path = Path("/")) -> Graphics:
    """What the system's files say, at once; ``root`` is where Linux' ``proc`` and ``sys`` are."""
    cards, driver = _windows_cards() if sys.platform == "win32" else _linux_cards(root)
    return Graphics(cards, driver, torch_build())


def ask_smi() -> str:
    """The output of the driver's own program; empty where there is none or it does not answer."""
    try:
        done = subprocess.run(
            [SMI, *SMI_ARGUMENTS],
            capture_output=True,
            timeout=SMI_SECONDS,
            check=False,
            creationflags=_NO_WINDOW,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def with_smi(found: Graphics, text: str) -> Graphics:
    """``found`` with what ``nvidia-smi`` printed as ``text``; unchanged when that is no list of cards."""
    cards, driver = [], found.driver
    for line in text.strip().splitlines():
        parts = [part.strip() for part in line.split(",")]
        if len(parts) < 5 or not parts[0].isdigit():
            continue
        name, total, used, driver = ", ".join(parts[1:-3]), parts[-3], parts[-2], parts[-1]
        cards.append(GraphicsCard(_short(name), *_memory(total, used)))
    return replace(found, cards=tuple(cards), driver=driver) if cards else found


def with_torch(found: Graphics) -> Graphics:
    """``found`` with what torch itself says, if it is loaded; never loads it."""
    torch = sys.modules.get("torch")
    if torch is None or not hasattr(torch, "cuda"):
        return found
    cuda = torch.version.cuda
    return replace(found, cuda=cuda or "", usable=cuda is not None and torch.cuda.is_available())


def torch_build() -> str | None:
    """The version of CUDA that the installed torch was built for; see `Graphics.cuda`."""
    try:
        spec = importlib.util.find_spec("torch")
    except (ImportError, ValueError):
        return None
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0])
    try:
        built = re.search(r"^cuda\b[^=]*=\s*(?:'([\d.]+)'|None)", (folder / "version.py").read_text(), re.M)
    except (OSError, UnicodeDecodeError):  # in the packaged program it is not a file of its own
        built = None
    if built:
        return built.group(1) or ""
    libraries = ("libtorch_cuda.so", "torch_cuda.dll")
    return None if any((folder / "lib" / name).exists() for name in libraries) else ""


def _linux_cards(root: Path) -> tuple[tuple[GraphicsCard, ...], str]:
    driver = re.search(r"Kernel Module.*?\s(\d+\.[\d.]+)", _text(root / "proc/driver/nvidia/version"))
    names = [
        model.group(1).strip()
        for place in _children(root / "proc/driver/nvidia/gpus")
        if (model := re.search(r"^Model:(.*)$", _text(place / "information"), re.M))
    ]
    if not names:  # a card that no driver of NVIDIA's has taken
        names = [
            "NVIDIA"
            for device in _children(root / "sys/bus/pci/devices")
            if _text(device / "vendor").strip() == _NVIDIA and _text(device / "class").startswith(_DISPLAY)
        ]
    return tuple(GraphicsCard(_short(name)) for name in names), driver.group(1) if driver else ""


def _windows_cards() -> tuple[tuple[GraphicsCard, ...], str]:
    cards: list[GraphicsCard] = []
    driver = ""
    if sys.platform == "win32":
        import winreg

        for number in range(_WINDOWS_ADAPTERS):
            with suppress(OSError):  # there is no such number, or it has no driver
                place = rf"{_WINDOWS_CLASS}\{number:04}"
                with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as adapter:
                    name = str(winreg.QueryValueEx(adapter, "DriverDesc")[0])
                    version = str(winreg.QueryValueEx(adapter, "DriverVersion")[0])
                if "nvidia" in name.lower():
                    cards.append(GraphicsCard(_short(name)))
                    driver = windows_driver(version)
    return tuple(cards), driver


def windows_driver(version: str) -> str:
    """NVIDIA's version in that of Windows: ``32.0.15.6094`` is 560.94. Empty when it is none."""
    digits = version.replace(".", "")
    return f"{digits[-5:-2]}.{digits[-2:]}" if digits.isdigit() and len(digits) >= 5 else ""


def _memory(total: str, used: str) -> tuple[int | None, int | None]:
    """Bytes in all and free, of ``nvidia-smi``'s MiB; ``[N/A]`` on cards that share the computer's memory."""
    try:
        return int(total) << 20, (int(total) - int(used)) << 20
    except ValueError:
        return None, None


def _short(name: str) -> str:
    return name.removeprefix("NVIDIA ").removeprefix("GeForce ") or name


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
