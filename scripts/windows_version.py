"""What Windows shows as the properties of ``quadtune.exe``, in the form PyInstaller reads."""

from __future__ import annotations

from engine import __version__

TEMPLATE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1,
                    subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "The QuadTune developers"),
      StringStruct("FileDescription", "QuadTune"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "quadtune"),
      StringStruct("LegalCopyright", "Apache-2.0"),
      StringStruct("OriginalFilename", "quadtune.exe"),
      StringStruct("ProductName", "QuadTune"),
      StringStruct("ProductVersion", "{version}"),
    ])]),
    VarFileInfo([VarStruct("Translation", [1033, 1200])]),
  ],
)
"""


def version_file() -> str:
    """The text of a version file; Windows wants four numbers, whatever comes after them in the version."""
    numbers = []
    for part in __version__.split(".")[:4]:
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        numbers.append(int(digits or 0))
    return TEMPLATE.format(numbers=tuple([*numbers, 0, 0, 0, 0][:4]), version=__version__)
