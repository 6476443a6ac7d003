"""What several tests of the engine need once."""

from __future__ import annotations

import onnx
import pytest
from safetensors.numpy import load_file

from engine.db.models import general_weights, read_info, tensor_name
from engine.db.network_onnx import network_graph


@pytest.fixture(scope="session")
def general_map() -> onnx.ModelProto:
    """The graph of the general weights, made once for all tests; not to be changed."""
    state = {tensor_name(name): array for name, array in load_file(general_weights()).items()}
    return network_graph(state, read_info("general").variant)
