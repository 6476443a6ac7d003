"""Loading torch's libraries without harm to the window. Imports neither torch nor Qt.

On Windows they have to be loaded before Qt's.
Since torch 2.9, loading ``c10.dll`` after Qt can fail with WinError 1114 (pytorch#166628,
pytorch#169429). Importing torch at the start would cost seconds before the window shows, so only that
library is loaded; the lazy ``import torch`` in a job then finds it in place.

Elsewhere Python would hold its lock while the system loads and links a gigabyte, and the window would freeze
for 0.4 s. So jobs call `load_torch` before anything that imports torch, `begin_training` before they train.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import logging
import os
import sys
import threading
from pathlib import Path

MORE_NICE = 5

_loading = threading.Lock()

log = logging.getLogger(__name__)


def preload_torch_libraries() -> None:
    """Load ``c10.dll`` ahead of Qt on Windows. Called once, by ``desktop.app``, before it imports Qt."""
    if sys.platform != "win32":
        return
    folder = _library_folder()
    if folder is None:
        log.warning("torch is not installed: training and detection will not work")
        return
    os.add_dll_directory(str(folder))
    try:
        ctypes.WinDLL(str(folder / "c10.dll"))
    except OSError as error:  # the window still labels; a job tells the person when it needs torch
        log.warning("torch's libraries cannot be loaded: %s", error)


def load_torch() -> None:
    """Import torch, in a job's thread; its libraries are loaded without stopping other threads.

    One thread at a time: torch changes Python's warning filters for a while when it is imported.
    """
    with _loading:
        _load_libraries()
        importlib.import_module("torch")


def begin_training() -> None:
    """Load what training imports, then leave the window a processor; called in the thread of the job.

    Torch gets all processors but one: its threads spin while they wait and would take all. This thread gets a
    lower priority, which the threads and processes that it starts inherit, so that it waits rather than the
    window when other programs want the processors too. All imports come first: whoever imports holds Python's
    lock, and should not have to wait for a processor with it.
    """
    load_torch()
    importlib.import_module("engine.training.loop")
    import torch
    from PySide6.QtCore import QThread

    torch.set_num_threads(max(1, min(torch.get_num_threads(), (os.cpu_count() or 2) - 1)))
    QThread.currentThread().setPriority(QThread.Priority.LowPriority)
    if sys.platform.startswith("linux"):  # where Qt's priorities do nothing
        thread = threading.get_native_id()
        niceness = os.getpriority(os.PRIO_PROCESS, thread) + MORE_NICE
        os.setpriority(os.PRIO_PROCESS, thread, min(niceness, 19))


def _load_libraries() -> None:
    folder = _library_folder()
    if "torch" in sys.modules or sys.platform == "win32" or folder is None:
        return  # on Windows torch itself loads them in a way that leaves the lock alone
    suffix = "dylib" if sys.platform == "darwin" else "so"
    # Called as a foreign function, not as ctypes.CDLL(path): only that lets go of Python's lock.
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.restype = ctypes.c_void_p
    dlopen.argtypes = [ctypes.c_char_p, ctypes.c_int]
    library = folder / f"libtorch_python.{suffix}"
    if not dlopen(os.fsencode(library), os.RTLD_NOW | os.RTLD_LOCAL):
        log.warning("%s cannot be loaded ahead; importing torch will say why", library)


def _library_folder() -> Path | None:
    """``torch/lib``, found without importing torch."""
    found = importlib.util.find_spec("torch")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "lib"
