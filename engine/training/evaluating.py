"""After an epoch: figures on the validation pictures, settings chosen by them, figures on the test set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from engine.dataset import Sample, load_labels
from engine.detector import TorchDetector, network_size, resize
from engine.errors import InputError
from engine.evaluation import Counts, Score, compare, match, score
from engine.gt import Label
from engine.loss import db_loss
from engine.models import DetectSettings, ModelInfo
from engine.network import DBNet
from engine.pictures import read_picture
from engine.targets import make_targets
from engine.training.events import EvaluationProgress, Event, PictureChecked
from engine.training.operating_point import MappedPicture, choose_settings, score_at
from engine.training.splits import REPORTED_PICTURES, Splits

SHOWN_PICTURES = 6
"""Validation pictures that are told in full after every epoch."""


class Evaluation(NamedTuple):
    """Figures after an epoch; ``loss`` is None when not one validation picture could be read.

    ``test`` is about the reported pictures; ``whole_test``, in epoch 0 only, about the whole test set.
    """

    settings: DetectSettings
    validation: Score
    test: Score | None
    loss: float | None
    whole_test: Score | None = None


class Evaluator:
    """Evaluates a network on the validation and test pictures at the size detection uses.

    Their labels are read once: what the person labels during the training changes no figure. ``check_stop``
    is called between pictures and may raise; ``skip`` hears of pictures that cannot be read any more.
    """

    def __init__(
        self,
        splits: Splits,
        info: ModelInfo,
        device: torch.device,
        *,
        emit: Callable[[Event], None],
        check_stop: Callable[[], None],
        skip: Callable[[InputError], None],
    ) -> None:
        self._validation = [(sample, load_labels(sample)) for sample in splits.validation]
        self._test = [(sample, load_labels(sample)) for sample in splits.test]
        # Every third of 96, not the first 32: lists are sorted, and neighbours look alike.
        share = max(len(self._test) / REPORTED_PICTURES, 1.0) if device.type == "cpu" else 1.0
        self._reported = [int(index * share) for index in range(int(len(self._test) / share))]
        self._info = info
        self._device = device
        self._emit = emit
        self._check_stop = check_stop
        self._skip = skip

    def evaluate(self, network: DBNet, epoch: int) -> Evaluation:
        """All figures of ``network``, which is in evaluation mode; in epoch 0 the settings stay."""
        detector = TorchDetector(network, self._info, self._device)
        samples, maps, losses = self._look_at_validation(detector)
        start = self._info.settings
        settings, validation = (start, score_at(maps, start)) if epoch == 0 else choose_settings(maps, start)
        for sample, mapped in list(zip(samples, maps, strict=True))[:SHOWN_PICTURES]:
            self._emit(checked(epoch, sample, mapped, settings))
        loss = float(np.mean(losses)) if losses else None
        tested = range(len(self._test)) if epoch == 0 else self._reported
        counts = self._test_counts(detector, settings, tested)
        reported = _total(counts[each] for each in self._reported)
        whole = _total(counts.values()) if epoch == 0 else None
        return Evaluation(settings, validation, reported, loss, whole)

    @property
    def reported_pictures(self) -> int:
        """Test pictures that are looked at after every epoch."""
        return len(self._reported)

    @property
    def reports_all(self) -> bool:
        """Whether the figures after an epoch are about the whole test set."""
        return len(self._reported) == len(self._test)

    def test_all(self, network: DBNet, settings: DetectSettings) -> Score | None:
        """The figures of ``network`` on the whole test set; None when there is none."""
        detector = TorchDetector(network, self._info, self._device)
        return _total(self._test_counts(detector, settings, range(len(self._test))).values())

    def _look_at_validation(
        self, detector: TorchDetector
    ) -> tuple[list[Sample], list[MappedPicture], list[float]]:
        samples, maps, losses = [], [], []
        for number, (sample, labels) in enumerate(self._validation, start=1):
            self._check_stop()
            image = self._read(sample)
            if image is not None:
                probability, loss = map_and_loss(detector, image, labels)
                samples.append(sample)
                maps.append(MappedPicture(probability, image.shape[1], image.shape[0], labels))
                losses.append(loss)
            self._emit(EvaluationProgress(number, len(self._validation), "validation"))
        return samples, maps, losses

    def _test_counts(
        self, detector: TorchDetector, settings: DetectSettings, tested: Sequence[int]
    ) -> dict[int, Counts | None]:
        """By number in the test set; None for a picture that cannot be read."""
        counts: dict[int, Counts | None] = {}
        for done, index in enumerate(tested, start=1):
            self._check_stop()
            sample, labels = self._test[index]
            image = self._read(sample)
            counts[index] = None if image is None else compare(detector.detect(image, settings).quads, labels)
            self._emit(EvaluationProgress(done, len(tested), "test"))
        return counts

    def _read(self, sample: Sample) -> NDArray[np.uint8] | None:
        try:
            return read_picture(sample.picture)
        except InputError as error:
            self._skip(error)
            return None


def _total(counts: Iterable[Counts | None]) -> Score | None:
    """The score of all that could be read; None when there is no picture at all."""
    found = list(counts)
    return score(each for each in found if each is not None) if found else None


def map_and_loss(
    detector: TorchDetector, image: NDArray[np.uint8], labels: Sequence[Label]
) -> tuple[NDArray[np.float32], float]:
    """Probability map (h, w) of a whole picture and the loss on it, from one pass of the network."""
    height, width = image.shape[:2]
    w, h = network_size(width, height, detector.info.settings.long_side)
    shrink, threshold = detector.both_logits(resize(image, w, h))
    quads = np.array([label.quad for label in labels], np.float64).reshape(-1, 4, 2) * (w / width, h / height)
    targets = make_targets(quads, np.array([label.ignore for label in labels], bool), h, w)
    maps = (torch.from_numpy(target)[None, None].to(detector.device).float() for target in targets)
    with torch.inference_mode():
        loss = float(db_loss(shrink, threshold, *maps).total)
        return np.asarray(torch.sigmoid(shrink)[0, 0].cpu().numpy()), loss


def checked(epoch: int, sample: Sample, mapped: MappedPicture, settings: DetectSettings) -> PictureChecked:
    """What a map, read with ``settings``, says about its picture, held against the labels."""
    quads, scores = mapped.boxes(settings)
    matching = match(quads, mapped.labels)
    counted = matching.counted
    return PictureChecked(
        epoch=epoch,
        picture=sample.picture,
        width=mapped.width,
        height=mapped.height,
        quads=quads[counted],
        scores=scores[counted],
        right=matching.right[counted],
        truth=np.array([label.quad for label in mapped.labels], np.float32).reshape(-1, 4, 2),
        ignored=np.array([label.ignore for label in mapped.labels], bool),
        missed=matching.missed,
        probability=np.round(mapped.probability * 255).astype(np.uint8),
    )
