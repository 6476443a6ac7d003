"""One detector for every kind of model: our weights through torch, exported files through onnxruntime."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.errors import QT_TRANSLATE_NOOP, InputError
from engine.models import DetectSettings, ModelInfo, resolve_model
from engine.postprocess import boxes_from_map

if TYPE_CHECKING:
    import torch

    from engine.network import DBNet

SIDE_MULTIPLE = 32
MAP = "probability"
"""What every exported file of ours calls its probability map (N, 1, H, W), whether it gives it out or not."""


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """Quads (N, 4, 2) in picture pixels, scores (N,), the probability map (h, w) and the seconds it took."""

    quads: NDArray[np.float32]
    scores: NDArray[np.float32]
    probability: NDArray[np.float32]
    seconds: float


def detection_scale(width: int, height: int, long_side: int) -> float:
    """The factor by which a picture is scaled before detection; pictures are never enlarged.

    Enlarging the small handwriting pictures cost 0.04 of Hmean (docs/benchmarks.md).
    """
    return min(long_side / max(width, height), 1.0)


def network_size(width: int, height: int, long_side: int) -> tuple[int, int]:
    """Width and height a picture is scaled to for the network: multiples of 32 near ``long_side``."""
    scale = detection_scale(width, height, long_side)
    w, h = (max(round(side * scale / SIDE_MULTIPLE), 1) * SIDE_MULTIPLE for side in (width, height))
    return w, h


def resize(image: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Scale a picture: by area when it shrinks (no moiré in small type), linearly when it grows."""
    shrinks = width < image.shape[1]
    return np.asarray(
        cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    )


class Detector(ABC):
    """Finds text quads in pictures; `Detector.open` makes one. To be used from one thread at a time."""

    info: ModelInfo

    @staticmethod
    def open(model: str | Path, device: str = "auto") -> Detector:
        """Load ``general``, a ``.safetensors``, an experiment folder or an ``.onnx``.

        Raises `InputError` when there is no such model or it does not fit.
        """
        path = resolve_model(model)
        return OnnxDetector(path) if path.suffix.lower() == ".onnx" else TorchDetector.load(path, device)

    @abstractmethod
    def _run(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Probabilities (h, w) of a BGR picture (h, w, 3) whose sides are multiples of 32."""

    def probability_map(self, image: NDArray[np.uint8], long_side: int | None = None) -> NDArray[np.float32]:
        """Probability map (h, w) of a BGR uint8 picture scaled to ``long_side`` (default: the model's)."""
        width, height = network_size(
            image.shape[1], image.shape[0], long_side or self.info.settings.long_side
        )
        return self._run(resize(image, width, height))

    def detect(self, image: NDArray[np.uint8], settings: DetectSettings | None = None) -> Detection:
        """Quads of a BGR uint8 picture; ``settings`` default to the model's own."""
        settings = settings or self.info.settings
        start = time.perf_counter()
        probability = self.probability_map(image, settings.long_side)
        quads, scores = boxes_from_map(probability, settings, image.shape[1], image.shape[0])
        return Detection(quads, scores, probability, time.perf_counter() - start)


class TorchDetector(Detector):
    """A `DBNet` in memory; also the way a training evaluates the network it is training."""

    def __init__(self, network: DBNet, info: ModelInfo, device: torch.device) -> None:
        import torch

        self.info = info
        self.device = device
        self.network = network
        shape = (1, 3, 1, 1)
        self._mean = torch.tensor(info.mean, device=device).view(shape)
        self._std = torch.tensor(info.std, device=device).view(shape)

    @classmethod
    def load(cls, path: Path, device: str = "auto") -> TorchDetector:
        """Read weights from ``path`` onto ``device``."""
        from engine.devices import choose_device, memory_format
        from engine.weights import load_network

        chosen = choose_device(device)
        network, info = load_network(path)
        return cls(network.to(chosen).to(memory_format=memory_format(chosen)).eval(), info, chosen)

    def both_logits(self, image: NDArray[np.uint8]) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of the shrink map and of the threshold map, (1, 1, h, w) float32 on the device, of a BGR
        picture (h, w, 3) whose sides are multiples of 32."""
        import torch

        with torch.inference_mode():
            shrink, threshold = self.network(self._input_of(image))
            return shrink.float(), threshold.float()

    def _run(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        import torch

        with torch.inference_mode():
            probability = torch.sigmoid(self.network.probability_logits(self._input_of(image)).float())
            return np.asarray(probability[0, 0].cpu().numpy())

    def _input_of(self, image: NDArray[np.uint8]) -> torch.Tensor:
        import torch

        from engine.devices import memory_format

        pixels = torch.from_numpy(np.ascontiguousarray(image)).to(self.device)
        x = pixels.permute(2, 0, 1)[None].float().div_(255).sub_(self._mean).div_(self._std)
        return x.contiguous(memory_format=memory_format(self.device))


class OnnxDetector(Detector):
    """An exported file run by onnxruntime; its metadata hold what `ModelInfo` needs."""

    def __init__(self, path: Path) -> None:
        import onnxruntime

        from engine.onnx_session import open_session

        try:
            data = _giving_the_map(path.read_bytes())
            self._session = open_session(data, onnxruntime.get_available_providers())
        except Exception as error:  # onnxruntime raises many kinds, none of them typed for a broken file
            raise InputError(
                QT_TRANSLATE_NOOP("engine", "This ONNX file cannot be loaded: {reason}"),
                remedy=QT_TRANSLATE_NOOP("engine", "Export the model again."),
                path=path,
                reason=str(error).strip().splitlines()[0],
            ) from error
        self.info = ModelInfo.from_metadata(dict(self._session.get_modelmeta().custom_metadata_map), path)
        self._input = self._session.get_inputs()[0].name

    def _run(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        blob = np.ascontiguousarray(image.transpose(2, 0, 1)[None], np.float32) / np.float32(255)
        (probability,) = self._session.run([MAP], {self._input: blob})
        return np.asarray(probability[0, 0])


def _giving_the_map(data: bytes) -> bytes:
    """An exported file that gives out its probability map and nothing else."""
    import onnx

    model = onnx.load_model_from_string(data)
    if [output.name for output in model.graph.output] == [MAP]:
        return data
    del model.graph.output[:]
    model.graph.output.append(onnx.helper.make_tensor_value_info(MAP, onnx.TensorProto.FLOAT, None))
    return bytes(model.SerializeToString())
