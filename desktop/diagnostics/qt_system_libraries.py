"""Can Qt open a window on this machine, and which command brings what is missing?

Qt ends the process (``abort``) when its platform plugin cannot be loaded, and names only the first
missing library, so this is asked before Qt is imported. Nothing but the standard library is used:
``make`` runs this file before the window exists, and ``main.py`` before it imports Qt.

Run by hand: ``python -m desktop.diagnostics.qt_system_libraries [--platform xcb] [--install]``.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Shared library → its package on Debian and Ubuntu, and on Fedora.
PACKAGES: Mapping[str, tuple[str, str]] = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libOpenGL.so.0": ("libopengl0", "libglvnd-opengl"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
    "libX11.so.6": ("libx11-6", "libX11"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libwayland-client.so.0": ("libwayland-client0", "libwayland-client"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "libwayland-cursor"),
    "libwayland-egl.so.1": ("libwayland-egl1", "libwayland-egl"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxcb.so.1": ("libxcb1", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libz.so.1": ("zlib1g", "zlib"),
}

CJK_FONT_PACKAGE = "fonts-wqy-microhei"
# Parts of the file names of the usual fonts with Chinese characters.
CJK_FONT_NAMES = ("wqy", "cjk", "sourcehan", "droidsansfallback", "uming", "ukai", "simsun", "simhei", "msyh")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")

# The Qt modules every QuadTune window imports; the platform plugin comes on top.
QT_MODULES = ("Core", "DBus", "Gui", "OpenGL", "Widgets")


@dataclass(frozen=True, slots=True)
class Installer:
    """A package manager: the start of its command line and its column in ``PACKAGES``."""

    command: tuple[str, ...]
    column: int


APT = Installer(("apt-get", "install", "-y", "--no-install-recommends"), 0)
DNF = Installer(("dnf", "install", "-y"), 1)


def has_screen(environment: Mapping[str, str] = os.environ, system: str = sys.platform) -> bool:
    """Whether a window could appear; a platform chosen through ``QT_QPA_PLATFORM`` counts as one."""
    if not system.startswith("linux"):
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def wanted_platform(environment: Mapping[str, str] = os.environ) -> str:
    """The name of the Qt platform plugin a window on this machine uses (``xcb``, ``wayland``, …)."""
    chosen = environment.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if chosen:
        return chosen
    return "wayland" if environment.get("WAYLAND_DISPLAY") and not environment.get("DISPLAY") else "xcb"


def qt_files(platform: str) -> list[Path]:
    """The libraries of the installed PySide6 a window on ``platform`` loads; empty without PySide6."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        return []
    qt = Path(next(iter(spec.submodule_search_locations))) / "Qt"
    files = [qt / "lib" / f"libQt6{module}.so.6" for module in QT_MODULES]
    files.append(qt / "plugins" / "platforms" / f"libq{platform}.so")
    return [file for file in files if file.is_file()]


def missing_in(ldd_output: str) -> list[str]:
    """Sorted names of the libraries that ``ldd`` reported as not found."""
    lines = (line.strip() for line in ldd_output.splitlines())
    return sorted({line.split(" => ")[0] for line in lines if line.endswith(" => not found")})


def missing_libraries(platform: str | None = None) -> list[str]:
    """Sorted names of the system libraries Qt would not find for ``platform``; always empty off Linux."""
    files = qt_files(platform or wanted_platform())
    if not files or not sys.platform.startswith("linux") or shutil.which("ldd") is None:
        return []
    answer = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False)
    return missing_in(answer.stdout)


def load_problem(files: Iterable[Path]) -> str:
    """The loader's message when a library cannot be loaded, else empty.

    Costs next to nothing at start-up: Qt loads the same libraries right after.
    """
    try:
        for file in files:
            ctypes.CDLL(str(file))
    except OSError as error:
        return str(error)
    return ""


def has_cjk_font(folders: Iterable[str] = FONT_FOLDERS) -> bool:
    """Whether a font file that is known to hold Chinese characters lies in one of the ``folders``."""
    files = (file for folder in folders for file in Path(folder).expanduser().rglob("*.[to]t[cf]"))
    names = (file.name.lower().replace("-", "").replace(" ", "") for file in files)
    return any(part in name for name in names for part in CJK_FONT_NAMES)


def find_installer() -> Installer | None:
    """The package manager of this machine, if it is one whose package names are known here."""
    return next((installer for installer in (APT, DNF) if shutil.which(installer.command[0])), None)


def packages_for(libraries: Iterable[str], installer: Installer) -> list[str]:
    """Sorted packages that bring the ``libraries``; a library that is not in the table is left out."""
    return sorted({PACKAGES[name][installer.column] for name in libraries if name in PACKAGES})


def explain(libraries: Sequence[str]) -> str:
    """Say to a person that ``libraries`` are missing and which commands bring them."""
    lines = ["Qt needs system libraries that are not installed: " + ", ".join(libraries) + "."]
    found = find_installer()
    for installer, name in ((APT, "Debian and Ubuntu"), (DNF, "Fedora")):
        packages = packages_for(libraries, installer)
        if packages and found in (installer, None):
            lines.append(f"On {name}: sudo {' '.join([*installer.command, *packages])}")
    if unknown := [name for name in libraries if name not in PACKAGES]:
        lines.append(f"Ask your package manager which package brings {', '.join(unknown)}.")
    return "\n".join(lines)


def explain_no_screen() -> str:
    """Say to a person that there is no screen, and how to go on without one."""
    program = sys.argv[0] if not sys.argv[0].endswith(".py") else f"{sys.executable} {sys.argv[0]}"
    return (
        "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.\n"
        f"Everything except labelling works without one: {program} --help"
    )


def window_obstacle() -> str:
    """Why no window can open on this machine, as text for a person; empty when one can."""
    if not has_screen():
        return explain_no_screen()
    problem = load_problem(qt_files(wanted_platform())) if sys.platform.startswith("linux") else ""
    if not problem:
        return ""
    missing = missing_libraries()
    return explain(missing) if missing else f"Qt cannot be loaded: {problem}"


def install_missing(platform: str) -> None:
    """Install what is missing, a Chinese font included, where that is allowed: root with apt-get."""
    if os.name == "nt" or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    packages = packages_for(missing_libraries(platform), APT)
    if not has_cjk_font():
        packages.append(CJK_FONT_PACKAGE)
    if not packages:
        return
    print("Installing system packages:", " ".join(packages), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
    subprocess.run([*APT.command, "-qq", *packages], check=False, env=environment)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is missing. Exit status: 0 nothing, 1 something is."""
    parser = argparse.ArgumentParser(description="Look for the system libraries Qt needs.")
    parser.add_argument("--platform", default=wanted_platform(), help="xcb, wayland or offscreen")
    parser.add_argument("--install", action="store_true", help="install it (as root, with apt-get)")
    options = parser.parse_args(arguments)
    if options.install:
        install_missing(options.platform)
    missing = missing_libraries(options.platform)
    if missing:
        print(explain(missing), file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
