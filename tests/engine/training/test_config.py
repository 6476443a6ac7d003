"""The presets a training may be asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.training.config import TrainConfig
from engine.training.presets import PRESETS


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_may_be_asked_for(name: str) -> None:
    TrainConfig(Path("data"), preset=name).validate()


def test_an_unknown_preset_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match="'wild'") as caught:
        TrainConfig(Path("data"), preset="wild").validate()
    assert "document, scene, dial, light, none" in str(caught.value)


def test_light_is_the_plain_recipe_that_experiments_are_compared_with() -> None:
    light = PRESETS["light"]
    assert (light.scale, light.angle) == ((0.7, 1.4), 10)
    assert (light.contrast, light.brightness, light.colour, light.grey, light.blur) == (0.3, 30, 12, 0.1, 0.1)
    assert light.perspective == light.flip == light.noise == light.jpeg == light.motion == 0
