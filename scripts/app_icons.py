"""The application's icon as files, for menus and installers: drawn by the program itself.

``python -m scripts.app_icons --hicolor DIR`` writes ``DIR/<size>x<size>/apps/quadtune.png``, the layout of
icon themes; ``--ico FILE`` one file with all sizes, as Windows wants it. No screen is needed.
"""

from __future__ import annotations

import argparse
import io
import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication

from desktop.ui.icons import app_icon

NAME = "quadtune"


def icon_pngs() -> dict[int, bytes]:
    """Side in pixels → the icon as PNG, every size the program draws; there has to be a QGuiApplication."""
    icon = app_icon()
    pngs = {}
    for size in icon.availableSizes():
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if not icon.pixmap(size).save(buffer, "PNG"):
            raise OSError(f"Qt cannot write the icon of {size.width()} pixels")
        pngs[size.width()] = bytes(buffer.data().data())
    return pngs


def write_hicolor(folder: Path) -> None:
    """Write the icon into ``folder``, which is laid out as the theme ``hicolor`` is."""
    for size, png in icon_pngs().items():
        path = folder / f"{size}x{size}" / "apps" / f"{NAME}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png)


def write_ico(path: Path) -> None:
    """Write all sizes into the one file ``path``."""
    pictures = [Image.open(io.BytesIO(png)) for _, png in sorted(icon_pngs().items(), reverse=True)]
    largest, *others = pictures
    sizes = [picture.size for picture in pictures]
    path.parent.mkdir(parents=True, exist_ok=True)
    largest.save(path, format="ICO", sizes=sizes, append_images=others)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hicolor", type=Path, metavar="DIR")
    parser.add_argument("--ico", type=Path, metavar="FILE")
    options = parser.parse_args()
    application = QGuiApplication([NAME])
    if options.hicolor is not None:
        write_hicolor(options.hicolor)
    if options.ico is not None:
        write_ico(options.ico)
    del application


if __name__ == "__main__":
    main()
