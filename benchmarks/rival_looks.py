"""How the labelling page looks beside other labelling programs: one picture with the same labels in each.

``python -m benchmarks.rival_looks FOLDER labelme=PYTHON x-anylabeling=PYTHON …`` writes a PNG a program into
FOLDER; PYTHON as for `benchmarks.rivals`. The picture is one of the sample project, the labels are its own.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.rivals import probe
from engine.data.gt import Label, write_gt
from engine.data.pictures import write_picture
from engine.sample import render

PICTURES = 6


def write_folder(folder: Path) -> None:
    """Pictures 00000.jpg … with labels as gt files and as labelme's JSON, which X-AnyLabeling reads too."""
    (folder / "train_gts").mkdir(parents=True)
    for number in range(PICTURES):
        image, labels = render("train", number + 1, 0)
        write_picture(folder / f"{number:05d}.jpg", image)
        write_gt(folder / "train_gts" / f"gt_{number:05d}.txt", labels)
        height, width = image.shape[:2]
        content = {
            "version": "5.0.0",
            "flags": {},
            "shapes": [_shape(label) for label in labels],
            "imagePath": f"{number:05d}.jpg",
            "imageData": None,
            "imageHeight": height,
            "imageWidth": width,
        }
        (folder / f"{number:05d}.json").write_text(json.dumps(content), encoding="utf-8")


def _shape(label: Label) -> dict[str, object]:
    return {
        "label": "ignored" if label.ignore else "text",
        "description": label.transcription,
        "points": label.quad.tolist(),
        "shape_type": "polygon",
        "flags": {},
        "group_id": None,
    }


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="where the pictures go")
    parser.add_argument("programs", nargs="*", metavar="NAME=PYTHON")
    args = parser.parse_args()
    pythons = {"quadtune": sys.executable, **dict(pair.split("=", 1) for pair in args.programs)}
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as root:
        for name, python in pythons.items():
            folder = Path(root) / name / "receipts"
            write_folder(folder)
            print(name, probe(name, python, "look", str(folder)), flush=True)
            for picture in folder.glob("*.png"):
                shutil.copy(picture, args.out / f"beside-{name}.png")


if __name__ == "__main__":
    main()
