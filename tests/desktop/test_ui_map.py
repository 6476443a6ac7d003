"""Every control can be found by name, and docs/ui-map.md is what scripts/ui_map.py writes of this window."""

from __future__ import annotations

from pathlib import Path

from desktop.shell.main_window import MainWindow
from scripts.ui_map import MAP, close_dialogs, controls, open_everything, ui_map, write_project

STALE = "docs/ui-map.md is not what the window has: write it anew with `make ui-map`"


def test_every_control_has_a_name_and_is_in_the_map(main_window: MainWindow, tmp_path: Path) -> None:
    project = write_project(tmp_path / "project")
    open_everything(main_window, project)
    found = controls(main_window)
    nameless = [f"{type(w).__name__} in {w.parentWidget()}" for w in found if not w.objectName()]
    names = {w.objectName() for w in found}
    written = ui_map(main_window, project)
    close_dialogs(main_window)
    assert len(found) > 60
    assert nameless == []
    assert sorted(name for name in names if f"`{name}`" not in written) == []
    assert MAP.read_text(encoding="utf-8").splitlines() == written.splitlines(), STALE
