"""QuadTune's only entry: the window without a command, headless with one."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.device.memory import share_one_arena


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window, on a folder or picture if given, or run a subcommand; return the exit status."""
    multiprocessing.freeze_support()  # first: in the packaged program workers start through here
    share_one_arena()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or (len(arguments) == 1 and Path(arguments[0]).exists()):
        from desktop.diagnostics.qt_system_libraries import window_obstacle

        if obstacle := window_obstacle():
            print(obstacle, file=sys.stderr)
            return 1
        from desktop.app import run

        return run(arguments)
    from engine import cli

    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
