"""What other packages add to QuadTune: the objects behind their entry points of one group.

A package names them in its ``pyproject.toml``, such as a label format::

    [project.entry-points."quadtune.formats"]
    my-format = "my_package.quadtune:FORMAT"
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from typing import TypeVar

T = TypeVar("T")

log = logging.getLogger(__name__)


@cache
def plugins(group: str) -> dict[str, object]:
    """Name → object for every entry point of ``group``, loaded when first asked for.

    One that cannot be loaded costs itself and a warning in the log, never the program.
    """
    # Takes 20 ms, which the start of the program need not wait for.
    from importlib.metadata import entry_points

    found: dict[str, object] = {}
    for entry in entry_points(group=group):
        try:
            found[entry.name] = entry.load()
        except Exception:  # it is other people's code
            log.warning(
                "The plug-in %s (%s) of %s cannot be loaded", entry.name, entry.value, group, exc_info=True
            )
    return found


def with_plugins(built_in: Mapping[str, T], kind: type[T], group: str) -> dict[str, T]:
    """``built_in``, then each ``kind`` that plug-ins of ``group`` add under a name of its own.

    The name is the object's ``name`` where it has one, else its entry point's. Any other costs a warning.
    """
    found = dict(built_in)
    for entry, added in plugins(group).items():
        name = getattr(added, "name", entry)
        if isinstance(added, kind) and name not in found:
            found[name] = added
        else:
            log.warning("The plug-in %s of %s is no %s with a name of its own", entry, group, kind.__name__)
    return found
