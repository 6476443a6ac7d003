"""The graphics card as the window knows it, and how much memory we use, without importing torch."""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QStandardPaths, Signal

from engine.device.graphics import (
    SMI,
    SMI_ARGUMENTS,
    CardProblem,
    Graphics,
    card_problems,
    read_system,
    with_smi,
    with_torch,
)


class DeviceProbe(QObject):
    """Inspects the graphics card while the window is already shown; ``changed`` when something is new."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.graphics = Graphics()
        self._process: QProcess | None = None

    def start(self) -> None:
        """Look at the system's files, and ask ``nvidia-smi``, which comes with every driver, in a process of
        its own. Again at any time: what other programs hold of the card's memory changes."""
        if self._process is not None:
            return
        self._set(with_torch(replace(read_system(), usable=self.graphics.usable)))
        program = QStandardPaths.findExecutable(SMI)
        if not program:
            return
        self._process = QProcess(self)
        self._process.finished.connect(self._read)
        self._process.errorOccurred.connect(self._give_up)
        self._process.start(program, list(SMI_ARGUMENTS))

    def stop(self) -> None:
        if self._process is not None:
            self._process.finished.disconnect(self._read)
            self._process.kill()
            self._process.waitForFinished(1000)

    def look_at_torch(self) -> None:
        """Learn from torch whether it uses the card, once a job has loaded it; never loads it."""
        if self.graphics.usable is None:
            self._set(with_torch(self.graphics))

    def troubles(self) -> tuple[CardProblem, ...]:
        return card_problems(self.graphics)

    def _read(self) -> None:
        assert self._process is not None
        text = bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace")
        fine = self._process.exitCode() == 0
        self._give_up()
        if fine:
            self._set(with_smi(self.graphics, text))

    def _give_up(self) -> None:
        if self._process is not None:
            self._process.deleteLater()
            self._process = None

    def _set(self, graphics: Graphics) -> None:
        if graphics != self.graphics:
            self.graphics = graphics
            self.changed.emit()


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
