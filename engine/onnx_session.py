"""The one way this program opens ONNX files."""

from __future__ import annotations

from collections.abc import Sequence

import onnxruntime

ERRORS_ONLY = 3


def open_session(data: bytes, providers: Sequence[str]) -> onnxruntime.InferenceSession:
    """A session for ``data`` on the first of ``providers`` that can.

    Without onnxruntime's warnings: it has one for each input with a default, and `end2end` files have three.
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = ERRORS_ONLY
    return onnxruntime.InferenceSession(data, options, providers=list(providers))
