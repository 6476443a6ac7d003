"""What several tests of the engine need once."""

from __future__ import annotations

import onnx
import pytest

from engine.export_graphs import trace
from engine.weights import load_network


@pytest.fixture(scope="session")
def general_map() -> onnx.ModelProto:
    """The general weights, traced once for all tests (five seconds); not to be changed."""
    network, _ = load_network("general")
    return trace(network.eval())
