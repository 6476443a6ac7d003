"""Importing labels of other programs: choose, see what will happen, import, see what happened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QPushButton, QRadioButton, QWidget

from desktop.document.reload import reload_written
from desktop.exchange.dialog import ExchangeDialog, error_lines
from desktop.session import Session
from desktop.ui.file_dialog import ask_files, ask_folder
from desktop.ui.i18n import format_number
from desktop.ui.layout import STRETCH, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import PathLabel, named, text_label
from desktop.work.jobs import JobControl
from engine.formats import formats
from engine.formats.importing import (
    AUTO,
    EXISTING,
    Existing,
    ImportPlan,
    ImportReport,
    plan_import,
    run_import,
)


@dataclass(frozen=True, slots=True)
class PictureWritten:
    picture: Path


class ImportDialog(ExchangeDialog):
    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "labels_import", parent)
        self.source: Path | None = None
        self.plan: ImportPlan | None = None
        self.report: ImportReport | None = None
        self._written = 0
        self._intro = text_label("", "small", muted=True)
        self._folder = named(QPushButton(), "labels_import_folder")
        self._file = named(QPushButton(), "labels_import_file")
        self._path = PathLabel("labels_import_source")
        self._choices = {one: named(QRadioButton(), f"labels_import_{one}") for one in EXISTING}
        self._group = QButtonGroup(self)
        self._format.addItem("", AUTO)
        for one in formats().values():
            self._format.addItem(one.title, one.name)
        for button in self._choices.values():
            self._group.addButton(button)
        self._choices["keep"].setChecked(True)
        choose = row(self._folder, self._file, self._format, STRETCH)
        self._stack(self._intro, choose, self._path, self.banner, self._summary, *self._choices.values())
        self.resize(UNIT * 84, UNIT * 64)
        self.work.slot.events.connect(self._follow)
        self._folder.clicked.connect(self._ask_folder)
        self._file.clicked.connect(self._ask_file)
        self._format.currentIndexChanged.connect(self._read_again)
        self.retranslate()

    def read(self, source: Path) -> None:
        """Read what ``source``, a file or a folder, holds; writes nothing."""
        self.source = source
        self.plan = self.report = None
        self._written = 0
        self._path.set_path(source)
        self.banner.clear()
        root, name = self._project.root, str(self._format.currentData())
        self.work.start(
            self.tr("Reading labels"),
            lambda control: plan_import(root, source, name, control.tell_progress),
            self._on_plan,
        )

    def run(self) -> None:
        """Save the project, then write the labels."""
        plan, existing = self.plan, self.existing
        if plan is None or not self._project.flush():
            return
        self._written = 0

        def work(control: JobControl) -> ImportReport:
            return run_import(
                plan, existing, control.tell_progress, lambda picture: control.emit(PictureWritten(picture))
            )

        self.banner.clear()
        self.work.start(self.tr("Importing labels"), work, self._on_report)

    @property
    def existing(self) -> Existing:
        """What is to happen to pictures that have labels."""
        return next((one for one, button in self._choices.items() if button.isChecked()), "keep")

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Import labels"))
        self._intro.setText(
            self.tr(
                "Labels of PPOCRLabel, labelme, X-AnyLabeling, CVAT, COCO or YOLO-OBB are imported for"
                " pictures of this project that have the same names. Pictures are not changed."
            )
        )
        self._folder.setText(self.tr("Choose a folder…"))
        self._file.setText(self.tr("Choose a file…"))
        self._format.setItemText(0, self.tr("Detect the format"))
        self._format.setAccessibleName(self.tr("Format"))
        self._list.setAccessibleName(self.tr("What was not imported as written"))
        self.run_button.setText(self.tr("Import"))
        self._close.setText(self.tr("Close"))
        self._show()

    # ---- inside

    def _read_again(self) -> None:
        if self.source is not None:
            self.read(self.source)

    def _ask_folder(self) -> None:
        title = self.tr("Where are the labels?")
        ask_folder(self, "labels_import_folder_dialog", title, self._project.root, self._chosen)

    def _ask_file(self) -> None:
        filters = self.tr("Labels (*.txt *.json)") + ";;" + self.tr("All files (*)")
        title = self.tr("Where are the labels?")
        ask_files(self, "labels_import_file_dialog", title, self._project.root, filters, self._chosen)

    def _chosen(self, paths: list[Path]) -> None:
        if paths:
            self.read(paths[0])

    def _on_plan(self, plan: ImportPlan) -> None:
        self.plan = plan

    def _on_report(self, report: ImportReport) -> None:
        self.report = report
        if report.checked:
            self._project.refresh_checked()

    def _follow(self, events: list[object]) -> None:
        written = [event.picture for event in events if isinstance(event, PictureWritten)]
        self._written += len(written)
        reload_written(self._project, written)

    def _show(self) -> None:
        idle = not self.work.slot.busy
        for control in (self._folder, self._file, self._format):
            control.setEnabled(idle)
        ready = idle and self.plan is not None and self.report is None
        labelled = len(self.plan.labelled) if self.plan is not None else 0
        for button in self._choices.values():
            button.setVisible(labelled > 0 and self.report is None)
            button.setEnabled(ready)
        self.run_button.setEnabled(ready and self.plan is not None and bool(self.plan.labels))
        self._name_choices(labelled)
        self._summary.setText(self._summary_text())
        self._list.setPlainText("\n".join(self._list_lines()))
        self._list.setVisible(bool(self._list.toPlainText()))

    def _name_choices(self, labelled: int) -> None:
        texts = {
            "keep": self.tr("Pictures that have labels ({n}): keep them as they are"),
            "add": self.tr("Add to them, without repeating boxes"),
            "replace": self.tr("Replace them; the old labels are kept in a folder beside"),
        }
        for one, button in self._choices.items():
            button.setText(texts[one].format(n=labelled))

    def _summary_text(self) -> str:
        if self.report is not None:
            text = self.tr("Imported: {pictures}, {boxes}. Kept as they were: {kept}.").format(
                pictures=self.tr("%n picture(s)", "", len(self.report.pictures)),
                boxes=self.tr("%n box(es)", "", self.report.boxes),
                kept=self.tr("%n picture(s)", "", len(self.report.kept)),
            )
            if self.report.backup is not None:
                backup = self.tr("The old labels are in {folder}.").format(folder=self.report.backup.name)
                text = f"{text}\n{backup}"
            return text
        if self.plan is None:
            return ""
        if not self.work.slot.busy and self._written:
            return self.tr("Stopped after %n picture(s); what was imported stays.", "", self._written)
        return self.tr("{title}: {boxes} on {pictures} of this project.").format(
            title=formats()[self.plan.format].title,
            boxes=self.tr("%n box(es)", "", self.plan.boxes),
            pictures=self.tr("%n picture(s)", "", len(self.plan.labels)),
        )

    def _list_lines(self) -> list[str]:
        source = self.report or self.plan
        if source is None:
            return []
        groups = (
            (self.tr("Not in this project: {n}"), source.unmatched),
            (self.tr("Not understood: {n}"), source.problems),
            (self.tr("Imported differently than written: {n}"), source.notes),
        )
        lines: list[str] = []
        for title, errors in groups:
            if errors:
                lines += ["", title.format(n=format_number(len(errors))), *error_lines(errors)]
        return lines[1:]
