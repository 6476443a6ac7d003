"""The Linux packages, made of a program of a few bytes: what is in them, and what they ask for."""

from __future__ import annotations

import configparser
import mimetypes
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from engine import __version__
from engine.data.pictures import PICTURE_SUFFIXES
from scripts.elf_needs import Needs, needs_of
from scripts.linux_packages import build, depends, package_name

ROOT = Path(__file__).resolve().parents[2]
needs_dpkg = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed")
needs_objdump = pytest.mark.skipif(shutil.which("objdump") is None, reason="objdump is not installed")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder like PyInstaller's: the program, a library, a link."""
    folder = tmp_path / "quadtune"
    (folder / "_internal").mkdir(parents=True)
    shutil.copy2("/bin/true", folder / "quadtune")
    (folder / "_internal" / "data.txt").write_text("data", encoding="utf-8")
    (folder / "_internal" / "data.txt").chmod(0o600)  # as a careful mask leaves it
    (folder / "_internal" / "link").symlink_to("data.txt")
    return folder


@needs_dpkg
@needs_objdump
def test_a_deb_holds_the_program_and_its_menu_entry(program: Path, tmp_path: Path) -> None:
    (deb,) = build(program, tmp_path / "out", ["deb"])
    assert deb.name.startswith(f"quadtune_{__version__}_")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [deb.name]
    root = tmp_path / "root"
    subprocess.run(["dpkg-deb", "-R", deb, root], check=True)
    assert (root / "usr/bin/quadtune").readlink() == Path("../../opt/quadtune/quadtune")
    subprocess.run([root / "usr/bin/quadtune"], check=True)
    assert (root / "opt/quadtune/_internal/link").is_symlink()
    assert (root / "opt/quadtune/_internal/data.txt").stat().st_mode & 0o777 == 0o644
    for size in (16, 48, 256):
        icon = root / f"usr/share/icons/hicolor/{size}x{size}/apps/quadtune.png"
        assert Image.open(icon).size == (size, size)
    control = (root / "DEBIAN/control").read_text(encoding="utf-8")
    assert f"\nVersion: {__version__}\n" in control
    assert "\nDepends: libc6 (>= 2." in control
    assert "Apache" in (root / "usr/share/doc/quadtune/copyright").read_text(encoding="utf-8")
    checked = subprocess.run(["md5sum", "--quiet", "-c", "DEBIAN/md5sums"], cwd=root, check=False)
    assert checked.returncode == 0


@needs_dpkg
@needs_objdump
def test_a_build_for_nvidia_cards_takes_the_place_of_the_other(program: Path, tmp_path: Path) -> None:
    (program / "_internal" / "libtorch_cuda.so").touch()
    assert package_name(program) == "quadtune-cuda"
    (deb,) = build(program, tmp_path / "out", ["deb"])
    fields = subprocess.run(["dpkg-deb", "-f", deb], capture_output=True, text=True, check=True).stdout
    assert "\nConflicts: quadtune\n" in fields
    assert f"\nProvides: quadtune (= {__version__})\n" in fields


@pytest.mark.skipif(shutil.which("zstd") is None, reason="zstd is not installed")
def test_a_tarball_is_one_folder(program: Path, tmp_path: Path) -> None:
    (tarball,) = build(program, tmp_path / "out", ["tar.zst"])
    subprocess.run(["tar", "--zstd", "-xf", tarball, "-C", tmp_path], check=True)
    folder = tmp_path / tarball.name.removesuffix(".tar.zst")
    subprocess.run([folder / "quadtune"], check=True)
    assert (folder / "share/applications/quadtune.desktop").is_file()


def test_an_appdir_starts_from_anywhere(program: Path, tmp_path: Path) -> None:
    (folder,) = build(program, tmp_path / "out", ["appdir"])
    moved = folder.rename(tmp_path / "moved")
    subprocess.run([moved / "AppRun"], check=True)
    assert Image.open(moved / "quadtune.png").size == (256, 256)


def test_without_a_frozen_program_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make installer"):
        build(tmp_path, tmp_path / "out", ["deb"])
    assert not (tmp_path / "out").exists()


@needs_objdump
def test_needs_are_what_is_not_inside(program: Path) -> None:
    needs = needs_of(program)
    assert needs.libraries["libc.so.6"] == "quadtune"
    assert needs.glibc >= (2, 2)
    (program / "_internal" / "libc.so.6").touch()
    assert "libc.so.6" not in needs_of(program).libraries


def test_libraries_become_packages() -> None:
    found = depends(Needs({"libGL.so.1": "a", "libcuda.so.1": "b", "libm.so.6": "c"}, (2, 36)))
    assert found[0] == "libc6 (>= 2.36)"
    assert "libgl1" in found
    assert "xkb-data" in found
    assert not any("cuda" in package for package in found)
    with pytest.raises(LookupError, match=r"plugin\.so needs libodd\.so\.3"):
        depends(Needs({"libodd.so.3": "plugin.so"}, ()))


def test_the_menu_entry_says_what_the_program_opens() -> None:
    entry = configparser.RawConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(ROOT / "installer/quadtune.desktop", encoding="utf-8")
    values = entry["Desktop Entry"]
    assert values["Exec"] == "quadtune %f"
    kinds = set(filter(None, values["MimeType"].split(";")))
    assert kinds == {"inode/directory"} | {
        mimetypes.guess_type(f"x{suffix}")[0] or f"image/{suffix[1:]}" for suffix in PICTURE_SUFFIXES
    }
    for key in ("GenericName", "Comment", "Keywords"):
        assert values[key].isascii()
        assert not values[f"{key}[zh_CN]"].isascii()
    if shutil.which("desktop-file-validate"):
        subprocess.run(["desktop-file-validate", ROOT / "installer/quadtune.desktop"], check=True)


def test_the_description_for_software_centres_is_whole() -> None:
    path = ROOT / "installer/quadtune.metainfo.xml"
    component = ElementTree.parse(path).getroot()
    assert component.findtext("launchable") == "quadtune.desktop"
    assert component.find("releases/release").get("version") == "@VERSION@"
    languages = {text.get("{http://www.w3.org/XML/1998/namespace}lang") for text in component.iter("summary")}
    assert languages == {None, "zh-CN"}
