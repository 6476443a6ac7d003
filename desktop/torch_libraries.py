"""On Windows torch's libraries have to be loaded before Qt's. Imports neither torch nor Qt.

Since torch 2.9, loading ``c10.dll`` after Qt can fail with WinError 1114 (pytorch#166628,
pytorch#169429). Importing torch at the start would cost seconds before the window shows, so only that
library is loaded; the lazy ``import torch`` in a job then finds it in place. Elsewhere nothing is done.
"""

from __future__ import annotations

import ctypes
import importlib.util
import logging
import os
import sys
from pathlib import Path

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


def _library_folder() -> Path | None:
    """``torch/lib``, found without importing torch."""
    found = importlib.util.find_spec("torch")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "lib"
