"""A look at one labelled picture: its header and its gt file. No pixel is decoded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import geometry
from engine.data import gt, pictures
from engine.data.dataset import Sample
from engine.data.gt import GtFile
from engine.db.scaling import detection_scale
from engine.doctor.finding import Finding, Kind
from engine.doctor.labels import Regions, label_findings, tiny_findings
from engine.errors import InputError, Message


@dataclass(frozen=True)
class Texts:
    """The labels with text to learn of one picture: M of them.

    ``quads`` (M, 4, 2) and ``heights`` (M,), the shorter side of the minimum-area rectangle, in picture
    pixels; ``rows`` (M,) among the readable labels, ``lines`` (M,) of the gt file, from 1.
    """

    quads: NDArray[np.float64]
    heights: NDArray[np.float64]
    rows: NDArray[np.intp]
    lines: NDArray[np.intp]


_NONE = Texts(np.zeros((0, 4, 2)), np.zeros(0), np.zeros(0, np.intp), np.zeros(0, np.intp))


@dataclass(frozen=True)
class Look:
    """What one sample is like: ``size`` (width, height) where its header can be read, counts of labels."""

    findings: tuple[Finding, ...]
    size: tuple[int, int] | None
    labels: int = 0
    ignored: int = 0
    texts: Texts = _NONE


def look_at(sample: Sample, long_side: int) -> Look:
    """Look at ``sample``; what is wrong comes in the order of picture, then lines.

    ``long_side``: pixels of the longer side at which pictures are trained on and detected in.
    """
    findings: list[Finding] = []
    size = None
    try:
        size = pictures.picture_size(sample.picture)
    except InputError as error:
        findings.append(Finding(Kind.UNREADABLE_PICTURE, error, sample.picture))
    if sample.gt is None:
        return Look(tuple(findings), size)
    try:
        content = gt.read_gt(sample.gt)
    except InputError as error:
        findings.append(Finding(Kind.UNREADABLE_LINE, error, sample.picture))
        return Look(tuple(findings), size)
    regions = Regions.of(content.labels)
    texts = _texts(content, regions)
    told = [*_in_gt(sample.picture, sample.gt, content, regions, size, texts, long_side)]
    findings += sorted(told, key=lambda one: one.line or 0)
    ignored = sum(label.ignore for label in content.labels)
    return Look(tuple(findings), size, len(content.labels), ignored, texts)


def _in_gt(
    picture: Path,
    path: Path,
    content: GtFile,
    regions: Regions,
    size: tuple[int, int] | None,
    texts: Texts,
    long_side: int,
) -> Iterator[Finding]:
    for bad in content.bad_lines:
        yield Finding(Kind.UNREADABLE_LINE, bad.error, picture)
    lines = [number for number, _ in content.numbered_labels()]
    found = [*label_findings(content.labels, size, regions)]
    if size is not None:
        scaled = texts.heights * detection_scale(*size, long_side)
        found += tiny_findings(scaled, texts.rows.tolist(), long_side)
    for one in found:
        assert one.row is not None
        yield replace(one.at(path, lines[one.row]), picture=picture)
    if not content.bad_lines and all(label.ignore for label in content.labels):
        yield Finding(Kind.NO_TEXT, _no_text(len(content.labels)), picture).at(path)


def _texts(content: GtFile, regions: Regions) -> Texts:
    ignored = np.array([label.ignore for label in content.labels], bool)
    rows = np.flatnonzero(regions.simple & ~ignored)
    quads = regions.quads[rows]
    lines = np.array([number for number, _ in content.numbered_labels()], np.intp)[rows]
    return Texts(quads, np.array([geometry.short_side(quad) for quad in quads], np.float64), rows, lines)


def _no_text(labels: int) -> InputError:
    if labels:
        return InputError(
            Message("All labels of the picture are ignored (###): {count}.", count=labels),
            remedy=Message("Nothing has to be done if nobody can read them."),
        )
    return InputError(
        Message("The gt file has no labels: the picture counts as one without text."),
        remedy=Message("Nothing has to be done if there is none. Otherwise label it."),
    )
