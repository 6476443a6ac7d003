"""Storing detection settings in a model's file, whose weights stay as they are."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

from engine import files
from engine.db.models import (
    METADATA_KEY,
    DetectSettings,
    ModelInfo,
    general_weights,
    is_onnx,
    read_info,
    resolve_model,
    unreadable,
)
from engine.errors import InputError, Message


def store_settings(model: str | Path, settings: DetectSettings) -> ModelInfo:
    """Write ``settings`` into the file of ``model``; returns its new description.

    The file is replaced in one step. In an exported file that takes the settings as inputs they become the
    defaults of those inputs, too. InputError for the general model and for files that cannot be read,
    StorageError when the file cannot be written.
    """
    path = resolve_model(model)
    if path.resolve() == general_weights().resolve():
        raise InputError(
            Message("The settings of the general model stay as they are."),
            remedy=Message("Train a model of your own, or copy the file and choose the copy."),
            path=path,
        )
    info = replace(read_info(path), settings=settings.check())
    data = _onnx_with(path, info) if is_onnx(path) else _weights_with(path, info)
    files.write_bytes(path, data)
    return info


def _weights_with(path: Path, info: ModelInfo) -> bytes:
    """The ``.safetensors`` file with another description in its header; the tensors are copied."""
    data = files.read_bytes(path)
    length = int.from_bytes(data[:8], "little")
    try:
        header = json.loads(data[8 : 8 + length])
        description = json.loads(header["__metadata__"][METADATA_KEY])
    except (ValueError, KeyError, TypeError) as error:
        raise unreadable(path, error) from error
    description |= info.to_metadata()
    header["__metadata__"][METADATA_KEY] = json.dumps(description)
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)  # tensors start at a multiple of eight
    return len(text).to_bytes(8, "little") + text + data[8 + length :]


def _onnx_with(path: Path, info: ModelInfo) -> bytes:
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    try:
        model = onnx.load_model_from_string(files.read_bytes(path))
    except DecodeError as error:
        raise unreadable(path, error) from error
    texts = info.to_metadata()
    for item in model.metadata_props:
        if item.key in texts:
            item.value = texts[item.key]
    inputs = {value.name for value in model.graph.input}
    values = asdict(info.settings)
    for initializer in model.graph.initializer:
        if initializer.name in inputs and initializer.name in values:
            old = onnx.numpy_helper.to_array(initializer)
            new = old.dtype.type(values[initializer.name]).reshape(old.shape)
            initializer.CopyFrom(onnx.numpy_helper.from_array(new, initializer.name))
    return bytes(model.SerializeToString())
