"""A label format that another package adds."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import pytest

from engine import cli
from engine.cli import export_labels, import_labels
from engine.data.gt import Label
from engine.formats import GROUP, detect_format, format_named, formats, writable
from tests.conftest import DatasetFactory, PluginFactory
from tests.engine.formats.conftest import on_disk, write

CODE = """
import numpy as np
from engine.data.gt import IGNORE
from engine.errors import Message
from engine.formats import Format, Writer, reading


def read(collector):
    for file in collector.each(reading.source_files(collector.source, ".json")):
        with file.refusing():
            value, labels = reading.load_json(file.path), []
            for number, (x, y, width, height, text) in enumerate(value["boxes"], start=1):
                with file.refusing(number=number):
                    quad = reading.rectangle(x, y, x + width, y + height)
                    labels.append(reading.label_of(quad, text, text == IGNORE, file))
            file.add((file.name(value["picture"]),), labels)


def write(plan, folder, exporter):
    lines = [f"{s.picture.name} {len(exporter.labels(s))}" for part in plan.parts for s in part.samples]
    (folder / "counts.txt").write_text("\\n".join(lines))


def recognises(source):
    return reading.has_json(source, lambda value: isinstance(value, dict) and "boxes" in value)


FORMAT = Format("boxes", "Boxes", recognises, read, Writer(Message("Counts of boxes"), write, False))
NO_FORMAT = "boxes"
"""


@pytest.fixture
def boxes_format(add_plugin: PluginFactory) -> str:
    add_plugin(GROUP, {"boxes": "added_package:FORMAT", "nothing": "added_package:NO_FORMAT"}, CODE)
    return "boxes"


def test_it_is_found_and_chosen(boxes_format: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert list(formats())[-1] == boxes_format
    assert "nothing" in caplog.text
    assert list(writable()) == ["icdar", "ppocrlabel", "coco", boxes_format]
    assert format_named(boxes_format).title == "Boxes"
    for command in (import_labels, export_labels):
        parser = argparse.ArgumentParser()
        command.add_arguments(parser)
        (action,) = (one for one in parser._actions if one.dest == "format")
        assert boxes_format in (action.choices or ())


def test_its_labels_come_in(boxes_format: str, photos: Path, tmp_path: Path) -> None:
    boxes = [[10, 10, 50, 20, "new"], [1e9, 0, 1, 1, "far away"]]
    source = write(tmp_path / "labels" / "b.json", {"picture": "b.png", "boxes": boxes})
    assert detect_format(source.parent).name == boxes_format
    assert cli.main(["import-labels", str(photos), str(source.parent)]) == 0
    assert on_disk(photos, "b.png") == [Label((10, 10, 60, 10, 60, 30, 10, 30), "new")]


def test_it_is_written(boxes_format: str, make_dataset: DatasetFactory, tmp_path: Path) -> None:
    root, out = make_dataset(train=2, test=1), tmp_path / "out"
    assert cli.main(["export-labels", str(root), str(out), "--format", boxes_format]) == 0
    assert len((out / "counts.txt").read_text().splitlines()) == 3
