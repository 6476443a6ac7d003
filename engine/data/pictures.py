"""Pictures in and out: the only place that knows EXIF, transparency, grey, palettes and 16 bit.

Everybody else gets height × width × 3 pixels, uint8, BGR, turned the way people see the picture. That
is also the frame of ``cv2.imread``. Pillow decodes: it reports every damaged file, tells a picture's
size without decoding it, and for JPEG its pixels are those of OpenCV.
"""

from __future__ import annotations

import io
import os
import struct
import warnings
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from engine import files
from engine.errors import InputError, Message

PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp")

# By content, whatever the suffix says. Named, because Pillow knows formats that start other programs.
_READERS = (
    JpegImagePlugin.JpegImageFile, PngImagePlugin.PngImageFile, BmpImagePlugin.BmpImageFile,
    TiffImagePlugin.TiffImageFile, WebPImagePlugin.WebPImageFile, GifImagePlugin.GifImageFile,
)  # fmt: skip
_FORMATS = [reader.format for reader in _READERS]
_LARGEST = 2**30  # pixels; what OpenCV takes, too
Image.MAX_IMAGE_PIXELS = None  # Pillow warns from 89 million pixels on and refuses 179; our limit is _LARGEST
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")  # remarks on odd EXIF and TIFF tags
_ORIENTATION = 0x0112  # EXIF tag
_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow raises for damaged data; caught around its own calls only, so that our mistakes stay visible.
_DAMAGED = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, struct.error)


def is_picture(path: Path) -> bool:
    """Whether the name is that of a picture: a known suffix, not hidden."""
    return _is_picture_name(path.name)


def _is_picture_name(name: str) -> bool:
    return name.lower().endswith(PICTURE_SUFFIXES) and not name.startswith(".")


def list_pictures(folder: Path) -> list[Path]:
    """The pictures directly inside ``folder``, sorted by name; empty when there is no such folder."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:  # ten thousand paths would be looked at one by one
        names = sorted(entry.name for entry in entries if _is_picture_name(entry.name) and entry.is_file())
    return [folder / name for name in names]


def read_picture(path: Path) -> NDArray[np.uint8]:
    """The pixels of ``path``, (height, width, 3) uint8 BGR, as people see them.

    EXIF orientation is applied, transparency is laid over white, 16 bits become 8. InputError when the
    file is missing, empty, no picture, damaged or too large.
    """
    try:
        with _open(io.BytesIO(files.read_bytes(path)), path) as image:
            _load(image, path)
            turn = _TRANSPOSE.get(_orientation(image))
            upright = image if turn is None else image.transpose(turn)
            return cv2.cvtColor(_rgb(upright), cv2.COLOR_RGB2BGR).astype(np.uint8, copy=False)
    except MemoryError as error:
        raise _error(_TOO_LARGE, path) from error


def picture_size(path: Path) -> tuple[int, int]:
    """(width, height) of ``path`` in the frame of ``read_picture``, in most cases without decoding it."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise files.reading_error(path, error) from error
    with file, _open(file, path) as image:
        # PNG may carry its EXIF block after the pixels; Pillow has seen it only after decoding.
        if image.format == "PNG" and "exif" not in image.info and b"eXIf" in files.read_bytes(path):
            _load(image, path)
        width, height = image.size
        # Pillow turns TIFF itself; its size is the turned one from the start.
        turned = image.format != "TIFF" and _orientation(image) >= 5
        return (height, width) if turned else (width, height)


def write_picture(path: Path, image: NDArray[np.uint8]) -> None:
    """Write ``image`` (BGR, grey or BGRA, uint8) in the format of the suffix, JPEG at quality 95."""
    suffix = path.suffix.lower()
    if suffix not in PICTURE_SUFFIXES:
        raise InputError(
            Message("Pictures cannot be written as “{suffix}”.", suffix=suffix),
            remedy=Message("Use a name that ends in .png or .jpg."),
            path=path,
        )
    options = [cv2.IMWRITE_JPEG_QUALITY, 95] if suffix in (".jpg", ".jpeg") else []
    done, data = cv2.imencode(suffix, image, options)
    if not done:
        raise ValueError(f"OpenCV cannot encode {image.shape} {image.dtype} as {suffix}")
    files.write_bytes(path, data.tobytes())


def _open(file: io.BytesIO | io.BufferedReader, path: Path) -> Image.Image:
    """The picture in ``file``, its header read; InputError when it is empty, no picture or too large."""
    try:
        if not file.read(1):
            raise _error(_NO_FILE, path)
        file.seek(0)
        image = Image.open(file, formats=_FORMATS)
    except UnidentifiedImageError as error:
        raise _error(_NO_PICTURE, path) from error
    except _DAMAGED as error:
        raise _error(_BROKEN, path) from error
    if image.width * image.height > _LARGEST:
        raise _error(_TOO_LARGE, path)
    return image


def _load(image: Image.Image, path: Path) -> None:
    """Decode the pixels; InputError when they are damaged."""
    try:
        image.load()
    except _DAMAGED as error:
        raise _error(_BROKEN, path) from error


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 when there is none or the block is damaged, as viewers do."""
    block = image.info.get("exif")
    if not isinstance(block, bytes) or image.format == "TIFF":
        return 1
    exif = Image.Exif()
    try:
        exif.load(block)
        value = exif.get(_ORIENTATION, 1)
    except _DAMAGED:
        return 1
    return value if value in _TRANSPOSE else 1


def _rgb(image: Image.Image) -> NDArray[np.uint8]:
    if image.mode.startswith("I") or image.mode == "F":
        grey = _to_8_bit(np.asarray(image))
        return np.repeat(grey[:, :, None], 3, axis=2)
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        image = paper
    return np.asarray(image.convert("RGB"))


def _to_8_bit(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Grey values of more than 8 bits: the 16-bit range scaled, any other range stretched to 0…255."""
    numbers = np.nan_to_num(values.astype(np.float32))
    low, high = float(numbers.min()), float(numbers.max())
    if np.issubdtype(values.dtype, np.integer) and low >= 0 and high <= 65535:
        low, high = 0.0, 65535.0
    levels: NDArray[np.float32] = np.rint((numbers - low) * (255.0 / max(high - low, 1e-12)))
    return levels.astype(np.uint8)


_NO_FILE = Message("The picture file is empty (zero bytes).")
_NO_PICTURE = Message("The file is not a picture.")
_BROKEN = Message("The picture is damaged or cut off.")
_TOO_LARGE = Message("The picture is too large to be opened.")
_COPY_AGAIN = Message("Copy the picture again from its source, or remove it.")
_REMEDIES = {
    _NO_FILE: _COPY_AGAIN,
    _NO_PICTURE: Message("Use JPEG, PNG, BMP, TIFF or WebP pictures, or remove the file from the folder."),
    _BROKEN: _COPY_AGAIN,
    _TOO_LARGE: Message("Scale it down or cut it into parts in a picture editor."),
}


def _error(problem: Message, path: Path) -> InputError:
    return InputError(problem, remedy=_REMEDIES[problem], path=path)
