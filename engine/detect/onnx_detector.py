"""Exported files, and our weights on a CPU, behind the same `Detector`: both are run by onnxruntime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from engine.db.models import (
    NORMALISATION,
    PLAIN,
    ModelInfo,
    Normalisation,
    read_info,
    tensor_name,
    unreadable,
)
from engine.db.network_onnx import MAP
from engine.detect.detector import Detector
from engine.detect.onnx_session import check_provider, choose_providers, open_session
from engine.errors import InputError, Message


class OnnxDetector(Detector):
    """An exported file, whose metadata hold its `ModelInfo` and how its input is normalised, or our weights.

    For a file with a fixed input size every picture is scaled to that size, whatever its proportions.
    """

    def __init__(self, session: InferenceSession, info: ModelInfo, wanted: Normalisation) -> None:
        self.info = info
        self._session = session
        self._wanted = wanted
        picture = session.get_inputs()[0]
        self._input = picture.name
        self._sides = [side if isinstance(side, int) else None for side in picture.shape[2:]]

    @classmethod
    def load(cls, path: Path, device: str = "auto") -> OnnxDetector:
        """Read an exported file. Raises `InputError` when it or ``device`` cannot be used."""
        providers = choose_providers(device)
        try:
            session = open_session(_with_map_output(path.read_bytes()), providers)
            properties = dict(session.get_modelmeta().custom_metadata_map)
            described = properties.get(NORMALISATION)
            wanted = PLAIN if described is None else Normalisation.parse(described)
        except Exception as error:  # onnxruntime raises many kinds, none of them typed for a broken file
            raise InputError(
                Message(
                    "This ONNX file cannot be loaded: {reason}", reason=str(error).strip().splitlines()[0]
                ),
                remedy=Message("Export the model again."),
                path=path,
            ) from error
        check_provider(session, device)
        return cls(session, ModelInfo.from_metadata(properties, path), wanted)

    @classmethod
    def of_weights(cls, path: Path) -> OnnxDetector:
        """Weights of this program, a ``.safetensors`` file, on the CPU. Raises `InputError`."""
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        info = read_info(path)
        try:
            state = {tensor_name(name): array for name, array in load_file(path).items()}
        except (OSError, SafetensorError) as error:
            raise unreadable(path, error) from error
        try:
            return cls.of_state(state, info)
        except Exception:  # see above
            from engine.db.weights import load_network

            load_network(path)  # raises the error that names the tensors, when some do not fit the network
            raise

    @classmethod
    def of_state(cls, state: Mapping[str, NDArray[np.float32]], info: ModelInfo) -> OnnxDetector:
        """The tensors of a network, on the CPU. Raises what `network_graph` and onnxruntime raise."""
        from engine.db.network_onnx import network_graph

        data = network_graph(state, info.variant).SerializeToString()
        return cls(open_session(data, choose_providers("cpu")), info, info.normalisation)

    def input_size(self, width: int, height: int, long_side: int | None = None) -> tuple[int, int]:
        free = super().input_size(width, height, long_side)
        fixed_height, fixed_width = self._sides
        return fixed_width or free[0], fixed_height or free[1]

    def probability_maps(
        self, images: Sequence[NDArray[np.uint8]], long_side: int | None = None
    ) -> list[NDArray[np.float32]]:
        # One by one: most profiles take one picture at a time.
        return [self._map(image) for image in self._scaled(images, long_side)]

    def _map(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        (probability,) = self._session.run([MAP], {self._input: blob_of(image, self._wanted)})
        return np.asarray(probability, np.float32).reshape(image.shape[:2])


def blob_of(image: NDArray[np.uint8], wanted: Normalisation) -> NDArray[np.float32]:
    """A BGR picture (h, w, 3) as (1, 3, h, w), normalised as ``wanted``."""
    blob = np.asarray(cv2.dnn.blobFromImage(image, 1 / 255, swapRB=wanted.order == "RGB"), np.float32)
    if (wanted.mean, wanted.std) != (PLAIN.mean, PLAIN.std):
        blob -= np.array(wanted.mean, np.float32).reshape(3, 1, 1)
        blob /= np.array(wanted.std, np.float32).reshape(3, 1, 1)
    return blob


def _with_map_output(data: bytes) -> bytes:
    """The exported file with its probability map as its only output."""
    # Parsing takes 20 ms. Asking onnxruntime for the outputs would need a session, and one made in vain takes
    # 300 ms to 500 ms: all profiles but two need another one afterwards.
    import onnx

    model = onnx.load_model_from_string(data)
    if [output.name for output in model.graph.output] == [MAP]:
        return data
    del model.graph.output[:]
    model.graph.output.append(onnx.helper.make_tensor_value_info(MAP, onnx.TensorProto.FLOAT, None))
    return bytes(model.SerializeToString())
