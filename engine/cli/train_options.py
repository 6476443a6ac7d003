"""The options of a training, for every command that trains."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any

from engine.training.config import DEFAULT_LEARNING_RATE, FREEZABLE, TrainConfig
from engine.training.presets import BUILT_IN, presets

_DEFAULTS = {field.name: field.default for field in dataclasses.fields(TrainConfig)}


def _preset(name: str) -> str:
    """``choices`` would load plug-ins whatever the command."""
    known = presets()
    if name not in known:
        raise argparse.ArgumentTypeError(f"invalid choice: {name!r} (choose from {', '.join(known)})")
    return name


_OPTIONS: dict[str, dict[str, Any]] = {
    "epochs": {"type": int, "help": "passes over the pictures"},
    "batch_size": {"type": int, "help": "crops a step"},
    "learning_rate": {"type": float, "help": "highest learning rate"},
    "size": {"type": int, "help": "side of the square crops in pixels, a multiple of 32"},
    "weights": {
        "type": str,
        "help": "where to start: general, .safetensors, an experiment folder, none for scratch",
    },
    "patience": {"type": int, "help": "end after so many epochs without a better validation Hmean; 0 never"},
    "preset": {"type": _preset, "metavar": f"{{{','.join(BUILT_IN)}}}", "help": "how pictures are varied"},
    "freeze": {"choices": FREEZABLE, "help": "what keeps its weights"},
    "out": {"type": Path, "help": "folder for the experiment"},
    "device": {"type": str, "help": "auto, cpu or cuda"},
    "seed": {"type": int, "help": "for the split, the crops and their order"},
    "workers": {"type": int, "help": "loader processes"},
}
"""The `argparse` options of the fields of `TrainConfig`, in the order of the help."""

_FLAGS = {"learning_rate": "--lr"}

_UNSET = {
    "learning_rate": str(DEFAULT_LEARNING_RATE),
    "freeze": "early if pretrained",
    "workers": "what pays",
}
"""What happens where the default is None."""


def add_options(parser: argparse.ArgumentParser, *left_out: str) -> None:
    """Add an option for every field of `TrainConfig` but the dataset and those that are ``left_out``."""
    for name, option in _OPTIONS.items():
        if name in left_out:
            continue
        default = _DEFAULTS[name]
        shown = _UNSET[name] if default is None else default
        parser.add_argument(
            _FLAGS.get(name, f"--{name.replace('_', '-')}"),
            dest=name,
            default=default,
            **{**option, "help": f"{option['help']} (default {shown})"},
        )


def config_of(args: argparse.Namespace) -> TrainConfig:
    """What was chosen; options that the command does not have keep their defaults."""
    given = vars(args)
    return TrainConfig(**{name: given[name] for name in _DEFAULTS if name in given})
