"""Licences of what is frozen into the program, as one text that goes with it."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterable
from pathlib import Path

LICENCE_FILE = re.compile(r"(?:^|/)(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$", re.IGNORECASE)


def notices(modules: Iterable[str]) -> str:
    """Name, version, licence and licence texts of the distributions that bring the top-level ``modules``."""
    providers = importlib.metadata.packages_distributions()
    names = sorted({name for module in modules for name in providers.get(module, [])}, key=str.lower)
    parts = [
        "What QuadTune is frozen together with. Python itself: PSF-2.0, https://docs.python.org/license.html"
    ]
    parts += [_of(importlib.metadata.distribution(name)) for name in names]
    return "\n\n".join(parts) + "\n"


def _of(distribution: importlib.metadata.Distribution) -> str:
    metadata = distribution.metadata
    title = f"{metadata['Name']} {distribution.version}: {_licence(metadata)}"
    files = [
        Path(str(path.locate())) for path in distribution.files or [] if LICENCE_FILE.search(path.as_posix())
    ]
    texts = [path.read_text(encoding="utf-8", errors="replace").strip() for path in files if path.is_file()]
    return "\n\n".join(["=" * 80 + f"\n{title}\n" + "=" * 80, *dict.fromkeys(texts)])


def _licence(metadata: importlib.metadata.PackageMetadata) -> str:
    for key in ("License-Expression", "License"):
        if key in metadata and metadata[key].strip():
            return metadata[key].strip().splitlines()[0]
    classifiers = metadata.get_all("Classifier") or []
    found = [line.split("::")[-1].strip() for line in classifiers if line.startswith("License")]
    return ", ".join(found) or "see its text"
