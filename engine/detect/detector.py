"""The interface of all detectors: pictures in, probability maps and quads out."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.db.models import DetectSettings, ModelInfo
from engine.db.scaling import network_size, resize
from engine.detect.maps import DetectedMap, Detection, InputScale


class Detector(ABC):
    """Finds text quads in pictures; `engine.detect.open` makes one. To be used from one thread at a time.

    ``at_once``: how many pictures of one `input_size` to hand over together for the best speed.
    ``tile_scale``: see `InputScale`.
    """

    info: ModelInfo
    at_once: int = 1
    tile_scale: float | None = None

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

    def make_maps(self, images: Sequence[NDArray[np.uint8]], long_side: int) -> list[DetectedMap]:
        """`probability_maps` as `DetectedMap`; each counts for an equal share of the seconds."""
        start = time.perf_counter()
        maps = self.probability_maps(images, long_side)
        seconds = (time.perf_counter() - start) / len(images)
        scale = InputScale(long_side, self.tile_scale)
        return [
            DetectedMap(probability, image.shape[1], image.shape[0], scale, seconds)
            for probability, image in zip(maps, images, strict=True)
        ]

    def detect(self, image: NDArray[np.uint8], settings: DetectSettings | None = None) -> Detection:
        """Quads of a BGR uint8 picture; ``settings`` default to the model's own."""
        settings = settings or self.info.settings
        (made,) = self.make_maps([image], settings.long_side)
        return made.detect(settings)

    def _scaled(self, images: Sequence[NDArray[np.uint8]], long_side: int | None) -> list[NDArray[np.uint8]]:
        width, height = self.input_size(images[0].shape[1], images[0].shape[0], long_side)
        return [resize(image, width, height) for image in images]
