"""What the frozen program leaves out; ``build_installer.spec`` asks, the tests check.

Everything here is a matter of size: the program works with all of it inside.
"""

from __future__ import annotations

import fnmatch

# Modules that are never imported at run time. torch.compile is not used, so triton (1 GB) can go.
EXCLUDED_MODULES = (
    "IPython",
    "_pytest",
    "hypothesis",
    "matplotlib",
    "mypy",
    "onnxtr",
    "pyqtgraph.examples",
    "pyqtgraph.opengl",
    "pytest",
    "scipy",  # pyqtgraph and torch use it where it is there
    "tkinter",
    "triton",
)

# Qt plugins a window of ours can load. Input contexts: without them no Chinese can be typed.
QT_PLUGIN_FOLDERS = (
    "iconengines",
    "imageformats",
    "platforminputcontexts",
    "platforms",
    "platformthemes",
    "styles",
    "wayland-*",
    "xcbglintegrations",
)
QT_PLUGINS_LEFT_OUT = (
    "*eglfs*",
    "*linuxfb*",
    "*qgtk3*",  # would bring half of the build machine's GTK
    "*qpdf*",
    "*qtvirtualkeyboard*",
    "*qvkkhrdisplay*",
    "*qvnc*",
    "wayland-graphics-integration-server/*",
)
QT_LIBRARIES_LEFT_OUT = (
    "Qml*",
    "Quick*",
    "Pdf*",
    "VirtualKeyboard*",
    "Egl*",
    "WaylandCompositor*",
    "WaylandEglCompositor*",
)
QT_TRANSLATIONS_KEPT = ("qtbase_zh_CN.qm",)

LEFT_OUT = (
    "torch/bin/protoc*",
    "torch/bin/test_*",
    "torch/bin/*Test",
    "torch/lib/libtorchbind_test*",
    "torch/include/*",
    "torch/share/*",
    "torch/test/*",
    "torch/testing/_internal/*",
    "torch/utils/benchmark/examples/*",
    "onnx/backend/test/*",
    "rapidocr/models/*_det_*",  # only its recognition is used
    "rapidocr/models/*_cls_*",
    "*/protoc",
    "*/protoc-[0-9]*",
)


def unwanted(destination: str) -> bool:
    """Whether a file stays out; ``destination`` is its path inside the program's folder."""
    path = destination.replace("\\", "/")
    if any(fnmatch.fnmatchcase(path, pattern) for pattern in LEFT_OUT):
        return True
    if "PySide6" not in path.split("/"):
        return False
    return _unwanted_qt(path)


def _unwanted_qt(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    if "/translations/" in path:
        return name not in QT_TRANSLATIONS_KEPT
    if "/plugins/" in path:
        plugin = path.split("/plugins/", 1)[1]
        kept = any(fnmatch.fnmatchcase(plugin.split("/")[0], pattern) for pattern in QT_PLUGIN_FOLDERS)
        return not kept or any(fnmatch.fnmatchcase(plugin, pattern) for pattern in QT_PLUGINS_LEFT_OUT)
    del folder
    return any(
        fnmatch.fnmatchcase(name, f"{prefix}Qt6{pattern}")
        for prefix in ("lib", "")
        for pattern in QT_LIBRARIES_LEFT_OUT
    )
