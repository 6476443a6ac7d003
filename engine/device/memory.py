"""Memory: how much a program may still take, and keeping what it freed. No torch."""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Parameters of mallopt(3) and its defaults.
_TRIM_THRESHOLD, _MMAP_MAX, _ARENA_MAX = -1, -4, -8
_DEFAULT_TRIM_THRESHOLD, _DEFAULT_MMAP_MAX = 128 * 1024, 65536
_NEVER_TRIM = -1

_lock = threading.Lock()
_within = 0
"""Threads that are within `freed_memory_kept`: the setting is the process's, the last one takes it back."""


def share_one_arena() -> None:
    """Let all threads allocate from one pool; to be called before there are threads.

    `freed_memory_kept` works in that pool only. Does nothing where the C library is not glibc.
    """
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_ARENA_MAX, 1)


@contextmanager
def freed_memory_kept() -> Iterator[None]:
    """Within, large freed blocks stay with the process; afterwards they go back to the system.

    glibc maps every block above 32 MB anew and the kernel clears it page by page: with batches of 8 crops of
    640 × 640 that was 40 % of a training's time. Does nothing where the C library is not glibc.
    """
    global _within
    libc = _glibc()
    if libc is None:
        yield
        return
    with _lock:
        _within += 1
        if _within == 1:
            libc.mallopt(_MMAP_MAX, 0)
            libc.mallopt(_TRIM_THRESHOLD, _NEVER_TRIM)
    try:
        yield
    finally:
        with _lock:
            _within -= 1
            if _within == 0:
                libc.mallopt(_MMAP_MAX, _DEFAULT_MMAP_MAX)
                libc.mallopt(_TRIM_THRESHOLD, _DEFAULT_TRIM_THRESHOLD)
                libc.malloc_trim(0)


def return_freed_memory() -> None:
    """Give what is freed but kept back to the system, now. Does nothing where the C library is not glibc."""
    libc = _glibc()
    if libc is not None:
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None


# --- how much there is

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
        # The share of the memory that the kernel calls free, which counts what it can drop or compress.
        level, total = _sysctl("kern.memorystatus_level"), _sysctl("hw.memsize")
        return None if level is None or total is None else total * level // 100
    free = 1024 * _entries(root / "proc/meminfo").get("MemAvailable:", 0)
    limits = (_cgroup(root, *names) for names in _CGROUPS)
    return min((left for left in (free, *limits) if left), default=None)


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


def _sysctl(name: str) -> int | None:
    value = ctypes.c_int64(0)
    size = ctypes.c_size_t(ctypes.sizeof(value))
    libc = ctypes.CDLL(None)
    failed = libc.sysctlbyname(name.encode(), ctypes.byref(value), ctypes.byref(size), None, 0)
    return None if failed else value.value
