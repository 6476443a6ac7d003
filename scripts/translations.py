"""Keep the translations in step with the sources.

``python scripts/translations.py`` reads every text of ``desktop`` and ``engine`` into
``resources/i18n/zh_CN.ts`` (new ones are marked unfinished there, for a person to translate) and
compiles it to ``zh_CN.qm``. Exit status 1 while something is unfinished.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import sysconfig
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TS = ROOT / "resources" / "i18n" / "zh_CN.ts"


def tool(name: str) -> str:
    """Path of one of PySide's tools in this Python's environment."""
    found = Path(sysconfig.get_path("scripts")) / (name + (".exe" if sys.platform == "win32" else ""))
    return str(found)


def sources(top: str) -> list[Path]:
    """Every Python file below ``top``."""
    return sorted((ROOT / top).rglob("*.py"))


def templates() -> list[str]:
    """The texts of all ``Message("…")`` calls, which Qt's tools do not know."""
    found: dict[str, None] = {}
    for path in (*sources("desktop"), *sources("engine")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Message"), args=[ast.Constant(value=str(text))]):
                    found[text] = None
    return list(found)


def update(ts: Path) -> None:
    """Bring ``ts`` in step with the sources; translations of texts that are gone are dropped."""
    options = ["-no-obsolete", "-locations", "none", "-source-language", "en", "-target-language", "zh_CN"]
    with tempfile.TemporaryDirectory() as folder:
        marked = Path(folder) / "messages.py"
        lines = [
            f'QT_TRANSLATE_NOOP("engine", {json.dumps(text, ensure_ascii=False)})\n' for text in templates()
        ]
        marked.write_text("".join(lines), encoding="utf-8")
        command = [
            tool("pyside6-lupdate"),
            *map(str, sources("desktop")),
            str(marked),
            *options,
            "-ts",
            str(ts),
        ]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def compile_to(ts: Path, qm: Path) -> None:
    """Compile ``ts`` to the form the window loads."""
    subprocess.run([tool("pyside6-lrelease"), "-silent", str(ts), "-qm", str(qm)], check=True)


def messages(ts: Path) -> dict[tuple[str, str], str | None]:
    """Translation by context and source text; None where it is unfinished."""
    found: dict[tuple[str, str], str | None] = {}
    for context in ElementTree.parse(ts).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            finished = translation is not None and translation.get("type") is None
            key = (context.findtext("name", ""), message.findtext("source", ""))
            found[key] = translation.text if finished and translation is not None else None
    return found


def main() -> int:
    update(TS)
    compile_to(TS, TS.with_suffix(".qm"))
    unfinished = [key for key, text in messages(TS).items() if not text]
    for context, source in unfinished:
        print(f"not translated: {context}: {source}")
    return 1 if unfinished else 0


if __name__ == "__main__":
    sys.exit(main())
