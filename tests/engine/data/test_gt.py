from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.data.gt import BadLine, GtFile, Label, format_gt, parse_gt, read_gt, read_labels, write_gt
from engine.errors import InputError, StorageError

SQUARE = (10.0, 20.0, 30.0, 20.0, 30.0, 40.0, 10.0, 40.0)
LINE = "10,20,30,20,30,40,10,40,"

coordinates = st.one_of(
    st.integers(-100_000, 100_000).map(float), st.floats(-1e6, 1e6, allow_nan=False, allow_infinity=False)
)
labels = st.builds(Label, st.tuples(*[coordinates] * 8), st.text())
# Lines as hand-made files have them: near misses of the format, mixed with anything.
near_misses = st.lists(
    st.sampled_from(["1", "-2.5", "x", "", " 7 ", "###", '"a"', "１", "nan", "1e9", "中"]),
    min_size=0,
    max_size=11,
).map(",".join)
contents = st.lists(st.one_of(st.text(), near_misses, labels.map(lambda one: format_gt([one]).strip("\n"))))


@settings(max_examples=100)
@given(st.lists(labels))
@example([Label(SQUARE, '"quoted"')])
@example([Label(SQUARE, '""')])
@example([Label(SQUARE, ' "a" ')])
@example([Label(SQUARE, '"')])
@example([Label(SQUARE, '"a"b"')])
@example([Label(SQUARE, "\u2028\x85\x0b\x1c")])
@example([Label(SQUARE, "\ufeff")])
@example([Label(SQUARE, " two , commas,, ")])
@example([Label((-0.0,) * 8, "")])
def test_labels_written_and_read_back_are_equal(written: list[Label]) -> None:
    read = parse_gt(format_gt(written))
    assert read.bad_lines == ()
    assert list(read.labels) == written


@settings(max_examples=100)
@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_no_bytes_crash_the_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(data)
    if not is_utf8(data):
        with pytest.raises(InputError, match="UTF-8"):
            read_gt(path)
        return
    gt = read_gt(path)
    assert all(bad.error.path == path and bad.error.line == bad.number for bad in gt.bad_lines)


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@settings(max_examples=100)
@given(contents, st.sampled_from(["\n", "\r\n"]))
def test_bad_lines_survive_word_for_word_in_place(lines: list[str], line_end: str) -> None:
    first = parse_gt(line_end.join(lines))
    again = parse_gt(format_gt(first))
    assert again.entries == tuple(
        BadLine(number, entry.text, entry.error) if isinstance(entry, BadLine) else entry
        for number, entry in enumerate(first.entries, start=1)
    )
    given_lines = parse_gt(line_end.join(lines)).bad_lines
    assert [bad.text for bad in again.bad_lines] == [bad.text for bad in given_lines]
    assert all(bad.text in line_end.join(lines) for bad in given_lines)


@pytest.mark.parametrize(
    ("field", "transcription"),
    [
        ("TEL: 03- 55423228", "TEL: 03- 55423228"),
        ("LOT 3, JALAN PELABUR 23/1,", "LOT 3, JALAN PELABUR 23/1,"),
        ("a,###", "a,###"),
        ("发票 号码：１２", "发票 号码：１２"),
        ("  blanks around  ", "  blanks around  "),
        ("", ""),
        ('"###"', "###"),
        ('"say, ""hi"""', 'say, "hi"'),
        (' "Tiredness"', "Tiredness"),
        ('19" rack', '19" rack'),
        ('"NO" or "YES"', '"NO" or "YES"'),
        ('"', '"'),
    ],
)
def test_transcriptions(field: str, transcription: str) -> None:
    (label,) = parse_gt(LINE + field + "\n").labels
    assert label.transcription == transcription
    assert label.ignore == (transcription == "###")


def test_only_hashes_alone_mean_ignore() -> None:
    assert Label(SQUARE, "###").ignore
    assert not Label(SQUARE, "####").ignore
    assert not Label(SQUARE, "a ###").ignore


def test_bom_and_crlf(tmp_path: Path) -> None:
    path = tmp_path / "gt.txt"
    path.write_bytes(b"\xef\xbb\xbf" + (LINE + "one\r\n\r\n" + LINE + "two\r\n").encode())
    gt = read_gt(path)
    assert [label.transcription for label in gt.labels] == ["one", "two"]
    assert [number for number, _ in gt.numbered_labels()] == [1, 3]
    write_gt(path, gt)
    assert path.read_bytes() == (LINE + "one\n" + LINE + "two\n").encode()


def test_a_bom_inside_the_file_is_harmless() -> None:
    assert len(parse_gt(LINE + "a\n\ufeff" + LINE + "b").labels) == 2


def test_eight_numbers_without_text() -> None:
    (label,) = parse_gt("1,2,3,4,5,6,7,8").labels
    assert label == Label((1, 2, 3, 4, 5, 6, 7, 8), "")
    assert format_gt([label]) == "1,2,3,4,5,6,7,8,\n"


def test_numbers_are_written_as_short_as_they_are() -> None:
    label = Label((1.0, 2.5, 3.14159, -4.0, 1e5, 0.1, -0.001, 7.10), "x")
    assert format_gt([label]) == "1,2.5,3.14,-4,100000,0.1,0,7.1,x\n"


def test_line_ends_in_a_transcription_become_blanks() -> None:
    assert Label(SQUARE, "two\r\nlines\nhere").transcription == "two lines here"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("1,2,3,4,5,6,7", "only 7"),
        ("1,2,3,4,5,6,7,TEXT", "field 8 is “TEXT”"),
        ("1,2,x3,4,5,6,7,8,TEXT", "field 3 is “x3”"),
        ("1,2,3,4,5,6,7,nan,TEXT", "field 8 is “nan”"),
        ("1,2,3,4,5,6,7,1e40,TEXT", "too large"),
        ("1,2,３,4,5,6,7,8,TEXT", "field 3"),
        ("hello", "field 1 is “hello”"),
    ],
)
def test_bad_lines_are_told_and_kept(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "gt.txt"
    path.write_text(f"{LINE}a\n{line}\n{LINE}b\n", "utf-8")
    gt = read_gt(path)
    assert [label.transcription for label in gt.labels] == ["a", "b"]
    (bad,) = gt.bad_lines
    assert (bad.number, bad.text) == (2, line)
    assert told in str(bad.error)
    assert str(bad.error).startswith(f"{path}:2:")
    assert bad.error.remedy
    with pytest.raises(InputError, match=":2:"):
        read_labels(path)
    write_gt(path, [gt.entries[0].with_transcription("changed"), *gt.entries[1:]])
    assert path.read_text("utf-8") == f"{LINE}changed\n{line}\n{LINE}b\n"


def test_missing_file_and_wrong_encoding(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_gt(tmp_path / "none.txt")
    path = tmp_path / "gbk.txt"
    path.write_bytes((LINE + "发票\n").encode("gbk"))
    with pytest.raises(InputError) as caught:
        read_gt(path)
    assert caught.value.line == 1


def test_a_failed_write_keeps_the_old_labels(tmp_path: Path) -> None:
    (tmp_path / "train_gts").write_text("a file where the folder belongs")
    with pytest.raises(StorageError):
        write_gt(tmp_path / "train_gts" / "gt_a.txt", [Label(SQUARE, "x")])
    assert (tmp_path / "train_gts").read_text() == "a file where the folder belongs"


def test_label_helpers() -> None:
    label = Label.from_quad(np.array([[1, 2], [3, 2], [3, 4], [1.005, 4]], np.float32), "text")
    assert label.quad.shape == (4, 2)
    assert label.quad.dtype == np.float32
    moved = label.with_quad(label.quad + 5)
    assert moved.transcription == "text"
    assert moved.points[:2] == (6.0, 7.0)
    assert label.with_transcription("###").ignore
    assert label == Label.from_quad(label.quad, "text")


@pytest.mark.parametrize("points", [(1.0,) * 7, (float("nan"),) * 8, (float("inf"),) * 8, (1e9,) * 8])
def test_a_label_refuses_points_that_no_file_can_hold(points: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="eight finite"):
        Label(points, "x")  # type: ignore[arg-type]


def test_real_files_survive_byte_for_byte(shared_data: Path) -> None:
    """Reading and writing a real gt file changes nothing but BOM, line ends and quotes around a text."""
    count = 0
    for path in sorted(shared_data.glob("*/t*_gts/*.txt"))[::5]:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        gt = read_gt(path)
        assert gt.bad_lines == ()
        written = format_gt(gt).splitlines()
        for before, after in zip([line for line in text.split("\n") if line.strip()], written, strict=True):
            assert after == before or '"' in before, path
        count += 1
    assert count > 100


def test_gt_file_counts_hand_made_entries_from_one() -> None:
    gt = GtFile((Label(SQUARE, "a"), Label(SQUARE, "b")))
    assert [number for number, _ in gt.numbered_labels()] == [1, 2]
