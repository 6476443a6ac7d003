"""Packages of the frozen program for Linux: ``python -m scripts.linux_packages deb tar.zst appdir``.

``--program`` is the folder PyInstaller made (dist/quadtune), ``--out`` where the packages go (dist). A
program frozen with a PyTorch for NVIDIA cards becomes the package ``quadtune-cuda``, which takes the place
of ``quadtune``. The .deb needs dpkg-deb and objdump, the tarball xz or zstd.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from desktop.diagnostics.qt_system_libraries import PACKAGES
from engine import __version__
from scripts.elf_needs import Needs, needs_of

ROOT = Path(__file__).resolve().parents[1]
NAME = "quadtune"
HOME = Path("opt") / NAME
"""Where the program lies below the root of a file system."""

CUDA_LIBRARY = "libtorch_cuda.so"
C_LIBRARY = ("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libutil.so.1",
             "libresolv.so.2", "libmvec.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1")  # fmt: skip
OTHER_PACKAGES = {"libgcc_s.so.1": "libgcc-s1", "libstdc++.so.6": "libstdc++6"}
DRIVER = ("libcuda.so.1", "libnvidia-ml.so.1", "libcudadebugger.so.1")
"""Comes with NVIDIA's driver, by whatever way that was installed; the program runs without."""

DATA_PACKAGES = ("libfontconfig1", "xkb-data")
"""Files that libraries inside the program look for: which fonts there are, what keys mean."""

FONTS = "fonts-noto-cjk | fonts-wqy-microhei | fonts-wqy-zenhei"

CONTROL = """\
Package: {package}
Version: {version}
Architecture: {architecture}
Maintainer: The QuadTune developers <quadtune@localhost>
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: {recommends}
{relations}Section: science
Priority: optional
Description: text detector for your own pictures: label, fine-tune, export
 QuadTune labels the text in pictures with quads, fine-tunes a text detector on
 them, tries it on other pictures and exports it as an ONNX file: one window in
 English and Chinese, and a command line. Nothing leaves the machine.
 .
 {flavour}
"""

COPYRIGHT = """\
QuadTune
========

{licence}
{notice}

The program holds a Python interpreter and libraries under licences of their own. They are listed with
their texts in /{home}/_internal/THIRD-PARTY.txt.
"""

APP_RUN = f"""\
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/{HOME}/{NAME}" "$@"
"""


def has_cuda(program: Path) -> bool:
    """Whether the frozen ``program`` holds a PyTorch for NVIDIA cards."""
    return any(program.rglob(CUDA_LIBRARY))


def package_name(program: Path) -> str:
    return f"{NAME}-cuda" if has_cuda(program) else NAME


def lay_out(program: Path, root: Path) -> None:
    """Put the frozen ``program`` and what desktops look for below ``root``, as they lie when installed."""
    shutil.copytree(program, root / HOME, symlinks=True, copy_function=_link_or_copy)
    _fill(root / "usr/bin")
    (root / "usr/bin" / NAME).symlink_to(f"../../{HOME}/{NAME}")
    share = root / "usr/share"
    _put(share / f"applications/{NAME}.desktop", _template("quadtune.desktop"))
    _put(share / f"metainfo/{NAME}.metainfo.xml", _template("quadtune.metainfo.xml"))
    icons = [sys.executable, "-m", "scripts.app_icons", "--hicolor", str(share / "icons/hicolor")]
    subprocess.run(icons, cwd=ROOT, check=True)  # a process of its own: it starts Qt without a screen
    licence, notice = ((ROOT / name).read_text(encoding="utf-8") for name in ("LICENSE", "NOTICE"))
    _put(
        share / f"doc/{package_name(program)}/copyright",
        COPYRIGHT.format(licence=licence, notice=notice, home=HOME),
    )
    for path in [root, *root.rglob("*")]:  # whatever the mask of who builds it
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def depends(needs: Needs) -> list[str]:
    """The Debian packages that bring what the program ``needs``. LookupError for a library nobody knows."""
    known = {library: debian for library, (debian, _) in PACKAGES.items()} | OTHER_PACKAGES
    packages = set(DATA_PACKAGES)
    for library, file in needs.libraries.items():
        if library in C_LIBRARY or library in DRIVER:
            continue
        if library not in known:
            raise LookupError(
                f"{file} needs {library}, which is not in the program: install it where the program is "
                "frozen, leave the file out (scripts/freeze_rules.py) or name its package here."
            )
        packages.add(known[library])
    oldest = f" (>= {'.'.join(map(str, needs.glibc))})" if needs.glibc else ""
    return [f"libc6{oldest}", *sorted(packages)]


def control(program: Path, root: Path, architecture: str) -> str:
    """The .deb's control file for what lies below ``root``."""
    package = package_name(program)
    other = NAME if package != NAME else f"{NAME}-cuda"
    relations = f"Conflicts: {other}\nReplaces: {other}\n"
    if package != NAME:
        relations += f"Provides: {NAME} (= {__version__})\n"
    flavours = {
        NAME: "This build computes on the processor.",
        f"{NAME}-cuda": "This build computes on NVIDIA cards, and on the processor without one.",
    }
    size = sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir())
    return CONTROL.format(
        package=package,
        version=__version__,
        architecture=architecture,
        kilobytes=-(-size // 1024),
        depends=", ".join(depends(needs_of(program))),
        recommends=FONTS,
        relations=relations,
        flavour=flavours[package],
    )


def build_deb(program: Path, out: Path) -> Path:
    """``out``/quadtune_<version>_<architecture>.deb."""
    asked = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    architecture = asked.stdout.strip()
    package = out / f"{package_name(program)}_{__version__}_{architecture}.deb"
    with tempfile.TemporaryDirectory(dir=out) as temporary:
        root = Path(temporary) / "root"
        lay_out(program, root)
        text = control(program, root, architecture)
        sums = _md5sums(root)
        _put(root / "DEBIAN/control", text)
        _put(root / "DEBIAN/md5sums", sums)
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zzstd", "--build", str(root), str(package)], check=True
        )
    return package


def build_tarball(program: Path, out: Path, suffix: str) -> Path:
    """``out``/quadtune-<version>-linux-<machine>.tar.xz or .zst: one folder to unpack anywhere."""
    base = f"{package_name(program)}-{__version__}-linux-{platform.machine()}"
    tarball = out / f"{base}.tar.{suffix}"
    compress = {"xz": "xz -T0 -6", "zst": "zstd -T0 -12"}[suffix]
    with tempfile.TemporaryDirectory(dir=out) as temporary:
        root = Path(temporary) / "root"
        lay_out(program, root)
        folder = Path(temporary) / base
        (root / HOME).rename(folder)
        (root / "usr/share").rename(folder / "share")
        subprocess.run(
            ["tar", "--owner=0", "--group=0", "--sort=name", "-C", temporary, "-I", compress,
             "-cf", str(tarball), base],
            check=True,
        )  # fmt: skip
    return tarball


def build_appdir(program: Path, out: Path) -> Path:
    """``out``/QuadTune.AppDir, of which appimagetool makes one file that runs anywhere."""
    root = out / "QuadTune.AppDir"
    if root.exists():
        shutil.rmtree(root)
    lay_out(program, root)
    _put(root / f"{NAME}.desktop", _template("quadtune.desktop"))
    shutil.copy2(root / f"usr/share/icons/hicolor/256x256/apps/{NAME}.png", root / f"{NAME}.png")
    _put(root / "AppRun", APP_RUN)
    (root / "AppRun").chmod(0o755)
    return root


def _template(name: str) -> str:
    text = (ROOT / "installer" / name).read_text(encoding="utf-8")
    return text.replace("@VERSION@", __version__).replace("@DATE@", _date().isoformat())


def _date() -> datetime.date:
    """Today, or the day that whoever wants the same package twice asks for."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return (
        datetime.datetime.fromtimestamp(float(epoch), datetime.UTC).date() if epoch else datetime.date.today()
    )


def _put(path: Path, text: str) -> None:
    _fill(path.parent)
    path.write_text(text, encoding="utf-8", newline="\n")


def _fill(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def _link_or_copy(source: str, target: str) -> None:
    """Gigabytes are not copied where a second name will do."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _md5sums(root: Path) -> str:
    """By which ``dpkg --verify`` finds damaged files."""
    lines = []
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False))
            lines.append(f"{digest.hexdigest()}  {path.relative_to(root).as_posix()}\n")
    return "".join(lines)


def build(program: Path, out: Path, kinds: Iterable[str]) -> list[Path]:
    """Build each of ``kinds`` and return what was made. FileNotFoundError without a frozen program."""
    if not (program / NAME).is_file():
        raise FileNotFoundError(f"{program / NAME} is not there: freeze the program first (make installer)")
    out.mkdir(parents=True, exist_ok=True)
    builders: dict[str, Callable[[Path, Path], Path]] = {
        "deb": build_deb,
        "appdir": build_appdir,
        "tar.xz": lambda program, out: build_tarball(program, out, "xz"),
        "tar.zst": lambda program, out: build_tarball(program, out, "zst"),
    }
    return [builders[kind](program, out) for kind in kinds]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kinds", nargs="+", choices=("deb", "tar.xz", "tar.zst", "appdir"))
    parser.add_argument("--program", type=Path, default=ROOT / "dist" / NAME)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    options = parser.parse_args()
    for made in build(options.program, options.out, options.kinds):
        size = f" ({made.stat().st_size / 1e6:.0f} MB)" if made.is_file() else ""
        print(f"{made}{size}")


if __name__ == "__main__":
    main()
