"""Our weights by torch: what runs a model on a graphics card."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.db.models import ModelInfo
from engine.detect.detector import Detector

if TYPE_CHECKING:
    import torch

    from engine.db.network import DBNet

AT_ONCE_ON_CUDA = 4
"""On a CPU one picture keeps all cores busy: 2 and 4 at once took as long a picture, or longer."""


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
