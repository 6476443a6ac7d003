"""What other packages add to QuadTune: the objects behind their entry points of one group.

A package names them in its ``pyproject.toml``, such as a label format::

    [project.entry-points."quadtune.formats"]
    my-format = "my_package.quadtune:FORMAT"
"""

from __future__ import annotations

import logging
from functools import cache

log = logging.getLogger(__name__)


@cache
def plugins(group: str) -> dict[str, object]:
    """Name → object for every entry point of ``group``, loaded when first asked for.

    One that cannot be loaded costs itself and a warning in the log, never the program.
    """
    from importlib.metadata import (
        entry_points,
    )  # takes 20 ms, which the start of the program need not wait for

    found: dict[str, object] = {}
    for entry in entry_points(group=group):
        try:
            found[entry.name] = entry.load()
        except Exception:  # it is other people's code
            log.warning(
                "The plug-in %s (%s) of %s cannot be loaded", entry.name, entry.value, group, exc_info=True
            )
    return found
