"""Which pictures a training learns from, which it chooses by, and which it only reports on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from engine.data.dataset import Dataset, Sample, held_back, require_text
from engine.data.pictures import read_picture
from engine.doctor.examination import find_problems
from engine.doctor.finding import Finding
from engine.errors import InputError

REPORTED_PICTURES = 16
"""Test pictures looked at after every epoch on the CPU, where each takes seconds. Before the training and
after it all of them are: what the result says is about the whole test set."""


@dataclass(frozen=True)
class Splits:
    """Samples to learn from, to choose settings and the best epoch by, and to report on.

    The validation samples are held back from the training list; for small sets they are the training samples.
    ``notes`` are lines for the log: what was found wrong and what was done about it.
    """

    train: tuple[Sample, ...]
    validation: tuple[Sample, ...]
    test: tuple[Sample, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, dataset: Dataset, seed: int) -> Splits:
        """Leave unreadable pictures out, check every label, hold validation pictures back.

        Raises `InputError` for a gt line that cannot be read and when there is no text to learn from.
        """
        notes = [f"[INFO] {dataset.split_note}"] if dataset.split_note else []
        broken = _unreadable([*dataset.train, *dataset.test])
        train = [sample for sample in dataset.train if sample not in broken]
        test = tuple(sample for sample in dataset.test if sample not in broken)
        findings = find_problems(dataset)
        _raise_what_blocks(findings, broken, train)
        require_text(train, dataset.root)
        findings = [finding for finding in findings if not finding.blocks]
        notes += [f"[WARNING] {error}" for error in broken.values()]
        notes += [f"[WARNING] {finding.error}" for finding in findings]
        if broken:
            notes.append(f"[WARNING] Unreadable pictures left out: {len(broken)}")
        learning, validation = held_back(train, seed)
        return cls(tuple(learning), tuple(validation), test, tuple(notes))


def _raise_what_blocks(
    findings: Iterable[Finding], broken: Mapping[Sample, InputError], train: Sequence[Sample]
) -> None:
    """Raise the first error of a gt file, or that of a picture when no training picture can be read."""
    pictures = {sample.picture for sample in broken}
    for finding in findings:
        if finding.blocks and finding.path not in pictures:
            raise finding.error
    if not train:
        raise next(iter(broken.values()))


def _unreadable(samples: Iterable[Sample]) -> dict[Sample, InputError]:
    """The samples whose picture cannot be decoded, each with the reason."""

    def check(sample: Sample) -> tuple[Sample, InputError] | None:
        try:
            read_picture(sample.picture)
        except InputError as error:
            return sample, error
        return None

    with ThreadPoolExecutor() as pool:
        return dict(found for found in pool.map(check, samples) if found is not None)
