"""Draw the curves of a finished training as the Train page shows them.

``python -m scripts.curves_image EXPERIMENT OUT.png [--language zh_CN] [--theme dark]``
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import get_args

from desktop.app import make_application
from desktop.session import Session
from desktop.train.charts.compared import ComparedExperiments
from desktop.train.charts.curves import CurvesView
from desktop.train.charts.history import TrainingHistory
from desktop.ui import i18n
from desktop.ui.theme import ThemeMode, theme
from engine.training.record.record import read_history, read_record

SIZE = (1200, 720)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("experiment", type=Path, help="the folder of a training")
    parser.add_argument("out", type=Path, help="where the picture goes")
    parser.add_argument("--language", default="en")
    parser.add_argument("--theme", default="light", choices=get_args(ThemeMode))
    args = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["QUADTUNE_CONFIG_DIR"] = temporary
        return draw(args.experiment, args.out, args.language, args.theme)


def draw(experiment: Path, out: Path, language: str, mode: ThemeMode) -> int:
    application = make_application(["quadtune"])
    theme().install(application, mode)
    i18n.set_language(language)
    session = Session()
    history = TrainingHistory()
    curves = CurvesView(history, session.settings, ComparedExperiments(session))
    curves.resize(*SIZE)
    curves.show()
    history.add([read_history(experiment, int(read_record(experiment).config["epochs"]))])
    curves.replot()
    application.processEvents()
    saved = curves.grab().save(str(out))
    curves.close()
    return 0 if saved else 1


if __name__ == "__main__":
    sys.exit(main())
