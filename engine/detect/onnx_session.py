"""The one way this program opens ONNX files, and which of onnxruntime's providers computes them."""

from __future__ import annotations

from collections.abc import Sequence

import onnxruntime

from engine.errors import InputError, Message

ERRORS_ONLY = 3

_SUFFIX = "ExecutionProvider"
_CPU = f"CPU{_SUFFIX}"
_SHORT_NAMES = {"dml": "directml"}
_NOT_HERE = "azure"
"""In every build, but it calls a service on the net."""

_BY_ITSELF = ("cuda", "directml", "cpu")
"""What ``auto`` takes the first of. TensorRT, whose first run takes minutes, and all others a person has to
name."""

Provider = str | tuple[str, dict[str, str]]
"""As onnxruntime takes it: a name, or a name with options."""


def open_session(data: bytes, providers: Sequence[Provider]) -> onnxruntime.InferenceSession:
    """A session for ``data`` on the first of ``providers`` that can.

    Without onnxruntime's warnings: it has one for each input with a default, and `end2end` files have three.
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = ERRORS_ONLY
    # A plan of all memory for every size of picture seen: a fifth more memory at its peak and no faster.
    options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(data, options, providers=list(providers))


def available_providers() -> dict[str, str]:
    """onnxruntime's names of what it can compute on here, by our short ones: ``cpu``, ``coreml`` …"""
    found = {}
    for name in onnxruntime.get_available_providers():
        short = name.removesuffix(_SUFFIX).lower()
        found[_SHORT_NAMES.get(short, short)] = name
    found.pop(_NOT_HERE, None)
    return found


def choose_providers(name: str = "auto") -> list[Provider]:
    """The provider called ``name`` and the CPU for what it cannot do.

    ``auto``: CUDA where there is it, else DirectML, else the CPU. ``cuda:1`` is the second card, and so with
    every provider that counts its devices. Raises `InputError`, naming what there is, when there is no such.
    """
    there = available_providers()
    kind, _, number = name.lower().partition(":")
    if kind == "auto":
        kind = next(each for each in _BY_ITSELF if each in there)
    if kind not in there or (number and not number.isdecimal()):
        raise InputError(
            Message("ONNX files cannot be run on '{name}' here.", name=name),
            remedy=Message("Choose one of: {there}.", there=", ".join(("auto", *there))),
        )
    if there[kind] == _CPU:
        return [_CPU]
    return [(there[kind], {"device_id": number}) if number else there[kind], _CPU]


def check_provider(session: onnxruntime.InferenceSession, name: str) -> None:
    """InputError when a person asked for the provider ``name`` and the session runs on another.

    onnxruntime goes on with the next one when the libraries of the first are missing.
    """
    if name == "auto":
        return
    wanted = choose_providers(name)[0]
    if session.get_providers()[0] != (wanted if isinstance(wanted, str) else wanted[0]):
        raise InputError(
            Message("onnxruntime could not start '{name}'.", name=name),
            remedy=Message("Install the driver and the libraries it needs, or choose cpu."),
        )
