from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from engine.data import pictures
from engine.data.pictures import is_picture, list_pictures, picture_size, read_picture, write_picture
from engine.errors import InputError, StorageError

pytestmark = pytest.mark.filterwarnings(r"ignore::UserWarning:PIL\.")  # as engine.data.pictures does

RED, GREEN, BLUE, WHITE = (0, 0, 255), (0, 255, 0), (255, 0, 0), (255, 255, 255)  # BGR


def four_colours(width: int = 48, height: int = 32) -> NDArray[np.uint8]:
    """Red, green over blue, white: every turn and mirroring of it looks different. BGR."""
    image = np.zeros((height, width, 3), np.uint8)
    image[: height // 2, : width // 2] = RED
    image[: height // 2, width // 2 :] = GREEN
    image[height // 2 :, : width // 2] = BLUE
    image[height // 2 :, width // 2 :] = WHITE
    return image


def corners(image: NDArray[np.uint8]) -> list[tuple[int, ...]]:
    """Colours of the four corners, JPEG's small errors rounded away."""
    points = (image[2, 2], image[2, -3], image[-3, 2], image[-3, -3])
    return [tuple(int(round(value / 255) * 255) for value in point) for point in points]


def opencv(path: Path) -> NDArray[np.uint8]:
    """What OpenCV reads; its ``imread`` 5.0 fails on TIFF."""
    image = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image.astype(np.uint8)


def save(path: Path, image: NDArray[np.generic], mode: str | None = None, **options: Any) -> Path:
    picture = Image.fromarray(image)
    if mode is not None:
        picture = picture.convert(mode)
    picture.save(path, **options)
    return path


def exif(orientation: int) -> Image.Exif:
    block = Image.Exif()
    block[0x0112] = orientation
    return block


# What EXIF 2.32 says of each value: which side of the stored picture is the top of the seen one.
STORED = {
    1: lambda seen: seen,
    2: lambda seen: seen[:, ::-1],
    3: lambda seen: seen[::-1, ::-1],
    4: lambda seen: seen[::-1],
    5: lambda seen: seen.transpose(1, 0, 2),
    6: lambda seen: np.rot90(seen),
    7: lambda seen: seen[::-1, ::-1].transpose(1, 0, 2),
    8: lambda seen: np.rot90(seen, -1),
}


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation(tmp_path: Path, orientation: int, suffix: str) -> None:
    seen = four_colours()
    stored = np.ascontiguousarray(STORED[orientation](seen)[:, :, ::-1])
    options: dict[str, Any] = {"lossless": True} if suffix == ".webp" else {}
    path = save(tmp_path / f"a{suffix}", stored, exif=exif(orientation), **options)
    image = read_picture(path)
    assert corners(image) == corners(seen) == [RED, GREEN, BLUE, WHITE]
    assert image.shape == seen.shape
    assert picture_size(path) == (48, 32)
    theirs = opencv(path)
    assert corners(theirs) == corners(image)


def test_png_with_exif_after_the_pixels(tmp_path: Path) -> None:
    stored = np.ascontiguousarray(STORED[6](four_colours())[:, :, ::-1])
    buffer = io.BytesIO()
    Image.fromarray(stored).save(buffer, "PNG", exif=exif(6))
    data, position, chunks = buffer.getvalue(), 8, {}
    while position < len(data):
        length = struct.unpack(">I", data[position : position + 4])[0] + 12
        chunks[data[position + 4 : position + 8]] = data[position : position + length]
        position += length
    late = data[:8] + chunks[b"IHDR"] + chunks[b"IDAT"] + chunks[b"eXIf"] + chunks[b"IEND"]
    (tmp_path / "late.png").write_bytes(late)
    assert corners(read_picture(tmp_path / "late.png")) == [RED, GREEN, BLUE, WHITE]
    assert picture_size(tmp_path / "late.png") == (48, 32)


def test_a_damaged_exif_block_turns_nothing(tmp_path: Path) -> None:
    rgb = four_colours()[:, :, ::-1]
    path = save(tmp_path / "a.jpg", rgb, exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff\x01")
    assert corners(read_picture(path)) == [RED, GREEN, BLUE, WHITE]
    path = save(tmp_path / "b.jpg", rgb, exif=exif(77))
    assert read_picture(path).shape == (32, 48, 3)


@pytest.mark.parametrize("suffix", [".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".PNG"])
def test_every_format_comes_back_and_unicode_paths_work(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "图片 é" / f"收据 №1{suffix}"
    write_picture(path, four_colours())
    image = read_picture(path)
    assert corners(image) == [RED, GREEN, BLUE, WHITE]
    assert image.shape == (32, 48, 3)
    assert image.dtype == np.uint8
    assert image.flags.c_contiguous
    assert picture_size(path) == (48, 32)
    assert [one.name for one in list_pictures(path.parent)] == [path.name]


def test_lossless_formats_keep_every_pixel(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (37, 53, 3)).astype(np.uint8)
    for suffix in (".png", ".bmp", ".tif"):
        write_picture(tmp_path / f"a{suffix}", noise)
        assert np.array_equal(read_picture(tmp_path / f"a{suffix}"), noise)


def test_grey_palette_and_one_bit(tmp_path: Path) -> None:
    grey = np.tile(np.arange(48, dtype=np.uint8) * 5, (32, 1))
    image = read_picture(save(tmp_path / "grey.png", grey))
    assert np.array_equal(image, np.repeat(grey[:, :, None], 3, axis=2))
    path = save(tmp_path / "palette.png", four_colours()[:, :, ::-1], "P")
    assert corners(read_picture(path)) == [RED, GREEN, BLUE, WHITE]
    path = save(tmp_path / "bit.png", (grey > 100).astype(np.uint8) * 255, "1")
    assert set(np.unique(read_picture(path))) == {0, 255}


def test_cmyk_jpeg(tmp_path: Path) -> None:
    path = save(tmp_path / "cmyk.jpg", np.full((32, 32, 3), (200, 40, 40), np.uint8), "CMYK")
    blue, green, red = read_picture(path)[16, 16]
    assert red > 150 > green
    assert red > 150 > blue


def test_transparency_is_laid_over_white(tmp_path: Path) -> None:
    pixels = np.zeros((3, 8, 4), np.uint8)
    pixels[0] = (255, 0, 0, 255)
    pixels[1] = (0, 0, 0, 128)
    image = read_picture(save(tmp_path / "rgba.png", pixels))
    assert image[0, 0].tolist() == list(RED)
    assert abs(int(image[1, 0, 0]) - 127) <= 1
    assert image[2, 0].tolist() == list(WHITE)
    image = read_picture(save(tmp_path / "la.png", pixels[:, :, [0, 3]]))
    assert image[:, 0].tolist() == [[255] * 3, image[1, 0].tolist(), [255] * 3]
    assert abs(int(image[1, 0, 0]) - 127) <= 1
    palette = Image.fromarray(np.array([[0, 1]], np.uint8)).convert("P")
    palette.putpalette([255, 0, 0, 0, 0, 255])
    palette.save(tmp_path / "p.png", transparency=1)
    assert read_picture(tmp_path / "p.png").tolist() == [[list(RED), list(WHITE)]]


def test_png_content_under_a_jpg_name(tmp_path: Path) -> None:
    pixels = np.zeros((8, 6, 4), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "img_1.jpg", "PNG")
    assert read_picture(tmp_path / "img_1.jpg").tolist() == np.full((8, 6, 3), 255).tolist()
    assert picture_size(tmp_path / "img_1.jpg") == (6, 8)


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_sixteen_bits_become_eight(tmp_path: Path, suffix: str) -> None:
    wide = np.linspace(0, 65535, 64).astype(np.uint16)[None].repeat(4, axis=0)
    for image in (wide, np.repeat(wide[:, :, None], 3, axis=2)):
        done, data = cv2.imencode(suffix, image)
        assert done
        (tmp_path / f"a{suffix}").write_bytes(data.tobytes())
        read = read_picture(tmp_path / f"a{suffix}")
        assert read.shape == (4, 64, 3)
        assert np.abs(read[0, :, 1].astype(float) - wide[0] / 257).max() <= 1


def test_sixteen_bits_with_alpha(tmp_path: Path) -> None:
    done, data = cv2.imencode(".png", np.full((4, 4, 4), (0, 0, 0, 0), np.uint16))
    assert done
    (tmp_path / "a.png").write_bytes(data.tobytes())
    assert (read_picture(tmp_path / "a.png") == 255).all()


def test_float_grey_is_stretched(tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", np.array([[0.0, 0.25, 0.5]], np.float32))
    assert read_picture(path)[0, :, 0].tolist() == [0, 128, 255]


def test_the_frame_is_that_of_opencv_for_real_pictures(shared_data: Path) -> None:
    for path in sorted(shared_data.glob("*/t*_images/*"))[::60]:
        image = read_picture(path)
        assert picture_size(path) == (image.shape[1], image.shape[0])
        theirs = opencv(path)
        assert image.shape == theirs.shape
        if path.read_bytes().startswith(b"\xff\xd8"):
            assert np.abs(image.astype(int) - theirs).max() <= 2


def refused(path: Path, text: str, *, size: bool = True) -> None:
    for read in (read_picture, picture_size) if size else (read_picture,):
        with pytest.raises(InputError, match=text) as caught:
            read(path)
        assert caught.value.path == path
        assert caught.value.remedy


def test_unusable_files(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    refused(tmp_path / "none.png", "no such file")
    (tmp_path / "folder.png").mkdir()
    refused(tmp_path / "folder.png", "folder")
    (tmp_path / "empty.png").write_bytes(b"")
    refused(tmp_path / "empty.png", "zero bytes")
    (tmp_path / "text.png").write_text("this is not a picture")
    refused(tmp_path / "text.png", "not a picture")
    (tmp_path / "script.jpg").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")
    refused(tmp_path / "script.jpg", "not a picture")
    assert capfd.readouterr() == ("", ""), "decoders say nothing on the terminal"


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".bmp", ".tif", ".webp"])
def test_cut_off_files(tmp_path: Path, suffix: str, capfd: pytest.CaptureFixture[str]) -> None:
    whole = tmp_path / f"whole{suffix}"
    write_picture(whole, np.random.default_rng(0).integers(0, 256, (90, 120, 3)).astype(np.uint8))
    data = whole.read_bytes()
    for share in (0.3, 0.6, 0.95):
        cut = tmp_path / f"cut{suffix}"
        cut.write_bytes(data[: int(len(data) * share)])
        refused(cut, "damaged|not a picture", size=False)
    assert capfd.readouterr() == ("", "")


@settings(max_examples=150)
@given(st.sampled_from([".jpg", ".png", ".bmp", ".tif", ".webp"]), st.randoms(use_true_random=False))
def test_scrambled_files_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, random: object
) -> None:
    path = tmp_path_factory.getbasetemp() / f"scrambled{suffix}"
    data = bytearray(cv2.imencode(suffix, four_colours())[1].tobytes())
    for _ in range(random.randint(1, 12)):  # type: ignore[attr-defined]
        data[random.randrange(len(data))] = random.randrange(256)  # type: ignore[attr-defined]
    path.write_bytes(data)
    for read in (read_picture, picture_size):
        try:
            read(path)
        except InputError as error:
            assert error.path == path  # noqa: PT017


def test_large_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """14,000 × 14,000 pixels: above what Pillow (179 M) and Qt (256 MB) take by themselves."""
    Image.new("1", (14_000, 14_000)).save(tmp_path / "large.png")
    assert picture_size(tmp_path / "large.png") == (14_000, 14_000)
    monkeypatch.setattr(pictures, "_LARGEST", 10**6)
    refused(tmp_path / "large.png", "too large")


def test_a_picture_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    header = struct.pack(
        "<2sIHHIIiiHHIIiiII", b"BM", 54, 0, 0, 54, 40, 60_000, 60_000, 1, 24, 0, 0, 0, 0, 0, 0
    )
    (tmp_path / "bomb.bmp").write_bytes(header)
    refused(tmp_path / "bomb.bmp", "too large")


def test_names() -> None:
    assert is_picture(Path("a/b.JPG"))
    assert is_picture(Path("名.webp"))
    assert not is_picture(Path(".hidden.png"))
    assert not is_picture(Path("a.txt"))
    assert not is_picture(Path("png"))


def test_list_is_sorted_and_holds_pictures_only(tmp_path: Path) -> None:
    for name in ("b.png", "a.jpg", "B.png", ".c.png", "d.txt"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "e.png").mkdir()
    assert [path.name for path in list_pictures(tmp_path)] == ["B.png", "a.jpg", "b.png"]
    assert list_pictures(tmp_path / "none") == []


def test_writing_is_refused_clearly(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.xyz"):
        write_picture(tmp_path / "a.xyz", four_colours())
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError):
        write_picture(tmp_path / "file" / "a.png", four_colours())


def test_jpeg_is_written_at_quality_95(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype(np.uint8)
    write_picture(tmp_path / "a.jpg", noise)
    assert (tmp_path / "a.jpg").read_bytes() == cv2.imencode(".jpg", noise)[1].tobytes()
