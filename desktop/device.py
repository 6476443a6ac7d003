"""Which device torch computes on, and how much memory we use, without importing torch."""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QStandardPaths, Signal


@dataclass(frozen=True, slots=True)
class Device:
    """``card`` is the NVIDIA card's name, empty without one; ``usable`` whether torch computes on it.

    ``usable`` is None as long as torch was not loaded, which only jobs do.
    """

    card: str = ""
    memory_gb: float = 0.0
    usable: bool | None = None


class DeviceProbe(QObject):
    """Finds out about the device while the window is already there; ``changed`` tells news."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.device = Device()
        self._process: QProcess | None = None

    def start(self) -> None:
        """Ask the driver's ``nvidia-smi``, which comes with every driver, in a process of its own."""
        program = QStandardPaths.findExecutable("nvidia-smi")
        if not program or self._process is not None:
            return
        self._process = QProcess(self)
        self._process.finished.connect(self._read)
        self._process.start(program, ["--query-gpu=name,memory.total", "--format=csv,noheader,nounits"])

    def stop(self) -> None:
        if self._process is not None and self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.finished.disconnect(self._read)
            self._process.kill()
            self._process.waitForFinished(1000)

    def look_at_torch(self) -> None:
        """Learn from torch whether it uses the card, once a job has loaded it; never loads it."""
        torch = sys.modules.get("torch")
        if torch is None or self.device.usable is not None:
            return
        usable = torch.version.cuda is not None and torch.cuda.is_available()
        self._set(Device(self.device.card, self.device.memory_gb, usable))

    def _read(self) -> None:
        assert self._process is not None
        text = bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace")
        if self._process.exitCode() == 0:
            name, memory = parse_nvidia_smi(text)
            if name:
                self._set(Device(name, memory, self.device.usable))

    def _set(self, device: Device) -> None:
        if device != self.device:
            self.device = device
            self.changed.emit()


def parse_nvidia_smi(text: str) -> tuple[str, float]:
    """Name and memory (GB) of the first card in ``name, MiB`` lines; empty when there is none."""
    first = text.strip().splitlines()[0] if text.strip() else ""
    name, _, memory = first.rpartition(",")
    try:
        return name.strip().removeprefix("NVIDIA ").removeprefix("GeForce "), float(memory) / 1024
    except ValueError:
        return "", 0.0


def memory_in_use() -> int:
    """Bytes of memory this process holds now; 0 where the system does not say."""
    if sys.platform == "win32":
        return _working_set()
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # the peak: macOS has no cheap "now"
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


class _MemoryCounters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS of psapi.h."""

    _fields_ = (
        ("cb", ctypes.c_uint32),
        ("PageFaultCount", ctypes.c_uint32),
        ("PeakWorkingSetSize", ctypes.c_size_t),
        ("WorkingSetSize", ctypes.c_size_t),
        ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
        ("QuotaPagedPoolUsage", ctypes.c_size_t),
        ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
        ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
        ("PagefileUsage", ctypes.c_size_t),
        ("PeakPagefileUsage", ctypes.c_size_t),
    )


def _working_set() -> int:
    if sys.platform != "win32":
        return 0
    counters = _MemoryCounters()
    counters.cb = ctypes.sizeof(counters)
    kernel = ctypes.windll.kernel32
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    ask = kernel.K32GetProcessMemoryInfo
    ask.argtypes = [ctypes.c_void_p, ctypes.POINTER(_MemoryCounters), ctypes.c_uint32]
    return counters.WorkingSetSize if ask(kernel.GetCurrentProcess(), counters, counters.cb) else 0
