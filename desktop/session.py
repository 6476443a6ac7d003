"""What the pages of one window share: the project, the models there are, jobs and settings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal

from desktop.settings.caches import caches
from desktop.settings.key_table import PageName
from desktop.settings.keys import keys
from desktop.settings.settings import Settings
from desktop.work.device import DeviceProbe
from desktop.work.jobs import Jobs
from desktop.work.recognition import RecogniserKeeper
from engine.training.experiment import BEST, LAST, experiment_name

if TYPE_CHECKING:
    from desktop.document.project import Project


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model to pick: ``label`` is shown, ``model`` is what ``engine.db.models.resolve_model`` takes.

    ``tip`` is the tooltip; without one that is ``model``.
    """

    label: str
    model: str
    tip: str = ""


class Session(QObject):
    project_changed = Signal()
    models_changed = Signal()
    page_requested = Signal(str, object)
    error_raised = Signal(object)
    closing = Signal()
    """The window is closed and jobs are about to be stopped."""

    def __init__(self, settings: Settings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings or Settings(parent=self)
        self.settings.changed.connect(self._apply_setting)
        for name in ("keys", "picture_cache_mb"):
            self._apply_setting(name)
        self.jobs = Jobs(self)
        self.device = DeviceProbe(self)
        self.recogniser = RecogniserKeeper()
        self.project: Project | None = None

    def open_project(self, folder: Path) -> None:
        """Open ``folder`` in place of the present project.

        Raises InputError when it cannot be used and StorageError when changes of the present project
        cannot be saved; the present project then stays.
        """
        from desktop.document.project import Project

        project = Project(Path(folder))
        self._leave_project()
        project.setParent(self)
        project.set_autosave_ms(self.settings.values.autosave_ms)
        self.project = project
        self.settings.add_recent(project.root)
        self.project_changed.emit()
        self.models_changed.emit()

    def close_project(self) -> None:
        """Save and close the project; the window shows the welcome page.

        Raises StorageError when changes cannot be saved; the project then stays.
        """
        if self.project is not None:
            self._leave_project()
            self.project_changed.emit()
            self.models_changed.emit()

    def request_page(self, page: PageName, payload: object = None) -> None:
        """Ask the window to show ``page``; ``payload`` goes to its ``open_payload`` unless None."""
        self.page_requested.emit(page, payload)

    def report(self, error: BaseException) -> None:
        """Show ``error`` on top of the window: for errors that belong to no page."""
        self.error_raised.emit(error)

    def models(self) -> list[ModelChoice]:
        """The general model, the project's experiments (newest first), its exported ONNX files."""
        experiments = [p for p in _children(self.workdirs()) if _weights_of(p)]
        experiments.sort(key=_trained_at, reverse=True)
        exported = [p for p in _children(self.exports_folder()) if p.suffix == ".onnx" and p.is_file()]
        exported.sort(key=_changed_at, reverse=True)
        return [
            ModelChoice(self.tr("General model"), "general"),
            *(ModelChoice(experiment_name(p), str(p)) for p in experiments),
            *(ModelChoice(p.name, str(p)) for p in exported),
        ]

    def workdirs(self) -> Path:
        """Where training puts its experiment folders."""
        return self._output_root() / "workdirs"

    def exports_folder(self) -> Path:
        return self._output_root() / "models"

    def outputs_folder(self) -> Path:
        """Where saved detections go."""
        return self._output_root() / "outputs"

    def _apply_setting(self, name: str) -> None:
        values = self.settings.values
        match name:
            case "keys":
                keys().use(values.keys)
            case "picture_cache_mb" | "thumbnails":
                caches().use(values.picture_cache_mb, values.thumbnails)
            case "autosave_ms" if self.project is not None:
                self.project.set_autosave_ms(values.autosave_ms)

    def _output_root(self) -> Path:
        """The project's folder; when that cannot be written, one of its name among the documents."""
        if self.project is None:
            return documents_folder()
        root = self.project.root
        return root if os.access(root, os.W_OK) else documents_folder() / root.name

    def _leave_project(self) -> None:
        if self.project is None:
            return
        if not self.project.flush():
            for document in self.project.unsaved_documents():
                if document.save_error is not None:
                    raise document.save_error
        self.project.close()
        self.project.deleteLater()
        self.project = None


def documents_folder() -> Path:
    """``QuadTune`` among the person's documents."""
    where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(where) / "QuadTune"


def _children(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _weights_of(folder: Path) -> list[Path]:
    return [path for name in (BEST, LAST) if (path := folder / name).is_file()]


def _trained_at(folder: Path) -> float:
    """When its weights were last written; renaming an experiment does not make it newer."""
    return max(map(_changed_at, _weights_of(folder)))


def _changed_at(path: Path) -> float:
    return path.stat().st_mtime
