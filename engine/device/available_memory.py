"""How much memory a program may still take. No torch, no further library."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

_CGROUPS = (
    ("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory.current", "sys/fs/cgroup/memory.stat"),
    (
        "sys/fs/cgroup/memory/memory.limit_in_bytes",
        "sys/fs/cgroup/memory/memory.usage_in_bytes",
        "sys/fs/cgroup/memory/memory.stat",
    ),
)
"""Limit, use and details of the container's group, in version 2 and in version 1."""


def available_memory(root: Path = Path("/")) -> int | None:
    """Bytes that can be taken before the system starts to swap; None where it does not say.

    In a container its limit counts as well. ``root`` is where Linux' ``proc`` and ``sys`` are.
    """
    if sys.platform == "win32":
        return _windows()
    if sys.platform == "darwin":
        return _macos()
    left = [amount for amount in (_meminfo(root), *(_cgroup(root, *names) for names in _CGROUPS)) if amount]
    return min(left) if left else None


def _meminfo(root: Path) -> int | None:
    amount = _entries(root / "proc/meminfo").get("MemAvailable:")
    return None if amount is None else amount * 1024


def _cgroup(root: Path, limit: str, use: str, stat: str) -> int | None:
    """What the group may still take; its file cache is given up when needed. None without a limit."""
    try:
        highest = int((root / limit).read_text(encoding="ascii"))
        used = int((root / use).read_text(encoding="ascii"))
    except (OSError, ValueError):  # no such group, or its limit is "max"
        return None
    cache = _entries(root / stat).get("inactive_file", 0)
    return max(1, highest - used + cache)


def _entries(path: Path) -> dict[str, int]:
    """The ``name number …`` lines of a file; empty when there is none."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except OSError:
        return {}
    words = [line.split() for line in lines]
    return {word[0]: int(word[1]) for word in words if len(word) > 1 and word[1].isdigit()}


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of sysinfoapi.h."""

    _fields_ = (
        ("dwLength", ctypes.c_uint32),
        ("dwMemoryLoad", ctypes.c_uint32),
        ("ullTotalPhys", ctypes.c_uint64),
        ("ullAvailPhys", ctypes.c_uint64),
        ("ullTotalPageFile", ctypes.c_uint64),
        ("ullAvailPageFile", ctypes.c_uint64),
        ("ullTotalVirtual", ctypes.c_uint64),
        ("ullAvailVirtual", ctypes.c_uint64),
        ("ullAvailExtendedVirtual", ctypes.c_uint64),
    )


def _windows() -> int | None:
    if sys.platform != "win32":
        return None
    status = _MemoryStatus()
    status.dwLength = ctypes.sizeof(status)
    found = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.ullAvailPhys) if found else None


def _macos() -> int | None:
    """The share of the memory that the kernel calls free, which counts what it can drop or compress."""
    level, total = _sysctl("kern.memorystatus_level"), _sysctl("hw.memsize")
    return None if level is None or total is None else total * level // 100


def _sysctl(name: str) -> int | None:
    value = ctypes.c_int64(0)
    size = ctypes.c_size_t(ctypes.sizeof(value))
    libc = ctypes.CDLL(None)
    failed = libc.sysctlbyname(name.encode(), ctypes.byref(value), ctypes.byref(size), None, 0)
    return None if failed else value.value
