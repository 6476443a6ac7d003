"""The presets a training may be asked for."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from engine import cli
from engine.errors import InputError
from engine.training.config import TrainConfig
from engine.training.presets import BUILT_IN, GROUP, Preset, find_preset, presets
from tests.conftest import PluginFactory


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_preset_may_be_asked_for(name: str) -> None:
    TrainConfig(Path("data"), preset=name).validate()


def test_an_unknown_preset_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match="'wild'") as caught:
        TrainConfig(Path("data"), preset="wild").validate()
    assert "document, scene, dial, light, none" in str(caught.value)


def test_another_package_adds_a_preset(
    add_plugin: PluginFactory, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no preset, would replace a built-in one or cannot be loaded costs itself and a warning."""
    points = {"stamp": "STAMP", "number": "NUMBER", "light": "STAMP", "gone": "GONE"}
    code = "from engine.training.presets import Preset\n\nSTAMP = Preset(angle=90)\nNUMBER = 5\n"
    add_plugin(GROUP, {name: f"added_package:{thing}" for name, thing in points.items()}, code)

    with caplog.at_level(logging.WARNING):
        assert list(presets()) == [*BUILT_IN, "stamp"]
    assert all(f"plug-in {name} " in caplog.text for name in ("number", "light", "gone"))
    assert find_preset("stamp") == Preset(angle=90)
    assert find_preset("light") == BUILT_IN["light"]

    TrainConfig(Path("data"), preset="stamp").validate()
    parser = cli.build_parser()
    assert parser.parse_args(["train", "data", "--preset", "stamp"]).preset == "stamp"
    with pytest.raises(SystemExit) as caught:
        parser.parse_args(["train", "data", "--preset", "wild"])
    assert caught.value.code == 2
    assert "invalid choice: 'wild'" in capsys.readouterr().err


def test_light_is_the_plain_recipe_that_experiments_are_compared_with() -> None:
    light = BUILT_IN["light"]
    assert (light.scale, light.angle) == ((0.7, 1.4), 10)
    assert (light.contrast, light.brightness, light.colour, light.grey, light.blur) == (0.3, 30, 12, 0.1, 0.1)
    assert light.perspective == light.flip == light.noise == light.jpeg == light.motion == 0
