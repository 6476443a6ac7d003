"""Which detector runs a model: torch or onnxruntime."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

from engine.db.models import is_onnx, resolve_model
from engine.detect.detector import Detector


def open_detector(model: str | Path, device: str = "auto") -> Detector:
    """Load ``general``, a ``.safetensors``, an experiment folder or an ``.onnx``.

    Weights are run by torch on a card and by onnxruntime on the CPU, where it is twice as fast.
    ``device``: see `engine.device.devices.choose_device`; for an ``.onnx``, the providers of
    `engine.detect.onnx_session`.
    Raises `InputError` when there is no such model or device, or the model does not fit.
    """
    path = resolve_model(model)
    if not is_onnx(path) and _uses_card(device):
        from engine.detect.torch_detector import TorchDetector

        return TorchDetector.load(path, device)
    from engine.detect.onnx_detector import OnnxDetector

    return OnnxDetector.load(path, device) if is_onnx(path) else OnnxDetector.of_weights(path)


def may_have_card() -> bool:
    """False where no driver of a graphics card is installed: then torch, slow to load, need not be asked."""
    if sys.platform == "darwin":
        return False
    try:
        ctypes.CDLL("nvcuda" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return Path("/dev/kfd").exists()  # of AMD, whose cards torch calls CUDA, too
    return True


def _uses_card(device: str) -> bool:
    """Whether ``device`` is not the CPU. Raises `InputError` when this machine has no such device."""
    if device == "cpu" or (device == "auto" and not may_have_card()):
        return False
    from engine.device.devices import choose_device

    return choose_device(device).type != "cpu"
