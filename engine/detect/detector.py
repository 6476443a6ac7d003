"""What every kind of model is to the rest of the program: pictures in, probability maps and quads out."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.db.models import DetectSettings, ModelInfo
from engine.db.postprocess import boxes_from_map
from engine.db.scaling import network_size, resize


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """Quads (N, 4, 2) in picture pixels, scores (N,), the probability map (h, w) and the seconds it took."""

    quads: NDArray[np.float32]
    scores: NDArray[np.float32]
    probability: NDArray[np.float32]
    seconds: float


class Detector(ABC):
    """Finds text quads in pictures; `engine.detect.open` makes one. To be used from one thread at a time.

    ``at_once``: how many pictures of one `input_size` to hand over together for the best speed.
    """

    info: ModelInfo
    at_once: int = 1

    @abstractmethod
    def probability_maps(
        self, images: Sequence[NDArray[np.uint8]], long_side: int | None = None
    ) -> list[NDArray[np.float32]]:
        """Probability maps (h, w) of BGR uint8 pictures of one `input_size`, scaled to ``long_side``
        (default: the model's)."""

    def input_size(self, width: int, height: int, long_side: int | None = None) -> tuple[int, int]:
        """Width and height to which a picture of ``width`` × ``height`` pixels is scaled for the network."""
        return network_size(width, height, long_side or self.info.settings.long_side)

    def probability_map(self, image: NDArray[np.uint8], long_side: int | None = None) -> NDArray[np.float32]:
        """Probability map (h, w) of a BGR uint8 picture scaled to ``long_side`` (default: the model's)."""
        return self.probability_maps([image], long_side)[0]

    def detect(self, image: NDArray[np.uint8], settings: DetectSettings | None = None) -> Detection:
        """Quads of a BGR uint8 picture; ``settings`` default to the model's own."""
        return self.detect_all([image], settings)[0]

    def detect_all(
        self, images: Sequence[NDArray[np.uint8]], settings: DetectSettings | None = None
    ) -> list[Detection]:
        """The same for pictures of one `input_size`; each is said to take its share of the seconds."""
        settings = settings or self.info.settings
        start = time.perf_counter()
        maps = self.probability_maps(images, settings.long_side)
        found = [
            boxes_from_map(probability, settings, image.shape[1], image.shape[0])
            for probability, image in zip(maps, images, strict=True)
        ]
        seconds = (time.perf_counter() - start) / len(images)
        return [
            Detection(quads, scores, probability, seconds)
            for (quads, scores), probability in zip(found, maps, strict=True)
        ]

    def _scaled(self, images: Sequence[NDArray[np.uint8]], long_side: int | None) -> list[NDArray[np.uint8]]:
        width, height = self.input_size(images[0].shape[1], images[0].shape[0], long_side)
        return [resize(image, width, height) for image in images]
