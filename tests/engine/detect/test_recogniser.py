"""Reading texts; the tests that need the package ``rapidocr`` are left out where it is not installed."""

from __future__ import annotations

import socket

import cv2
import numpy as np
import pytest

from engine.detect import recogniser
from engine.detect.recogniser import Recogniser
from engine.errors import InputError

WORDS = ("Invoice", "TOTAL 12.50")


def written(words: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """A sheet with a line of text each, and the quads of the lines."""
    image = np.full((60 * len(words), 400, 3), 235, np.uint8)
    quads = []
    for row, word in enumerate(words):
        cv2.putText(image, word, (12, 60 * row + 40), cv2.FONT_HERSHEY_DUPLEX, 1.0, (20, 20, 20), 2)
        (width, _), _ = cv2.getTextSize(word, cv2.FONT_HERSHEY_DUPLEX, 1.0, 2)
        top = 60 * row + 8
        quads.append([[6, top], [width + 18, top], [width + 18, top + 44], [6, top + 44]])
    return image, np.array(quads, np.float32)


def test_a_missing_package_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recogniser, "PACKAGE", "no_such_package_anywhere")
    assert not recogniser.is_installed()
    with pytest.raises(InputError) as caught:
        Recogniser.open()
    assert "pip install" in str(caught.value)
    assert "pip install rapidocr" in str(caught.value)


def test_reads_lines_upright_and_on_their_side_without_the_internet(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("rapidocr")

    def refuse(*_args: object) -> None:
        raise AssertionError("the recogniser wants the internet")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    reader = Recogniser.open()
    image, quads = written(WORDS)
    assert reader.read(image, quads) == list(WORDS)
    turned = np.ascontiguousarray(np.rot90(image, -1))  # a line that runs from top to bottom
    x, y = quads[..., 0], quads[..., 1]
    on_side = np.stack([image.shape[0] - y, x], axis=-1)[:, [3, 0, 1, 2]]  # from the top left again
    assert reader.read(turned, on_side) == list(WORDS)
    assert reader.read(image, quads[:0]) == []
    blank = np.full_like(image, 235)
    assert reader.read(blank, quads) == ["", ""]
    assert reader.read(image, quads, should_stop=lambda: True) == []
    assert capfd.readouterr() == ("", "")
