"""What other packages add through entry points."""

from __future__ import annotations

import logging

import pytest

from engine.plugins import plugins
from tests.conftest import PluginFactory

GROUP = "quadtune.tests"


def test_objects_of_entry_points_come_by_name(add_plugin: PluginFactory) -> None:
    add_plugin(GROUP, {"answer": "added_package:ANSWER"}, "ANSWER = 42\n")
    assert plugins(GROUP) == {"answer": 42}


def test_a_broken_plug_in_is_logged_and_left_out(
    add_plugin: PluginFactory, caplog: pytest.LogCaptureFixture
) -> None:
    points = {"good": "added_package:ANSWER", "gone": "added_package:NOTHING", "none": "no_such_package:X"}
    add_plugin(GROUP, points, "ANSWER = 42\n")
    with caplog.at_level(logging.WARNING):
        assert plugins(GROUP) == {"good": 42}
    assert {"gone", "none"} <= set(caplog.text.split())


def test_without_plug_ins_there_is_nothing() -> None:
    assert plugins(GROUP) == {}
