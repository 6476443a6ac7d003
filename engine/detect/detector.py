"""One detector for every kind of model: our weights through torch, exported files through onnxruntime."""

from __future__ import annotations

import ctypes
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.db.models import DetectSettings, ModelInfo, is_onnx, resolve_model
from engine.db.postprocess import boxes_from_map
from engine.db.scaling import network_size, resize

if TYPE_CHECKING:
    import torch

    from engine.db.network import DBNet

AT_ONCE_ON_CUDA = 4
"""On a CPU one picture keeps all cores busy: 2 and 4 at once took as long a picture, or longer."""


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """Quads (N, 4, 2) in picture pixels, scores (N,), the probability map (h, w) and the seconds it took."""

    quads: NDArray[np.float32]
    scores: NDArray[np.float32]
    probability: NDArray[np.float32]
    seconds: float


class Detector(ABC):
    """Finds text quads in pictures; `Detector.open` makes one. To be used from one thread at a time.

    ``at_once``: how many pictures of one `input_size` to hand over together for the best speed.
    """

    info: ModelInfo
    at_once: int = 1

    @staticmethod
    def open(model: str | Path, device: str = "auto") -> Detector:
        """Load ``general``, a ``.safetensors``, an experiment folder or an ``.onnx``.

        Weights are run by torch on a card and by onnxruntime on the CPU, where it is twice as fast.
        ``device``: see `engine.device.devices.choose_device`; for an ``.onnx``, the providers of
        `engine.detect.onnx_session`.
        Raises `InputError` when there is no such model or device or the model does not fit.
        """
        path = resolve_model(model)
        if not is_onnx(path) and _wants_torch(device):
            return TorchDetector.load(path, device)
        from engine.detect.onnx_detector import OnnxDetector

        return OnnxDetector.load(path, device) if is_onnx(path) else OnnxDetector.of_weights(path)

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


class TorchDetector(Detector):
    """A `DBNet` in memory; also the way a training evaluates the network it is training."""

    def __init__(self, network: DBNet, info: ModelInfo, device: torch.device) -> None:
        import torch

        self.info = info
        self.device = device
        self.network = network
        self.at_once = AT_ONCE_ON_CUDA if device.type == "cuda" else 1
        shape = (1, 3, 1, 1)
        self._mean = torch.tensor(info.mean, device=device).view(shape)
        self._std = torch.tensor(info.std, device=device).view(shape)

    @classmethod
    def load(cls, path: Path, device: str = "auto") -> TorchDetector:
        """Read weights from ``path`` onto ``device``."""
        from engine.db.weights import load_network
        from engine.device.devices import choose_device, memory_format

        chosen = choose_device(device)
        network, info = load_network(path)
        return cls(network.to(chosen).to(memory_format=memory_format(chosen)).eval(), info, chosen)

    def both_logits(self, image: NDArray[np.uint8]) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of the shrink map and of the threshold map, (1, 1, h, w) float32 on the device, of a BGR
        picture (h, w, 3) whose sides are multiples of 32."""
        import torch

        with torch.inference_mode():
            shrink, threshold = self.network(self._input_of(image[None]))
            return shrink.float(), threshold.float()

    def probability_maps(
        self, images: Sequence[NDArray[np.uint8]], long_side: int | None = None
    ) -> list[NDArray[np.float32]]:
        import torch

        with torch.inference_mode():
            batch = self._input_of(np.stack(self._scaled(images, long_side)))
            probability = torch.sigmoid(self.network.probability_logits(batch).float())
            return list(probability[:, 0].cpu().numpy())

    def _input_of(self, images: NDArray[np.uint8]) -> torch.Tensor:
        """(N, 3, h, w) on the device of BGR pictures (N, h, w, 3)."""
        import torch

        from engine.device.devices import memory_format

        pixels = torch.from_numpy(np.ascontiguousarray(images)).to(self.device)
        x = pixels.permute(0, 3, 1, 2).float().div_(255).sub_(self._mean).div_(self._std)
        return x.contiguous(memory_format=memory_format(self.device))


def _wants_torch(device: str) -> bool:
    """Whether ``device`` is anything but the CPU. Raises `InputError` when it is none of this machine."""
    if device == "cpu" or (device == "auto" and not may_have_card()):
        return False
    from engine.device.devices import choose_device

    return choose_device(device).type != "cpu"


def may_have_card() -> bool:
    """False where there is no driver of a card: torch, which takes seconds to load, need not be asked."""
    if sys.platform == "darwin":
        return False
    try:
        ctypes.CDLL("nvcuda" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return Path("/dev/kfd").exists()  # of AMD, whose cards torch calls CUDA, too
    return True
