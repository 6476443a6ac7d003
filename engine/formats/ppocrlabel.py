"""PPOCRLabel: ``Label.txt`` beside the pictures, a line for each: ``folder/name.jpg``, tab, JSON list.

``fileState.txt`` holds the pictures that were checked. On saving, PPOCRLabel writes the labels of these
alone; those of the others it keeps in ``Cache.cach``, a file like ``Label.txt``. Lists for training
PaddleOCR look the same and are read, too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine import files
from engine.data.gt import IGNORE, Label
from engine.errors import InputError, Message
from engine.formats import reading
from engine.formats.reading import LabelCollector, SourceFile
from engine.formats.writing import Exporter, ExportPlan, Part, refuse_shared

LABELS = "Label.txt"
STATE = "fileState.txt"
CACHE = "Cache.cach"


def recognises(source: Path) -> bool:
    return bool(_label_files(source))


def read(collector: LabelCollector) -> None:
    for file in collector.each(_label_files(collector.source)):
        with file.refusing():
            for number, line in enumerate(file.text().split("\n"), start=1):
                if line.strip():
                    with file.refusing(number):
                        _read_line(number, line, file)
            _read_states(SourceFile(file.path.with_name(STATE), collector))


def _label_files(source: Path) -> list[Path]:
    texts = reading.source_files(source, ".txt")
    named = [path for path in texts if path.name.lower() == LABELS.lower()]
    return named or [path for path in texts if path.name.lower() != STATE.lower() and _begins_alike(path)]


def _begins_alike(path: Path) -> bool:
    """Whether the first line is a name, a tab and a list."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            start = file.read(4096).lstrip()
    except OSError:
        return False
    name, tab, boxes = start.split("\n", 1)[0].partition("\t")
    return bool(name and tab) and name[0] not in "{[" and boxes.lstrip().startswith("[")


def _read_line(number: int, line: str, file: SourceFile) -> None:
    name, _, text = line.partition("\t")
    try:
        boxes = reading.parse_json(text)
    except ValueError:
        boxes = None
    if not name.strip() or not isinstance(boxes, list):
        raise InputError(
            Message("The line is not a picture's name, a tab and a list of boxes."),
            remedy=reading.WRITE_AGAIN,
        )
    labels: list[Label] = []
    for place, box in enumerate(boxes, start=1):
        with file.refusing(number, place):
            labels.append(_read_box(box, file))
    file.add((file.name(name.strip()),), labels, number)


def _read_box(box: Any, file: SourceFile) -> Label:
    if not isinstance(box, dict):
        raise reading.no_box()
    quad = reading.quad_of(reading.points_of(box.get("points")), file)
    if box.get("key_cls") not in (None, "", "None"):
        file.count(reading.CLASSES)
    text = reading.text_of(box.get("transcription"))
    ignored = reading.is_set(box.get("difficult")) or text == IGNORE
    return reading.label_of(quad, text, ignored, file)


def _read_states(file: SourceFile) -> None:
    if not file.path.is_file():
        return
    with file.refusing():
        lines = file.text().split("\n")
        file.collector.checked += [line.split("\t", 1)[0].strip() for line in lines if line.strip()]


def write(plan: ExportPlan, folder: Path, exporter: Exporter) -> None:
    """A folder for each part, ``train`` and ``test``, with its pictures and its label files.

    ``plan.checked`` says which pictures were checked; None counts all of them as that. InputError when two
    pictures of a part have the same name.
    """
    refuse_shared(plan, lambda picture: picture.name, _same_name)
    for part in plan.parts:
        _write_part(part, plan, folder / part.name, exporter)


def _write_part(part: Part, plan: ExportPlan, folder: Path, exporter: Exporter) -> None:
    lines: list[str] = []
    states: list[str] = []
    for sample in part.samples:
        labels = exporter.labels(sample)
        exporter.copy(sample.picture, folder / sample.picture.name)
        boxes = json.dumps([_box(label) for label in labels], ensure_ascii=False)
        lines.append(f"{part.name}/{sample.picture.name}\t{boxes}\n")
        if plan.checked is None or sample.picture in plan.checked:
            states.append(f"{exporter.place(folder / sample.picture.name)}\t1\n")
    for name, content in ((LABELS, lines), (CACHE, lines), (STATE, states)):
        files.write_text(folder / name, "".join(content))


def _same_name(owner: Path, other: Path) -> InputError:
    problem = Message("Two pictures are called {name}.", name=owner.name)
    return InputError(problem, remedy=Message("Rename one of them."), path=other)


def _box(label: Label) -> dict[str, object]:
    numbers = [int(value) if value.is_integer() else value for value in label.points]
    points = [numbers[place : place + 2] for place in range(0, 8, 2)]
    return {"transcription": label.transcription, "points": points, "difficult": label.ignore}
