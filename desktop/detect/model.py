"""State of the Detect page, without widgets: pictures, model, settings, results and the job under way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.detect import jobs
from desktop.detect.picture import Picture, PictureState
from desktop.detect.reading import TextReader
from desktop.session import Session
from desktop.work.background import LatestTask
from desktop.work.delay import Delay
from desktop.work.jobs import Job, JobSlot, Work
from engine.data.pictures import list_pictures
from engine.db.models import GENERAL, DetectSettings, ModelInfo, read_info, resolve_model
from engine.db.store_settings import store_settings
from engine.detect.maps import DetectedMap, Detection, InputScale, MapCache
from engine.detect.pipeline import Failed, Found, Pending
from engine.detect.results import DEFAULT_FORMATS
from engine.errors import InputError, QuadTuneError

LONG_SIDE_DELAY_MS = 400
"""A slider passes many sizes while it moves; the network runs for the one it rests on."""


class DetectModel(QObject):
    """What the Detect page shows. One job at a time, detecting or saving."""

    pictures_changed = Signal()
    picture_changed = Signal(int)
    current_changed = Signal()
    result_changed = Signal()
    model_changed = Signal()
    settings_changed = Signal()
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
        self.loading = False
        self.stored_before: DetectSettings | None = None
        self.maps = MapCache()
        self._keeper = jobs.DetectorKeeper(lambda: session.settings.values.device)
        self._adjusted = False
        self._job: Job | None = None
        self._broke_off = False
        self._version: tuple[Path, int] | None = None
        self._job_version: tuple[Path, int] | None = None
        self._index: dict[Path, int] = {}
        self.work = JobSlot(
            session.jobs,
            self,
            events=self._on_events,
            result=self._on_result,
            failed=self._on_failed,
            done=self._on_done,
        )
        self.reader = TextReader(session, self.current_picture, self._may_read, self)
        self.reader.failed.connect(self.failed)
        for signal in (self.result_changed, self.current_changed, self.work.changed):
            signal.connect(self.reader.read_soon)
        self._refine = LatestTask(self)
        self._refine.done.connect(self._on_refined)
        self._refine.failed.connect(self.failed)
        self._describe = LatestTask(self)
        self._describe.done.connect(self._on_described)
        self._describe.failed.connect(self.failed)
        self._delay = Delay(self, LONG_SIDE_DELAY_MS, self.update_current)
        self.choose_model(GENERAL)

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
        self.work.stop()
        self.pictures.clear()
        self._index.clear()
        self.maps.clear()
        self.current = -1
        self.pictures_changed.emit()
        self.current_changed.emit()
        self.result_changed.emit()

    def follow_project(self) -> None:
        """Empty the list when another project is opened, unless all pictures are that project's."""
        project = self.session.project
        if project is None or any(project.index(picture.path) is None for picture in self.pictures):
            self.clear()

    def set_current(self, index: int) -> None:
        """Show picture ``index``; its detection is brought up to date if it had any."""
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

    def current_map(self) -> DetectedMap | None:
        """The probability map of the current picture, while it is kept."""
        picture = self.current_picture()
        if picture is None or picture.detection is None:
            return None
        return self.maps.get(picture.path, picture.detection.scale)

    def is_up_to_date(self, picture: Picture) -> bool:
        """Whether it was detected with the current settings."""
        found = picture.detection
        return found is not None and (found.settings, found.scale) == (self.settings, self.scale)

    def detected(self) -> list[Picture]:
        return [picture for picture in self.pictures if picture.detection is not None]

    def has_results(self) -> bool:
        return any(picture.detection is not None for picture in self.pictures)

    def stale(self) -> list[Picture]:
        """Those detected with earlier settings."""
        return [picture for picture in self.detected() if not self.is_up_to_date(picture)]

    def _may_read(self, picture: Picture) -> bool:
        return not self.work.busy and self.is_up_to_date(picture)

    def choose_model(self, model: str) -> None:
        """Detect with ``model``. Results of another one, or of an earlier version of it, are dropped."""
        version = _version(model)
        if version == self._version and self.info is not None:
            return
        self.work.stop()
        self.model = model
        self._version = version
        self.info = None
        self._adjusted = False
        self.stored_before = None
        self._keeper.forget()
        self.maps.clear()
        for picture in self.pictures:
            picture.state, picture.detection, picture.error = "waiting", None, None
        self.pictures_changed.emit()
        self._describe.submit(lambda: (model, read_info(model)))
        self.model_changed.emit()
        self.result_changed.emit()

    @property
    def scale(self) -> InputScale:
        """How large the network sees pictures with the current settings."""
        return InputScale(self.settings.long_side, 1.0 if self.tiled else None)

    def set_settings(self, settings: DetectSettings) -> None:
        """Detect with ``settings``. The current picture follows; the others when they are shown."""
        if settings == self.settings:
            return
        network_needed = settings.long_side != self.settings.long_side
        self.settings = settings
        self._adjusted = True
        self.settings_changed.emit()
        if network_needed:
            self._delay.start()
        else:
            self.update_current()

    def set_tiled(self, tiled: bool) -> None:
        """Search large pictures in tiles, or scaled down; as with `set_settings`."""
        self.tiled = tiled
        self.settings_changed.emit()
        self.update_current()

    def reset_settings(self) -> None:
        """Go back to the model's own settings."""
        self.set_settings(self.info.settings if self.info is not None else DetectSettings())
        self._adjusted = False

    def store_settings(self) -> None:
        """Make the current settings the model's own, in its file. What was found with them stays."""
        if self.info is not None and not self.work.busy:
            model, settings = self.model, self.settings
            self.start(self.tr("Store settings"), lambda _control: store_settings(model, settings))

    def update_current(self) -> None:
        """Bring the current picture up to date: from its map if possible, else through the network."""
        picture = self.current_picture()
        if picture is None or picture.detection is None or self.is_up_to_date(picture):
            return
        kept = self.maps.get(picture.path, self.scale)
        if kept is not None:
            settings, path = self.settings, picture.path
            self._refine.submit(lambda: (path, kept.detect(settings)))
        elif not self.work.busy and not self._delay.isActive():
            self._detect([picture])

    def detect(self) -> None:
        """Detect in all pictures that are not up to date; if all are, in all again."""
        if not self.work.busy and self.pictures:
            self._detect([p for p in self.pictures if not self.is_up_to_date(p)] or self.pictures)

    def refresh(self) -> bool:
        """Bring the `stale` pictures up to date; returns whether there are any."""
        stale = self.stale()
        if stale and not self.work.busy:
            self._detect(stale)
        return bool(stale)

    def save(self, formats: Sequence[str] = DEFAULT_FORMATS) -> None:
        """Save the results of all pictures that have any, as the current settings make them."""
        pending = [
            replace(self._pending(each), detection=each.detection if self.is_up_to_date(each) else None)
            for each in self.detected()
        ]
        if self.work.busy or not pending:
            return
        keeper, model, recogniser = self._keeper, self.model, self.reader.for_job()
        request = jobs.SaveRequest(
            self.settings, self.scale, tuple(formats), self.session.outputs_folder(), recogniser
        )
        self.start(
            self.tr("Save results"), lambda control: jobs.save(keeper, model, pending, request, control)
        )

    def start(self, name: str, work: Work) -> Job:
        """Run ``work`` as the page's one job. Only while there is none."""
        self._job_version = self._version
        self._broke_off = False
        self._job = self.work.start(name, work)
        return self._job

    def _detect(self, pictures: list[Picture]) -> None:
        self.loading = True
        pending = [self._pending(picture) for picture in pictures]
        keeper, model, recogniser = self._keeper, self.model, self.reader.for_job()
        self.start(
            self.tr("Detect text"),
            lambda control: jobs.detect(
                keeper, model, pending, lambda: (self.settings, self.scale), recogniser, control
            ),
        )

    def _pending(self, picture: Picture) -> Pending:
        texts = picture.texts if self.reader.enabled else {}
        return Pending(picture.path, self.maps.get(picture.path, self.scale), texts=texts)

    def _on_events(self, events: list[object]) -> None:
        if self._job_version != self._version:  # of a model no longer chosen
            return
        for event in events:
            match event:
                case jobs.ModelLoaded(info):
                    self.loading = False
                    self._take_info(info)
                case jobs.PictureStarted(path):
                    self._put(path, "running")
                case Found():
                    self._take_found(event)
                case Failed(path, error):
                    self._put(path, "failed", error=error)

    def _take_found(self, found: Found) -> None:
        index = self._index.get(found.picture)
        if index is None:  # removed from the list meanwhile
            return
        if found.map is not None:
            self.maps.put(found.picture, found.map)
        self._put(found.picture, "done", found.detection)
        if found.texts:
            self.reader.take(self.pictures[index], found.texts)

    def _put(
        self,
        path: Path,
        state: PictureState,
        detection: Detection | None = None,
        error: QuadTuneError | None = None,
    ) -> None:
        index = self._index.get(path)
        if index is None:
            return
        picture = self.pictures[index]
        picture.state, picture.error = state, error
        if state != "running":
            picture.detection = detection
            if index == self.current:
                self.result_changed.emit()
        self.picture_changed.emit(index)

    def _on_result(self, result: object) -> None:
        match result:
            case jobs.Saved():
                self.saved.emit(result)
            case ModelInfo() if self._job_version == self._version and self.info is not None:
                self.stored_before, self.info = self.info.settings, result
                self._version = _version(self.model)  # it is the same model still
                self.settings_changed.emit()

    def _on_failed(self, error: BaseException) -> None:
        self._broke_off = True
        if self._job_version == self._version:
            self.failed.emit(error)

    def _on_done(self) -> None:
        job, self._job, self.loading = self._job, None, False
        for index, picture in enumerate(self.pictures):
            if picture.state == "running":  # the job broke off in this picture
                picture.state = "done" if picture.detection is not None else "waiting"
                self.picture_changed.emit(index)
        if job is not None and not job.stop_requested and not self._broke_off:
            self.update_current()

    def _on_refined(self, result: tuple[Path, Detection]) -> None:
        path, detection = result
        picture = self.current_picture()
        if picture is not None and picture.path == path and picture.detection is not None:
            self._put(path, "done", detection)

    def _on_described(self, result: tuple[str, ModelInfo]) -> None:
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
    """A model's file and when it was written: resumed training or a new export makes it another model."""
    try:
        path = resolve_model(model)
        return path, path.stat().st_mtime_ns
    except (InputError, OSError):  # told when it is used
        return Path(model), 0
