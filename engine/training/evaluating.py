"""After an epoch: settings chosen on the validation pictures, figures on them and on the test pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from engine.data.dataset import Sample, load_labels, spread
from engine.data.gt import Label
from engine.data.pictures import read_picture
from engine.db.loss import db_loss
from engine.db.models import DetectSettings, ModelInfo
from engine.db.network import DBNet
from engine.db.network_onnx import LOGITS, NORMALISED, THRESHOLD_LOGITS, both_heads_graph
from engine.db.scaling import network_size, resize
from engine.db.targets import make_targets
from engine.db.weights import load_network, save_weights
from engine.detect.detector import Detector
from engine.detect.evaluation import Counts, Score, compare, match, score
from engine.detect.onnx_detector import OnnxDetector, blob_of
from engine.detect.onnx_session import choose_providers, open_session
from engine.detect.torch_detector import TorchDetector
from engine.device.devices import memory_format
from engine.errors import InputError
from engine.training.distributed import Stopped
from engine.training.events import EvaluationProgress, PictureChecked
from engine.training.experiment import TrainingLog, figures_text
from engine.training.run import REPORTED_PICTURES, Run
from engine.training.state import TrainingProgress
from engine.training.threshold_search import MappedPicture, choose_settings, score_at

BothHeads = Callable[[NDArray[np.uint8]], tuple[torch.Tensor, torch.Tensor]]
"""Of a BGR picture (h, w, 3) whose sides are multiples of 32, the logits (1, 1, h, w) of both heads."""

SHOWN_PICTURES = 6
"""Validation pictures whose boxes are reported after every epoch."""


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
    """Evaluates networks on the validation and test pictures of a run, at the size detection uses.

    Their labels are read once: what the person labels during the training changes no figure. Raises `Stopped`
    between pictures; those that cannot be read any more are left out.
    """

    def __init__(self, run: Run, log: TrainingLog) -> None:
        self._run = run
        self._log = log
        self._info = run.info
        self._device = run.device
        self._validation = [(sample, load_labels(sample)) for sample in run.splits.validation]
        self._test = [(sample, load_labels(sample)) for sample in run.splits.test]
        every = range(len(self._test))
        self._reported = spread(every, REPORTED_PICTURES) if run.device.type == "cpu" else list(every)

    def evaluate(self, network: DBNet, epoch: int) -> Evaluation:
        """All figures of ``network``, which is in evaluation mode; in epoch 0 the settings stay."""
        on_cpu = self._device.type == "cpu"
        info, device = self._info, self._device
        both_heads = (
            BothHeadsOnCpu(network, info) if on_cpu else TorchDetector(network, info, device).both_logits
        )
        samples, maps, losses = self._map_validation(both_heads)
        start = info.settings
        settings, validation = (start, score_at(maps, start)) if epoch == 0 else choose_settings(maps, start)
        for sample, mapped in list(zip(samples, maps, strict=True))[:SHOWN_PICTURES]:
            self._log.emit(checked(epoch, sample, mapped, settings))
        loss = float(np.mean(losses)) if losses else None
        tested = range(len(self._test)) if epoch == 0 else self._reported
        counts = self._test_counts(detector_of(network, info, device), settings, tested)
        reported = _total(counts[each] for each in self._reported)
        whole = _total(counts.values()) if epoch == 0 else None
        return Evaluation(settings, validation, reported, loss, whole)

    @property
    def reports_all(self) -> bool:
        """Whether the figures after an epoch are about the whole test set."""
        return len(self._reported) == len(self._test)

    def announce_part(self, figures: Evaluation) -> float | None:
        """Log that an epoch's test figures are about a part; the Hmean of the start on the whole test set."""
        self._log.log(
            f"[INFO] Epochs are tested on {len(self._reported)} of {len(self._test)}"
            " test pictures, start and end on all"
        )
        return self._log_whole(figures.whole_test)

    def test_best(self, progress: TrainingProgress) -> None:
        """Test the best weights on the whole test set, of which the epochs saw a part."""
        path, best_hmean = self._run.experiment.best, progress.whole_initial_hmean
        if progress.best_epoch > 0:
            network, info = load_network(path)
            network = network.to(self._device).to(memory_format=memory_format(self._device)).eval()
            detector = detector_of(network, self._info, self._device)
            counts = self._test_counts(detector, info.settings, range(len(self._test)))
            best_hmean = self._log_whole(_total(counts.values()))
            save_weights(path, network.state_dict(), replace(info, hmean=best_hmean))
        progress.initial_hmean, progress.best_hmean = progress.whole_initial_hmean, best_hmean

    def _log_whole(self, score: Score | None) -> float | None:
        if score is None:
            return None
        self._log.log(f"[INFO] All {score.counts.images} test pictures: {figures_text(score)}")
        return score.hmean

    def _map_validation(self, both_heads: BothHeads) -> tuple[list[Sample], list[MappedPicture], list[float]]:
        samples, maps, losses = [], [], []
        long_side = self._info.settings.long_side
        for number, (sample, labels) in enumerate(self._validation, start=1):
            if self._run.should_stop():
                raise Stopped
            image = self._read(sample)
            if image is not None:
                probability, loss = map_and_loss(both_heads, image, labels, long_side)
                samples.append(sample)
                maps.append(MappedPicture(probability, image.shape[1], image.shape[0], labels))
                losses.append(loss)
            self._log.emit(EvaluationProgress(number, len(self._validation), "validation"))
        return samples, maps, losses

    def _test_counts(
        self, detector: Detector, settings: DetectSettings, tested: Sequence[int]
    ) -> dict[int, Counts | None]:
        """By number in the test set; None for a picture that cannot be read."""
        counts: dict[int, Counts | None] = {}
        for done, index in enumerate(tested, start=1):
            if self._run.should_stop():
                raise Stopped
            sample, labels = self._test[index]
            image = self._read(sample)
            counts[index] = None if image is None else compare(detector.detect(image, settings).quads, labels)
            self._log.emit(EvaluationProgress(done, len(tested), "test"))
        return counts

    def _read(self, sample: Sample) -> NDArray[np.uint8] | None:
        try:
            return read_picture(sample.picture)
        except InputError as error:
            self._log.skip(error)
            return None


def _total(counts: Iterable[Counts | None]) -> Score | None:
    """The score of all that could be read; None when there is no picture at all."""
    found = list(counts)
    return score(each for each in found if each is not None) if found else None


def detector_of(network: DBNet, info: ModelInfo, device: torch.device) -> Detector:
    """The network as it is now; on a CPU by onnxruntime, which takes half of torch's time (decision 0008)."""
    if device.type != "cpu":
        return TorchDetector(network, info, device)
    return OnnxDetector.of_state(_state_of(network), info)


class BothHeadsOnCpu:
    """`TorchDetector.both_logits` by onnxruntime, for the same reason."""

    def __init__(self, network: DBNet, info: ModelInfo) -> None:
        self._normalisation = info.normalisation
        graph = both_heads_graph(_state_of(network), info.variant)
        self._session = open_session(graph.SerializeToString(), choose_providers("cpu"))

    def __call__(self, image: NDArray[np.uint8]) -> tuple[torch.Tensor, torch.Tensor]:
        blob = blob_of(image, self._normalisation)
        shrink, threshold = self._session.run([LOGITS, THRESHOLD_LOGITS], {NORMALISED: blob})
        return torch.from_numpy(shrink), torch.from_numpy(threshold)


def _state_of(network: DBNet) -> dict[str, NDArray[np.float32]]:
    return {name: tensor.numpy() for name, tensor in network.state_dict().items()}


def map_and_loss(
    both_heads: BothHeads, image: NDArray[np.uint8], labels: Sequence[Label], long_side: int
) -> tuple[NDArray[np.float32], float]:
    """Probability map (h, w) of a whole picture and the loss on it, from one pass of the network."""
    height, width = image.shape[:2]
    w, h = network_size(width, height, long_side)
    shrink, threshold = both_heads(resize(image, w, h))
    quads = np.array([label.quad for label in labels], np.float64).reshape(-1, 4, 2) * (w / width, h / height)
    targets = make_targets(quads, np.array([label.ignore for label in labels], bool), h, w)
    maps = (torch.from_numpy(target)[None, None].to(shrink.device).float() for target in targets)
    with torch.inference_mode():
        loss = float(db_loss(shrink, threshold, *maps).total)
        return np.asarray(torch.sigmoid(shrink)[0, 0].cpu().numpy()), loss


def checked(epoch: int, sample: Sample, mapped: MappedPicture, settings: DetectSettings) -> PictureChecked:
    """The boxes of a map at ``settings``, compared with the labels of its picture."""
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
