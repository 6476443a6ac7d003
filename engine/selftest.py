"""Does this installation work? Everything the program does for a living, once, on a small sample.

Meant for the packaged program, where a library may have been left behind, and for bug reports. The
report is written anew before and after each check, so that even a crash of the whole process leaves
behind which check it was in.
"""

from __future__ import annotations

import importlib
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from engine import __version__, files

LIBRARIES = (
    "numpy", "cv2", "PIL", "pyclipper", "shapely", "safetensors", "torch", "torchvision", "onnx",
    "onnxscript", "onnxruntime", "tqdm",
)  # fmt: skip
"""What the engine imports, by module name."""

MODEL = "general"
DETECTION_SIDE = 640
TRAINING_SIDE = 320
"""Evaluating at full size would take most of the time and check nothing more."""

WEIGHTS = "small.safetensors"
TEST_PICTURE = "sample/test_images/img_001.jpg"
EXPORT_SIZE = (320, 320)
LEAST_RECALL = 0.5
"""The general model finds all of the sample's first test picture; finding half is no luck."""

MOST_DIFFERENCE = 1e-3
"""Between the probabilities of torch and onnxruntime."""


@dataclass(frozen=True, slots=True)
class Check:
    """``run`` gets a scratch folder all checks share, returns what it saw, raises when that is wrong."""

    name: str
    run: Callable[[Path], str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``detail`` is what the check saw, or the traceback of its error."""

    name: str
    ok: bool
    seconds: float
    detail: str


class CheckFailedError(Exception):
    """A check ran to its end, and what it saw is wrong."""


def run_selftest(
    out: Path,
    extra: Sequence[Check] = (),
    tell: Callable[[Outcome], None] = lambda _: None,
) -> bool:
    """Run `CHECKS` and then ``extra``, write the report ``out`` (JSON), return whether all was well.

    A failed check does not keep the others from running; ``tell`` hears of each as it ends. Raises
    StorageError when ``out`` cannot be written.
    """
    outcomes: list[Outcome] = []
    checks = (*CHECKS, *extra)
    with tempfile.TemporaryDirectory(prefix="quadtune-selftest-", ignore_cleanup_errors=True) as scratch:
        for check in checks:
            started = Outcome(check.name, False, 0.0, "The program ended during this check.")
            files.write_json(out, _report([*outcomes, started], finished=False))
            start = time.perf_counter()
            try:
                detail, ok = check.run(Path(scratch)), True
            except Exception:  # whatever it is belongs into the report, and the other checks still matter
                detail, ok = traceback.format_exc(), False
            outcomes.append(Outcome(check.name, ok, round(time.perf_counter() - start, 3), detail))
            tell(outcomes[-1])
    report = _report(outcomes, finished=True)
    files.write_json(out, report)
    return bool(report["success"])


def _report(outcomes: Sequence[Outcome], *, finished: bool) -> dict[str, object]:
    return {
        "success": finished and all(outcome.ok for outcome in outcomes),
        "checks": [asdict(outcome) for outcome in outcomes],
        "versions": {"quadtune": __version__, "python": platform.python_version(), **_library_versions()},
        "platform": platform.platform(),
        "frozen": bool(getattr(sys, "frozen", False)),
    }


def _library_versions() -> dict[str, str]:
    """Versions of the libraries that are loaded by now."""
    loaded = {name: sys.modules[name] for name in LIBRARIES if name in sys.modules}
    return {name: str(getattr(module, "__version__", "unknown")) for name, module in loaded.items()}


def check_libraries(_scratch: Path) -> str:
    """Every library can be imported."""
    for name in LIBRARIES:
        importlib.import_module(name)
    return ", ".join(f"{name} {version}" for name, version in _library_versions().items())


def check_card(_scratch: Path) -> str:
    """Says which NVIDIA cards there are and what keeps torch from them; none is no failure."""
    from engine.device.graphics import card_problems, probe

    found = probe()
    if not found.cards:
        return "no NVIDIA card; everything runs on the processor"
    names = ", ".join(card.name for card in found.cards)
    told = [str(trouble.error) for trouble in card_problems(found)]
    return " ".join([f"{names}, driver {found.driver or 'none'}, CUDA {found.cuda or 'none'}.", *told])


def check_sample(scratch: Path) -> str:
    """The sample project can be rendered and read as a dataset."""
    from engine.data.dataset import load_dataset
    from engine.doctor.examination import find_problems
    from engine.sample import make_sample

    made = make_sample(scratch / "sample", train=1, test=1)
    findings = find_problems(load_dataset(made.folder))
    if findings:
        raise CheckFailedError(f"the sample has problems: {[str(finding.error) for finding in findings]}")
    return f"pictures: {made.train + made.test}, boxes: {made.boxes}"


def check_pictures(scratch: Path) -> str:
    """Pictures in every format for writing come back; lossless ones exactly, and from any path."""
    from engine.data.pictures import read_picture, write_picture

    x, y = np.meshgrid(np.arange(240), np.arange(160))
    image = np.stack([x, y, 255 - x], axis=2).astype(np.uint8)  # a swapped channel would not go unnoticed
    seen = []
    for suffix, most in ((".png", 0), (".bmp", 0), (".jpg", 3)):
        path = scratch / f"图片 é{suffix}"
        write_picture(path, image)
        difference = float(np.abs(read_picture(path).astype(np.int16) - image).mean())
        if difference > most:
            raise CheckFailedError(f"{path.name} differs by {difference} grey levels on average")
        seen.append(f"{suffix} {difference:.1f}")
    return "difference in grey levels: " + ", ".join(seen)


def check_gt(scratch: Path) -> str:
    """Labels come back from a gt file as they went in."""
    from engine.data.gt import IGNORE, Label, read_labels, write_gt

    quad = np.array([[10, 20], [110.25, 24], [108, 60], [9, 55.5]])
    labels = [Label.from_quad(quad, text) for text in ("合计, 12.50", IGNORE, "", '"a,b"  c')]
    path = scratch / "gt_图片.txt"
    write_gt(path, labels)
    if read_labels(path) != labels:
        raise CheckFailedError(f"the gt file holds something else: {path.read_text(encoding='utf-8')!r}")
    return f"labels: {len(labels)}"


def check_weights(scratch: Path) -> str:
    """The weights of the general model are there, fit the network and can be written."""
    from engine.db.weights import load_network, load_weights, save_weights

    network, info = load_network(MODEL)
    small = replace(info, settings=replace(info.settings, long_side=TRAINING_SIDE))
    save_weights(scratch / WEIGHTS, network.state_dict(), small)
    _, again = load_weights(scratch / WEIGHTS)
    if again != small:
        raise CheckFailedError(f"the weights came back as those of {again}")
    return f"{info.name}, {info.variant}, parameters: {sum(p.numel() for p in network.parameters())}"


def check_detection(scratch: Path) -> str:
    """The general model finds the text of a sample picture."""
    from engine.data.gt import read_labels
    from engine.data.pictures import read_picture
    from engine.detect.evaluation import Score, compare
    from engine.detect.open import open_detector

    detector = open_detector(MODEL)
    settings = replace(detector.info.settings, long_side=DETECTION_SIDE)
    found = detector.detect(read_picture(scratch / TEST_PICTURE), settings)
    score = Score.of(compare(found.quads, read_labels(scratch / "sample/test_gts/gt_img_001.txt")))
    if score.recall < LEAST_RECALL:
        raise CheckFailedError(f"only {score.counts.matched} of {score.counts.labelled} boxes were found")
    return f"found {score.counts.matched} of {score.counts.labelled} boxes in {found.seconds:.2f} s"


def check_training(scratch: Path) -> str:
    """An epoch of a few crops, with a loader process as on machines with many cores."""
    from engine.db.weights import load_network
    from engine.device.devices import choose_device, describe_device
    from engine.training.config import TrainConfig
    from engine.training.events import StepDone
    from engine.training.loop import train

    losses: list[float] = []
    config = TrainConfig(
        dataset=scratch / "sample",
        epochs=1,
        batch_size=2,
        size=160,
        weights=str(scratch / WEIGHTS),
        out=scratch / "workdirs",
        crops_per_epoch=4,
        workers=1,
    )
    result = train(config, lambda event: losses.append(event.loss) if isinstance(event, StepDone) else None)
    if not losses or not np.isfinite(losses).all():
        raise CheckFailedError(f"the losses are {losses}")
    load_network(result.workdir)
    device = describe_device(choose_device())
    return f"{device}, steps: {len(losses)}, losses: {', '.join(f'{loss:.2f}' for loss in losses)}"


def check_export(scratch: Path) -> str:
    """Maps and boxes can be written; the export compares torch and onnxruntime by itself."""
    from engine.export.options import ExportOptions
    from engine.export.run import export_model

    seen = []
    for profile in ("end2end", "map"):
        options = ExportOptions(EXPORT_SIZE, profile)
        done = export_model(MODEL, scratch / f"{profile}.onnx", options)
        if done is None:
            raise CheckFailedError(f"the export {profile} stopped by itself")
        seen.append(f"{profile} {done.megabytes:.1f} MB, difference {done.max_difference:.1e}")
    return "; ".join(seen)


def check_small_exports(scratch: Path) -> str:
    """Half precision and 8-bit integers, calibrated and measured on the sample."""
    from engine.export.options import PRECISIONS, ExportOptions
    from engine.export.run import export_model

    seen = []
    for precision in PRECISIONS[1:]:
        options = ExportOptions(EXPORT_SIZE, precision=precision, dataset=scratch / "sample")
        done = export_model(MODEL, scratch / f"{precision}.onnx", options)
        if done is None or done.hmean is None:
            raise CheckFailedError(f"the export in {precision} was not measured")
        seen.append(f"{precision} {done.megabytes:.1f} MB, Hmean {done.hmean_before:.2f} -> {done.hmean:.2f}")
    return "; ".join(seen)


def check_exported_detection(scratch: Path) -> str:
    """Detection with the exported file finds what the model itself finds."""
    from engine.data.pictures import read_picture
    from engine.db.models import resolve_model
    from engine.detect.open import open_detector
    from engine.detect.torch_detector import TorchDetector

    image = read_picture(scratch / TEST_PICTURE)
    exported, model = open_detector(scratch / "map.onnx"), TorchDetector.load(resolve_model(MODEL), "cpu")
    maps = [detector.probability_map(image, DETECTION_SIDE) for detector in (exported, model)]
    difference = float(np.abs(maps[0] - maps[1]).max())
    if not difference <= MOST_DIFFERENCE:
        raise CheckFailedError(f"the probabilities differ by {difference}")
    return f"difference {difference:.1e}"


CHECKS = (
    Check("libraries", check_libraries),
    Check("sample", check_sample),
    Check("pictures", check_pictures),
    Check("gt", check_gt),
    Check("weights", check_weights),
    Check("detection", check_detection),
    Check("training", check_training),
    Check("export", check_export),
    Check("small exports", check_small_exports),
    Check("exported detection", check_exported_detection),
    Check("graphics card", check_card),
)
