"""Keep the translations in step with the sources.

``python scripts/translations.py`` reads every text of ``desktop`` and ``engine`` into
``resources/i18n/zh_CN.ts`` (new ones are marked unfinished there, for a person to translate) and
compiles it to ``zh_CN.qm``. Exit status 1 while something is unfinished. ``en.ts`` holds nothing but the
singular and plural forms of English texts with a number.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import sysconfig
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TS = ROOT / "resources" / "i18n" / "zh_CN.ts"
PLURALS = TS.with_name("en.ts")


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


def update(ts: Path, *options: str) -> None:
    """Bring ``ts`` in step with the sources; translations of texts that are gone are dropped."""
    language = ts.stem
    options += ("-no-obsolete", "-locations", "none", "-source-language", "en", "-target-language", language)
    with tempfile.TemporaryDirectory() as folder:
        marked = Path(folder) / "messages.py"
        lines = (f'QT_TRANSLATE_NOOP("engine", {json.dumps(t, ensure_ascii=False)})\n' for t in templates())
        marked.write_text("".join(lines), encoding="utf-8")
        files = [*map(str, sources("desktop")), str(marked)]
        command = [tool("pyside6-lupdate"), *files, *options, "-ts", str(ts)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def update_plurals(ts: Path) -> None:
    """Write the English forms of all texts with a number: ``%n box(es)`` is ``%n box`` and ``%n boxes``."""
    update(ts, "-pluralonly")
    tree = ElementTree.parse(ts)
    for message in tree.getroot().iter("message"):
        source, translation = message.findtext("source", ""), message.find("translation")
        assert translation is not None
        translation.attrib.clear()
        translation[:] = []
        for form in (r"", r"\1"):
            ElementTree.SubElement(translation, "numerusform").text = re.sub(r"\((\w+)\)", form, source)
    ElementTree.indent(tree, "    ")
    tree.write(ts, encoding="utf-8", xml_declaration=True)


def compile_to(ts: Path, qm: Path) -> None:
    """Compile ``ts`` to the form the window loads."""
    subprocess.run([tool("pyside6-lrelease"), "-silent", str(ts), "-qm", str(qm)], check=True)


def messages(ts: Path) -> dict[tuple[str, str], str | None]:
    """Translation by context and source text; None where it is unfinished."""
    found: dict[tuple[str, str], str | None] = {}
    for context in ElementTree.parse(ts).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            key = (context.findtext("name", ""), message.findtext("source", ""))
            found[key] = None
            if translation is not None and translation.get("type") is None:
                found[key] = translation.findtext("numerusform") or translation.text
    return found


def main() -> int:
    update(TS)
    update_plurals(PLURALS)
    for ts in (TS, PLURALS):
        compile_to(ts, ts.with_suffix(".qm"))
    unfinished = [key for key, text in messages(TS).items() if not text]
    for context, source in unfinished:
        print(f"not translated: {context}: {source}")
    return 1 if unfinished else 0


if __name__ == "__main__":
    sys.exit(main())
