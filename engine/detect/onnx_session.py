"""How this program opens ONNX files, and which of onnxruntime's providers runs them."""

from __future__ import annotations

from collections.abc import Sequence

import onnxruntime

from engine.errors import InputError, Message

ERRORS_ONLY = 3

_SUFFIX = "ExecutionProvider"
_CPU = f"CPU{_SUFFIX}"
_SHORT_NAMES = {"dml": "directml"}
_REMOTE = "azure"
"""In every build, but it calls a service on the net."""

_AUTOMATIC = ("cuda", "directml", "cpu")
"""``auto`` is the first of these. All others have to be named, such as TensorRT, whose first run takes
minutes."""

Provider = str | tuple[str, dict[str, str]]
"""As onnxruntime takes it: a name, or a name with options."""


def open_session(data: bytes, providers: Sequence[Provider]) -> onnxruntime.InferenceSession:
    """A session for ``data`` on the first of ``providers`` that can.

    onnxruntime's warnings are off: it has one for each input with a default, and `end2end` files have three.
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = ERRORS_ONLY
    # A memory plan for every picture size met would take a fifth more memory at its peak and be no faster.
    options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(data, options, providers=list(providers))


def available_providers() -> dict[str, str]:
    """onnxruntime's names of the providers of this computer, by our short ones: ``cpu``, ``coreml`` …"""
    found = {}
    for name in onnxruntime.get_available_providers():
        short = name.removesuffix(_SUFFIX).lower()
        found[_SHORT_NAMES.get(short, short)] = name
    found.pop(_REMOTE, None)
    return found


def choose_providers(name: str = "auto") -> list[Provider]:
    """The provider called ``name``, and the CPU for what it cannot do.

    ``auto``: CUDA if available, else DirectML, else the CPU. ``cuda:1`` is the second card; the same holds
    for every provider that numbers its devices. Raises `InputError`, which names the providers there are.
    """
    there = available_providers()
    kind, _, number = name.lower().partition(":")
    if kind == "auto":
        kind = next(each for each in _AUTOMATIC if each in there)
    if kind not in there or (number and not number.isdecimal()):
        raise InputError(
            Message("ONNX files cannot run on '{name}' on this computer.", name=name),
            remedy=Message("Choose one of: {there}.", there=", ".join(("auto", *there))),
        )
    if there[kind] == _CPU:
        return [_CPU]
    return [(there[kind], {"device_id": number}) if number else there[kind], _CPU]


def check_provider(session: onnxruntime.InferenceSession, name: str) -> None:
    """InputError when the provider ``name`` was asked for and the session runs on another.

    onnxruntime falls back to the next one when the libraries of the first are missing.
    """
    if name == "auto":
        return
    wanted = choose_providers(name)[0]
    if session.get_providers()[0] != (wanted if isinstance(wanted, str) else wanted[0]):
        raise InputError(
            Message("onnxruntime could not start '{name}'.", name=name),
            remedy=Message("Install the driver and the libraries it needs, or choose cpu."),
        )
