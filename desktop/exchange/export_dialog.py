"""Exporting labels for other programs: choose a format and a place, see what will be written, write it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from desktop.exchange.dialog import ExchangeDialog, error_lines
from desktop.session import Session
from desktop.ui.file_dialog import ask_folder
from desktop.ui.i18n import format_bytes, format_number, translated
from desktop.ui.layout import row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import PathLabel, named, text_label
from engine.formats import writable
from engine.formats.exporting import ExportReport, plan_export, run_export
from engine.formats.writing import ExportPlan


class ExportDialog(ExchangeDialog):
    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "labels_export", parent)
        self.plan: ExportPlan | None = None
        self.report: ExportReport | None = None
        self._writers = writable()
        for name in self._writers:
            self._format.addItem("", name)
        self._about = text_label("", "small", muted=True)
        self._choose = named(QPushButton(), "labels_export_choose")
        self._folder = PathLabel("labels_export_folder")
        self._folder.set_path(self._project.root.parent)
        self._name = named(QLineEdit(), "labels_export_name")
        self._name.setText(f"{self._project.name}_labels")
        self._result = PathLabel("labels_export_result")
        place = row(self._choose, (self._folder, 1))
        self._stack(self._about, self._format, place, self._name, self.banner, self._summary, self._result)
        self.resize(UNIT * 76, UNIT * 48)
        self._choose.clicked.connect(self._ask_folder)
        self._name.textChanged.connect(lambda: self._show())
        self._format.currentIndexChanged.connect(lambda: self._show())
        self.retranslate()
        self._count()

    @property
    def target(self) -> Path | None:
        """The new folder, None while it has no usable name."""
        name = self._name.text().strip()
        usable = bool(name) and name not in (".", "..") and not set(name) & set("/\\:")
        return self._folder.path / name if usable and self._folder.path is not None else None

    def run(self) -> None:
        plan, target, name = self.plan, self.target, str(self._format.currentData())
        if plan is None or target is None:
            return
        self.report = None
        self.banner.clear()
        self.work.start(
            self.tr("Exporting labels"),
            lambda control: run_export(plan, target, name, control.tell_progress),
            self._on_report,
        )

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Export labels"))
        for place, writer in enumerate(self._writers.values()):
            self._format.setItemText(place, translated(writer.title))
        self._format.setAccessibleName(self.tr("Format"))
        self._about.setText(self.tr("Everything goes into a new folder; nothing in the project changes."))
        self._choose.setText(self.tr("Choose a folder…"))
        self._name.setPlaceholderText(self.tr("Name of the new folder"))
        self._name.setAccessibleName(self.tr("Name of the new folder"))
        self._list.setAccessibleName(self.tr("Lines that are not labels"))
        self.run_button.setText(self.tr("Export"))
        self._close.setText(self.tr("Close"))
        self._show()

    # ---- inside

    def _count(self) -> None:
        if self._project.flush():  # else the window shows why
            root = self._project.root
            self.work.start(self.tr("Counting labels"), lambda _: plan_export(root), self._on_plan)

    def _ask_folder(self) -> None:
        title = self.tr("Where should the new folder be made?")
        start = self._folder.path or self._project.root
        ask_folder(self, "labels_export_folder_dialog", title, start, self._on_folder)

    def _on_folder(self, paths: list[Path]) -> None:
        self._folder.set_path(paths[0])
        self._show()

    def _on_plan(self, plan: ExportPlan) -> None:
        self.plan = plan

    def _on_report(self, report: ExportReport) -> None:
        self.report = report
        self._result.set_path(report.target)

    def _show(self) -> None:
        idle = not self.work.slot.busy
        for widget in (self._format, self._choose, self._name):
            widget.setEnabled(idle)
        self.run_button.setEnabled(idle and self.plan is not None and self.target is not None)
        self._summary.setText(self._summary_text())
        self._result.setVisible(self.report is not None)
        errors = (*self.report.problems, *self.report.notes) if self.report is not None else ()
        self._list.setPlainText("\n".join(error_lines(errors)))
        self._list.setVisible(bool(errors))

    def _summary_text(self) -> str:
        if self.report is not None:
            pictures = self.tr("%n picture(s)", "", self.report.pictures)
            boxes = self.tr("%n box(es)", "", self.report.labels)
            return self.tr("Written: {pictures}, {boxes}.").format(pictures=pictures, boxes=boxes)
        return "" if self.plan is None else "\n".join(self._plan_lines(self.plan))

    def _plan_lines(self, plan: ExportPlan) -> list[str]:
        counts = {part.name: len(part.samples) for part in plan.parts}
        train = self.tr("%n picture(s)", "", counts.get("train", 0))
        boxes = self.tr("%n box(es)", "", plan.labels)
        text = self.tr("{train} for training, {test} for the test; {boxes}.")
        lines = [text.format(train=train, test=format_number(counts.get("test", 0)), boxes=boxes)]
        if plan.split_drawn:
            lines.append(self.tr("The project has no test pictures: a fifth of all is drawn for the test."))
        if plan.unlabelled:
            lines.append(self.tr("Pictures without labels are left out: {n}.").format(n=plan.unlabelled))
        if self._writers[self._format.currentData()].copies_pictures:
            lines.append(self.tr("Pictures to copy: {size}.").format(size=format_bytes(plan.size)))
        return lines
