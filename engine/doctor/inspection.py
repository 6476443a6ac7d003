"""Inspecting one labelled picture: its header and its gt file. No pixel is decoded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import geometry
from engine.data import gt, pictures
from engine.data.dataset import Sample
from engine.data.gt import GtFile
from engine.db.scaling import detection_scale
from engine.doctor.finding import Finding, FindingKind
from engine.doctor.labels import QuadShapes, label_findings, tiny_findings
from engine.errors import InputError, Message


@dataclass(frozen=True)
class LearnableTexts:
    """The labels of one picture whose text is to be learned: M of them.

    ``quads`` (M, 4, 2) and ``heights`` (M,), the shorter side of the minimum-area rectangle, in picture
    pixels; ``rows`` (M,) among the readable labels, ``lines`` (M,) of the gt file, from 1.
    """

    quads: NDArray[np.float64]
    heights: NDArray[np.float64]
    rows: NDArray[np.intp]
    lines: NDArray[np.intp]


_NONE = LearnableTexts(np.zeros((0, 4, 2)), np.zeros(0), np.zeros(0, np.intp), np.zeros(0, np.intp))


@dataclass(frozen=True)
class SampleInspection:
    """What one sample is like: ``size`` (width, height) where its header can be read, counts of labels."""

    findings: tuple[Finding, ...]
    size: tuple[int, int] | None
    labels: int = 0
    ignored: int = 0
    texts: LearnableTexts = _NONE


def inspect(sample: Sample, long_side: int) -> SampleInspection:
    """Inspect ``sample``; findings come in the order of picture, then lines.

    ``long_side``: pixels of the longer side at which pictures are trained on and detected in.
    """
    findings: list[Finding] = []
    size = None
    try:
        size = pictures.picture_size(sample.picture)
    except InputError as error:
        findings.append(Finding(FindingKind.UNREADABLE_PICTURE, error, sample.picture))
    if sample.gt is None:
        return SampleInspection(tuple(findings), size)
    try:
        content = gt.read_gt(sample.gt)
    except InputError as error:
        findings.append(Finding(FindingKind.UNREADABLE_LINE, error, sample.picture))
        return SampleInspection(tuple(findings), size)
    shapes = QuadShapes.of(content.labels)
    texts = _texts(content, shapes)
    found = [*label_findings(content.labels, size, shapes)]
    if size is not None:
        scaled = texts.heights * detection_scale(*size, long_side)
        found += tiny_findings(scaled, texts.rows.tolist(), long_side)
    lines = [number for number, _ in content.numbered_labels()]
    in_gt = [Finding(FindingKind.UNREADABLE_LINE, bad.error, sample.picture) for bad in content.bad_lines]
    for one in found:
        assert one.row is not None
        in_gt.append(replace(one.at(sample.gt, lines[one.row]), picture=sample.picture))
    if not content.bad_lines and all(label.ignore for label in content.labels):
        in_gt.append(_no_text(sample.picture, len(content.labels)).at(sample.gt))
    findings += sorted(in_gt, key=lambda one: one.line or 0)
    ignored = sum(label.ignore for label in content.labels)
    return SampleInspection(tuple(findings), size, len(content.labels), ignored, texts)


def _texts(content: GtFile, shapes: QuadShapes) -> LearnableTexts:
    ignored = np.array([label.ignore for label in content.labels], bool)
    rows = np.flatnonzero(shapes.simple & ~ignored)
    quads = shapes.quads[rows]
    lines = np.array([number for number, _ in content.numbered_labels()], np.intp)[rows]
    heights = np.array([geometry.short_side(quad) for quad in quads], np.float64)
    return LearnableTexts(quads, heights, rows, lines)


def _no_text(picture: Path, labels: int) -> Finding:
    if not labels:
        return Finding.of(FindingKind.NO_TEXT, picture)
    problem = Message("All labels of the picture are ignored (###): {count}.", count=labels)
    remedy = Message("Nothing has to be done if nobody can read them.")
    return Finding(FindingKind.NO_TEXT, InputError(problem, remedy=remedy), picture)
