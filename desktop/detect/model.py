"""State of the Detect page, without widgets: pictures, model, settings, results and the job under way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.detect import work
from desktop.detect.reading import TextReader
from desktop.detect.saving import SaveTask, Wanted, save_results
from desktop.detect.work import Boxes, DetectorKeeper, Look, MapCache, MapEntry, Task, Texts
from desktop.session import Session
from desktop.work.background import LatestTask
from desktop.work.jobs import Job
from engine.data.pictures import list_pictures
from engine.db.models import GENERAL, DetectSettings, ModelInfo, read_info, resolve_model
from engine.db.store_settings import store_settings
from engine.detect.results import DEFAULT_FORMATS
from engine.errors import InputError, QuadTuneError

State = Literal["waiting", "running", "done", "failed"]
LONG_SIDE_DELAY_MS = 400
"""A slider under way passes many sizes; the network runs for the one it rests on."""


@dataclass(slots=True, eq=False)
class Picture:
    """A picture in the list. ``boxes`` are the last found, perhaps with other settings than the present.

    ``texts``: what was read in these boxes and in earlier ones.
    """

    path: Path
    state: State = "waiting"
    boxes: Boxes | None = None
    error: Exception | None = None
    texts: Texts = field(default_factory=dict)


class DetectModel(QObject):
    """What the Detect page shows. One job at a time, detecting or saving."""

    pictures_changed = Signal()
    picture_changed = Signal(int)
    current_changed = Signal()
    result_changed = Signal()
    model_changed = Signal()
    settings_changed = Signal()
    running_changed = Signal()
    progress_changed = Signal()
    failed = Signal(object)
    saved = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.pictures: list[Picture] = []
        self.current = -1
        self.model = GENERAL
        self.info: ModelInfo | None = None
        self.settings = DetectSettings()
        self.tiled = False
        self.job: Job | None = None
        self.loading = False
        self.stored_before: DetectSettings | None = None
        self.maps = MapCache()
        self._keeper = DetectorKeeper(lambda: session.settings.values.device)
        self._adjusted = False
        self._broke_off = False
        self._version: tuple[Path, int] | None = None
        self._job_version: tuple[Path, int] | None = None
        self._index: dict[Path, int] = {}
        self.reader = TextReader(self)
        self.reader.failed.connect(self.failed)
        self._regions = work.RegionKeeper()
        self._refine = LatestTask(self)
        self._refine.done.connect(self._refined)
        self._refine.failed.connect(self.failed)
        self._describe = LatestTask(self)
        self._describe.done.connect(self._described)
        self._describe.failed.connect(self.failed)
        self._delay = QTimer(self, singleShot=True, interval=LONG_SIDE_DELAY_MS)
        self._delay.timeout.connect(self.update_current)
        self.choose_model(GENERAL)

    # pictures

    def add(self, paths: Iterable[Path]) -> int:
        """Add pictures, and the pictures of folders; returns how many were new. The first is made current."""
        found: list[Path] = []
        for path in paths:
            found += list_pictures(path) if path.is_dir() else [path]
        new = [path for path in dict.fromkeys(found) if path not in self._index]
        for path in new:
            self._index[path] = len(self.pictures)
            self.pictures.append(Picture(path))
        if new:
            self.pictures_changed.emit()
            self.set_current(self._index[new[0]])
        return len(new)

    def clear(self) -> None:
        """Empty the list. Files are not touched."""
        self.stop()
        self.pictures.clear()
        self._index.clear()
        self.maps.clear()
        self.current = -1
        self.pictures_changed.emit()
        self.current_changed.emit()
        self.result_changed.emit()

    def follow_project(self) -> None:
        """Empty the list when another project is opened, unless it is about that project's pictures."""
        project = self.session.project
        inside = project is not None and all(project.index(p.path) is not None for p in self.pictures)
        if not inside:
            self.clear()

    def set_current(self, index: int) -> None:
        """Show picture ``index``; its boxes are brought up to date if it had any."""
        if index == self.current or not 0 <= index < len(self.pictures):
            return
        self.current = index
        self.current_changed.emit()
        self.result_changed.emit()
        self.update_current()

    def row(self, path: Path) -> int | None:
        """The place of a picture in the list, None when it is not there."""
        return self._index.get(path)

    def current_picture(self) -> Picture | None:
        return self.pictures[self.current] if 0 <= self.current < len(self.pictures) else None

    def current_map(self) -> MapEntry | None:
        """The probability map of the present picture, while it is kept."""
        picture = self.current_picture()
        if picture is None or picture.boxes is None:
            return None
        return self.maps.get(picture.path, picture.boxes.look)

    def is_current(self, picture: Picture) -> bool:
        """Whether its boxes belong to the present settings."""
        boxes = picture.boxes
        return boxes is not None and (boxes.settings, boxes.look) == (self.settings, self.look)

    def detected(self) -> int:
        """How many pictures have a result."""
        return sum(picture.boxes is not None for picture in self.pictures)

    def has_boxes(self) -> bool:
        """Whether any picture has a result."""
        return any(picture.boxes is not None for picture in self.pictures)

    # model and settings

    def choose_model(self, model: str) -> None:
        """Detect with ``model`` from now on. Results of another one, or an earlier state of it, go."""
        version = _version(model)
        if version == self._version and self.info is not None:
            return
        self.stop()
        self.model = model
        self._version = version
        self.info = None
        self._adjusted = False
        self.stored_before = None
        self._keeper.forget()
        self.maps.clear()
        for picture in self.pictures:
            picture.state, picture.boxes, picture.error = "waiting", None, None
        self.pictures_changed.emit()
        self._describe.submit(lambda: (model, read_info(model)))
        self.model_changed.emit()
        self.result_changed.emit()

    def change_settings(self, **values: float) -> None:
        """Set fields of `DetectSettings`. The present picture follows; the others when they are looked at."""
        new = replace(self.settings, **values)  # type: ignore[arg-type]
        if new == self.settings:
            return
        network_needed = new.long_side != self.settings.long_side
        self.settings = new
        self._adjusted = True
        self.settings_changed.emit()
        if network_needed:
            self._delay.start()
        else:
            self.update_current()

    @property
    def look(self) -> Look:
        """How the network is to see pictures now."""
        return Look(self.settings.long_side, self.tiled)

    def set_tiled(self, tiled: bool) -> None:
        """Search large pictures in tiles, or scaled down; as with `change_settings`."""
        self.tiled = tiled
        self.settings_changed.emit()
        self.update_current()

    def reset_settings(self) -> None:
        """Go back to the model's own operating point."""
        defaults = self.info.settings if self.info is not None else DetectSettings()
        self.change_settings(
            long_side=defaults.long_side, thresh=defaults.thresh,
            box_thresh=defaults.box_thresh, unclip_ratio=defaults.unclip_ratio,
        )  # fmt: skip
        self._adjusted = False

    def store_settings(self) -> None:
        """Make the present settings the model's own, in its file. What was found with them stays."""
        if self.info is None or self.job is not None:
            return
        model, settings = self.model, self.settings
        self._start(Job(self.tr("Store settings"), lambda _control: store_settings(model, settings)))

    def _take_stored(self, info: ModelInfo) -> None:
        if self._job_version == self._version and self.info is not None:
            self.stored_before, self.info = self.info.settings, info
            self._version = _version(self.model)  # it is the same model still
            self.settings_changed.emit()

    def update_current(self) -> None:
        """Bring the present picture up to date: from its map if possible, else through the network."""
        picture = self.current_picture()
        if picture is None or picture.boxes is None or self.is_current(picture):
            return
        entry = self.maps.get(picture.path, self.look)
        if entry is not None:
            settings, path = self.settings, picture.path
            self._refine.submit(lambda: (path, self._regions.find_boxes(entry, settings)))
        elif self.job is None and not self._delay.isActive():
            self._start_detecting([picture])

    # work

    def detect(self) -> None:
        """Detect in all pictures that are not up to date; in all of them if all are."""
        if self.job is None and self.pictures:
            stale = [picture for picture in self.pictures if not self.is_current(picture)]
            self._start_detecting(stale or self.pictures)

    def stale(self) -> list[Picture]:
        """The pictures whose boxes were found with earlier settings."""
        return [p for p in self.pictures if p.boxes is not None and not self.is_current(p)]

    def refresh(self) -> bool:
        """Bring the pictures that have results up to date; whether a job had to be started for that."""
        stale = self.stale()
        if stale and self.job is None:
            self._start_detecting(stale)
        return bool(stale)

    def save(self, formats: Sequence[str] = DEFAULT_FORMATS) -> None:
        """Save the results of all pictures that have any, as the present settings make them."""
        tasks = [
            SaveTask(p.path, p.boxes if self.is_current(p) else None, self._map_of(p), p.texts)
            for p in self.pictures
            if p.boxes is not None
        ]
        if self.job is None and tasks:
            keeper, model, settings = self._keeper, self.model, self.settings
            wanted = Wanted(
                settings, self.look, tuple(formats), self.reader.for_job(), self.session.outputs_folder()
            )
            self._start(
                Job(
                    self.tr("Save results"),
                    lambda control: save_results(keeper, model, tasks, wanted, control),
                )
            )

    def stop(self) -> None:
        """Stop the job after the picture it is at; what it has found stays."""
        if self.job is not None:
            self.job.request_stop()
            self.progress_changed.emit()

    def _start_detecting(self, pictures: list[Picture]) -> None:
        self.loading = True
        tasks = [Task(picture.path, self._map_of(picture), picture.texts) for picture in pictures]
        keeper, model, reader = self._keeper, self.model, self.reader.for_job()
        self._start(
            Job(
                self.tr("Detect text"),
                lambda control: work.detect_pictures(
                    keeper, model, tasks, lambda: (self.settings, self.look), reader, control
                ),
            )
        )

    def _start(self, job: Job) -> None:
        self._job_version = self._version
        job.events.connect(self._on_events)
        job.finished_ok.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        self.run(job)

    def run(self, job: Job) -> None:
        """Run ``job`` as the page's one job. Only while there is none."""
        self.job = job
        self._broke_off = False
        job.events.connect(lambda _events: self.progress_changed.emit())
        job.done.connect(self._on_done)
        self.running_changed.emit()
        self.session.jobs.start(job)

    def _map_of(self, picture: Picture) -> MapEntry | None:
        return self.maps.get(picture.path, self.look)

    def _on_events(self, events: list[object]) -> None:
        if self._job_version != self._version:  # of a model no longer chosen
            return
        for event in events:
            match event:
                case work.ModelLoaded(info):
                    self.loading = False
                    self._take_info(info)
                case work.PictureStarted(path):
                    self._put(path, "running")
                case work.PictureDone(path, boxes, entry, texts):
                    if path in self._index:
                        self.maps.put(path, entry)
                    self._put(path, "done", boxes)
                    self._take_texts(path, texts)
                case work.PictureFailed(path, error):
                    self._put(path, "failed", error=error)

    def _put(
        self, path: Path, state: State, boxes: Boxes | None = None, error: QuadTuneError | None = None
    ) -> None:
        index = self._index.get(path)
        if index is None:  # removed from the list meanwhile
            return
        picture = self.pictures[index]
        picture.state, picture.error = state, error
        if state != "running":
            picture.boxes = boxes
            if index == self.current:
                self.result_changed.emit()
        self.picture_changed.emit(index)

    def _take_texts(self, path: Path, texts: Texts) -> None:
        if texts and path in self._index:
            self.reader.take(self.pictures[self._index[path]], texts)

    def _on_finished(self, result: object) -> None:
        if isinstance(result, work.Saved):
            self.saved.emit(result)
        elif isinstance(result, ModelInfo):
            self._take_stored(result)

    def _on_failed(self, error: BaseException) -> None:
        self._broke_off = True
        if self._job_version == self._version:
            self.failed.emit(error)

    def _on_done(self) -> None:
        job, self.job, self.loading = self.job, None, False
        for index, picture in enumerate(self.pictures):
            if picture.state == "running":  # the job broke off in this picture
                picture.state = "done" if picture.boxes is not None else "waiting"
                self.picture_changed.emit(index)
        self.running_changed.emit()
        if job is not None and not job.stop_requested and not self._broke_off:
            self.update_current()

    # results of short work

    def _refined(self, result: tuple[Path, Boxes]) -> None:
        path, boxes = result
        picture = self.current_picture()
        if picture is None or picture.path != path or picture.boxes is None:
            return
        self._put(path, "done", boxes)

    def _described(self, result: tuple[str, ModelInfo]) -> None:
        model, info = result
        if model == self.model:
            self._take_info(info)

    def _take_info(self, info: ModelInfo) -> None:
        if self.info is not None:
            return
        self.info = info
        if not self._adjusted:
            self.settings = info.settings
            self.settings_changed.emit()
        self.model_changed.emit()


def _version(model: str) -> tuple[Path, int]:
    """A model's file and when it was written: training on or exporting again makes another one of it."""
    try:
        path = resolve_model(model)
        return path, path.stat().st_mtime_ns
    except (InputError, OSError):  # told when it is used
        return Path(model), 0
