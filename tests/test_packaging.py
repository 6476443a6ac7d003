"""What is installed, frozen and handed out is complete, and says nothing about the machine it was made on."""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scripts.freeze_rules import EXCLUDED_MODULES, unwanted

ROOT = Path(__file__).resolve().parents[1]
OWN_PACKAGES = ("engine", "desktop", "resources")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Folders of somebody's machine, and hosts of package registries.
TRACES = re.compile(
    r"(?<![\w.$}>)\]~-])/(?:work|tmp/build|home/\w+/\w+|root/\w)|py(?:pi\.org|thonhosted)|download\.pytorch"
)


def distribution(requirement: str) -> str:
    """The normalised name in a requirement such as ``numpy>=1.26``."""
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None, requirement
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def imported_modules(package: str) -> set[str]:
    """Top-level names of everything a package's sources import."""
    names = set()
    for source in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", OWN_PACKAGES)
def test_every_import_is_a_declared_dependency(package: str) -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    # The recogniser is imported only when somebody wants texts read, and may be missing.
    declared = {distribution(text) for text in PROJECT["project"]["dependencies"] + extras["recogniser"]}
    providers = {"rapidocr": ["rapidocr"], **importlib.metadata.packages_distributions()}
    for module in imported_modules(package) - set(sys.stdlib_module_names) - set(OWN_PACKAGES):
        found = {distribution(name) for name in providers.get(module, [])}
        assert found & declared, f"{package} imports {module}, which pyproject.toml does not ask for"


def test_every_package_is_installed() -> None:
    from setuptools import find_packages

    installed = set(
        find_packages(str(ROOT), include=PROJECT["tool"]["setuptools"]["packages"]["find"]["include"])
    )
    for package in OWN_PACKAGES:
        for source in (ROOT / package).rglob("*.py"):
            assert ".".join(source.parent.relative_to(ROOT).parts) in installed, f"{source} is not installed"


@pytest.mark.parametrize(
    "path",
    [
        *PROJECT["project"]["license-files"],
        PROJECT["project"]["readme"],
        "resources/weights/general.safetensors",
    ],
)
def test_promised_files_exist(path: str) -> None:
    assert (ROOT / path).is_file()


def test_console_script_starts_the_program() -> None:
    module, function = PROJECT["project"]["scripts"]["quadtune"].split(":")
    assert (ROOT / f"{module}.py").is_file()
    assert function in {
        node.name
        for node in ast.parse((ROOT / f"{module}.py").read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }


def test_spec_compiles_and_names_real_files() -> None:
    text = (ROOT / "build_installer.spec").read_text(encoding="utf-8")
    compile(text, "build_installer.spec", "exec")
    for package in re.findall(r'collect_data_files\("(\w+)"\)|collect_submodules\("(\w+)"\)', text):
        assert importlib.util.find_spec("".join(package)) is not None
    assert (ROOT / "main.py").is_file()


@pytest.mark.parametrize(
    ("path", "left_out"),
    [
        ("torch/include/ATen/ATen.h", True),
        ("torch/bin/protoc-3.21.12.0", True),
        ("torch/bin/torch_shm_manager", False),
        ("torch/bin/TCPStoreTest", True),
        ("torch/lib/libtorch_cpu.so", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", False),
        ("PySide6/Qt/translations/qtbase_de.qm", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", False),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", False),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", True),
        ("PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", False),
        ("PySide6/Qt/plugins/sqldrivers/libqsqlite.so", True),
        ("PySide6/Qt/lib/libQt6Quick.so.6", True),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", False),
        ("PySide6\\translations\\qtbase_fr.qm", True),
        ("PySide6\\Qt6Qml.dll", True),
        ("resources/weights/general.safetensors", False),
        ("resources/i18n/zh_CN.qm", False),
    ],
)
def test_frozen_program_leaves_out_only_ballast(path: str, left_out: bool) -> None:
    assert unwanted(path) is left_out


def test_frozen_program_keeps_what_is_imported() -> None:
    imported = set().union(*(imported_modules(package) for package in OWN_PACKAGES))
    assert not imported & set(EXCLUDED_MODULES)


@pytest.mark.skipif(shutil.which("git") is None or not (ROOT / ".git").exists(), reason="not a git checkout")
def test_no_file_names_the_machine_it_was_made_on() -> None:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    traces = []
    for name in filter(None, listing.stdout.split("\0")):
        path = ROOT / name
        data = path.read_bytes() if path.is_file() else b""
        if b"\0" in data[:8192]:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
            if found := TRACES.search(line):
                traces.append(f"{name}:{number}: {found.group()}")
    assert not traces
