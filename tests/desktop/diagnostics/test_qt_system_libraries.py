"""Missing system libraries are named with the command that installs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.diagnostics import qt_system_libraries as libraries

LDD = """
	linux-vdso.so.1 (0x00007ffd5e5f2000)
	libQt6XcbQpa.so.6 => /opt/qt/lib/libQt6XcbQpa.so.6 (0x00007f1c2b200000)
	libxcb-cursor.so.0 => not found
	libEGL.so.1 => not found
	libxcb-cursor.so.0 => not found
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f1c2ae00000)
"""

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")


def test_ldd_answer_is_read() -> None:
    assert libraries.missing_in(LDD) == ["libEGL.so.1", "libxcb-cursor.so.0"]
    assert libraries.missing_in("\tstatically linked\n") == []


def test_packages_are_named_once_and_sorted() -> None:
    missing = ["libgthread-2.0.so.0", "libglib-2.0.so.0", "libEGL.so.1", "libnobody.so.9"]
    assert libraries.packages_for(missing, libraries.APT) == ["libegl1", "libglib2.0-0"]
    assert libraries.packages_for(missing, libraries.DNF) == ["glib2", "libglvnd-egl"]


def test_explanation_names_libraries_and_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "find_installer", lambda: libraries.DNF)
    text = libraries.explain(["libxcb-cursor.so.0", "libnobody.so.9"])
    assert "libxcb-cursor.so.0" in text
    assert "sudo dnf install -y xcb-util-cursor" in text
    assert "apt-get" not in text
    assert "which package brings libnobody.so.9" in text


def test_explanation_names_both_commands_on_an_unknown_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "find_installer", lambda: None)
    text = libraries.explain(["libEGL.so.1"])
    assert "libegl1" in text
    assert "libglvnd-egl" in text


@pytest.mark.parametrize(
    ("environment", "system", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_screen(environment: dict[str, str], system: str, expected: bool) -> None:
    assert libraries.has_screen(environment, system) is expected


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "xcb"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, "vnc"),
        ({"QT_QPA_PLATFORM": "wayland;xcb", "DISPLAY": ":0"}, "wayland"),
    ],
)
def test_platform(environment: dict[str, str], expected: str) -> None:
    assert libraries.wanted_platform(environment) == expected


@linux_only
def test_this_machine_can_run_the_tests() -> None:
    names = [file.name for file in libraries.qt_files("offscreen")]
    assert "libQt6Widgets.so.6" in names
    assert "libqoffscreen.so" in names
    assert libraries.missing_libraries("offscreen") == []


@linux_only
def test_a_library_that_does_not_load_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "libqxcb.so"
    broken.write_bytes(b"no library")
    monkeypatch.setattr(libraries, "qt_files", lambda _platform: [broken])
    monkeypatch.setenv("DISPLAY", ":0")
    assert "libqxcb.so" in libraries.window_obstacle()
    monkeypatch.setattr(libraries, "missing_libraries", lambda: ["libEGL.so.1"])
    assert "libEGL.so.1" in libraries.window_obstacle()


def test_chinese_font_is_found_by_name(tmp_path: Path) -> None:
    assert not libraries.has_cjk_font([str(tmp_path), str(tmp_path / "absent")])
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / "DejaVuSans.ttf").touch()
    assert not libraries.has_cjk_font([str(tmp_path)])
    (tmp_path / "truetype" / "NotoSansCJK-Regular.ttc").touch()
    assert libraries.has_cjk_font([str(tmp_path)])


@linux_only
def test_without_a_screen_the_window_says_so_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    main = Path(libraries.__file__).parents[2] / "main.py"
    answer = subprocess.run([sys.executable, main], capture_output=True, text=True, check=False, timeout=300)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert "no screen" in answer.stderr
    assert "Traceback" not in answer.stderr
