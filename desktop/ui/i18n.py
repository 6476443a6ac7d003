"""Languages: which there are, switching at run time, and figures written in the current one."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

import resources
from engine.device.graphics import GraphicsCard
from engine.errors import Message

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}

log = logging.getLogger(__name__)
_installed: list[QTranslator] = []
_current = "en"


def system_language() -> str:
    """The language of :data:`LANGUAGES` nearest to the system's."""
    return "zh_CN" if QLocale.system().language() == QLocale.Language.Chinese else "en"


def current_language() -> str:
    return _current


def set_language(language: str | None) -> None:
    """Switch the application to ``language``; None is the system's. Widgets get ``LanguageChange``."""
    global _current
    wanted = language if language in LANGUAGES else system_language()
    app = QCoreApplication.instance()
    if app is None:
        raise RuntimeError("set_language needs an application")
    for translator in _installed:
        app.removeTranslator(translator)
    _installed.clear()
    _current = wanted
    QLocale.setDefault(QLocale(wanted))
    qt_folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    own = translations_folder() / f"{wanted}.qm"
    for path in (own,) if wanted == "en" else (qt_folder / f"qtbase_{wanted}.qm", own):
        translator = QTranslator()
        if translator.load(str(path)):
            app.installTranslator(translator)
            _installed.append(translator)
        else:
            log.warning("No translation at %s", path)


def translations_folder() -> Path:
    return Path(str(resources.__file__)).parent / "i18n"


def translated(message: Message | None) -> str:
    """``message`` in the current language; an empty text for None."""
    if message is None:
        return ""
    return QCoreApplication.translate("engine", message.template).format(**message.parameters)


def format_duration(seconds: float) -> str:
    """``45 s``, ``2 min 10 s``, ``1 h 5 min``."""
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if hours:
        text = QCoreApplication.translate("i18n", "{hours} h {minutes} min")
    elif minutes:
        text = QCoreApplication.translate("i18n", "{minutes} min {seconds} s")
    else:
        text = QCoreApplication.translate("i18n", "{seconds} s")
    return text.format(hours=hours, minutes=minutes, seconds=rest)


def format_bytes(count: int) -> str:
    """``830 B``, ``4.2 kB``, ``48.3 MB``, ``1.2 GB`` (powers of ten, as file managers show them)."""
    if count < 1000:
        return f"{count} B"
    size = float(count)
    for unit in ("kB", "MB", "GB", "TB"):
        size /= 1000
        if size < 999.95 or unit == "TB":
            return f"{format_number(size, 1)} {unit}"
    raise AssertionError


def card_text(card: GraphicsCard) -> str:
    """``RTX 4070 12 GB``: a graphics card by name and memory."""
    if card.memory_bytes is None:
        return card.name
    return f"{card.name} {format_number(card.memory_bytes / 2**30)} GB"


def format_number(value: float, decimals: int = 0) -> str:
    """``1,234.5`` with the separators of the current language."""
    return QLocale(_current).toString(float(value), "f", decimals)
