"""Writing files so that nothing is ever half written, and reading text with errors a person can use.

A file is first written beside its place under a hidden name, then flushed to the disk and moved over the old
file in one step. Whatever goes wrong, the old file stays whole.
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from engine.errors import InputError, Message, StorageError

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}
_IN_THE_WAY = {errno.ENOTDIR, errno.EEXIST, errno.EISDIR}
_DENIED = {errno.EACCES, errno.EPERM}
_HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}
_REPLACE_ATTEMPTS = 6
_STRAY = re.compile(r"\.quadtune-[0-9a-f]{12}(\.\w+)?")
_STRAY_AGE_S = 60


def write_bytes(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` in one step; raises StorageError and leaves an older file as it was."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 without BOM, its line ends unchanged."""
    # File names that are not valid Unicode reach Python as lone surrogates and are written back as they were.
    write_bytes(path, text.encode("utf-8", "surrogateescape"))


def write_json(path: Path, value: object) -> None:
    """Write ``value`` as indented UTF-8 JSON. ValueError for NaN and infinity, which JSON lacks."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def write_unflushed(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` in one step, and let the system decide when it reaches the disk.

    Fast enough to call at every key press. The data survives a crash of the program, but not of the machine.
    Raises StorageError as `write_bytes` does.
    """
    with _replacing(path) as temporary:
        temporary.write_bytes(data)


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``, same suffix, which replaces ``path`` when the block succeeds.

    For libraries that write files themselves. Missing folders are made. OSErrors become StorageError; after
    any error the temporary file is deleted and ``path`` unchanged. A symbolic link stays one: its target is
    replaced.
    """
    with _replacing(path) as temporary:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    temporary: Path | None = None
    try:
        target = path.resolve() if path.is_symlink() else path
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".quadtune-{secrets.token_hex(6)}{target.suffix}")
        yield temporary
        if target.exists():
            shutil.copymode(target, temporary)
        _replace(temporary, target)
    except OSError as error:
        raise storage_error(path, error) from error
    finally:
        if temporary is not None:
            with suppress(OSError):  # gone after a success; after a failure the first error counts
                temporary.unlink(missing_ok=True)


def _replace(source: Path, target: Path) -> None:
    # On Windows a virus scanner or a viewer may hold the old file open for a moment.
    for attempt in range(_REPLACE_ATTEMPTS):
        try:
            source.replace(target)
            return
        except PermissionError:
            if sys.platform != "win32" or attempt == _REPLACE_ATTEMPTS - 1:
                raise
            time.sleep(0.05 * 2**attempt)


def remove_strays(folder: Path) -> None:
    """Delete temporary files that a killed program left in ``folder``, as far as that is possible.

    Only those older than a minute: another program may be writing now.
    """
    try:
        names = [name for name in os.listdir(folder) if _STRAY.fullmatch(name)]  # noqa: PTH208 - fast for 10,000
    except OSError:
        return
    for stray in (folder / name for name in names):
        with suppress(OSError):
            if time.time() - stray.stat().st_mtime > _STRAY_AGE_S:
                stray.unlink()


def storage_error(path: Path, error: OSError) -> StorageError:
    """The StorageError that says why ``path`` could not be written, from the system's error."""
    code = error.errno
    if code in _FULL:
        problem = Message("The file could not be written: the disk is full.")
        remedy = Message("Free some space on that disk and try again.")
    elif code == errno.EROFS:
        problem = Message("The file could not be written: the folder is read-only.")
        remedy = Message("Choose a folder that can be written to.")
    elif code in _DENIED:
        problem = Message("The file could not be written: permission was denied.")
        remedy = Message(
            "Close other programs that use the file, allow writing to the folder, or choose another."
        )
    elif code in _IN_THE_WAY:
        problem = Message("The file could not be written: something else has its place.")
        remedy = Message(
            "A folder of the path is a file, or the file is a folder. Move that away or choose another."
        )
    else:
        problem = Message("The file could not be written: {reason}.", reason=error.strerror or str(error))
        remedy = Message("Check that the disk is connected, or choose another folder.")
    return StorageError(problem, remedy=remedy, path=path)


def read_bytes(path: Path) -> bytes:
    """All bytes of ``path``; InputError when it is missing, a folder or not readable."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise reading_error(path, error) from error


def reading_error(path: Path, error: OSError) -> InputError:
    """The InputError that says why ``path`` could not be read, from the system's error."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        problem = Message("There is no such file.")
        remedy = Message("Check the path, or put the file there.")
    elif isinstance(error, IsADirectoryError) or path.is_dir():
        problem = Message("This is a folder, but a file is needed.")
        remedy = Message("Name a file inside the folder.")
    else:
        problem = Message("The file could not be read: {reason}.", reason=error.strerror or str(error))
        remedy = Message("Check the permissions of the file and that its disk is connected.")
    return InputError(problem, remedy=remedy, path=path)


def read_text(path: Path) -> str:
    """The UTF-8 text of ``path`` without a BOM; InputError naming the first line that is not UTF-8."""
    return decode_text(read_bytes(path), path)


def decode_text(data: bytes, path: Path) -> str:
    """``data`` of ``path`` as UTF-8 text without a BOM; InputError naming the first line that is not."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Message("The file is not UTF-8 text."),
            remedy=Message("Save it as UTF-8 in a text editor and try again."),
            path=path,
            line=data.count(b"\n", 0, error.start) + 1,
        ) from error


def new_dated_folder(parent: Path, prefix: str) -> Path:
    """Make ``parent/prefixYYYYMMDDhhmmss`` and return it; the time moves on by seconds while that exists."""
    moment = datetime.now()
    while True:
        folder = parent / f"{prefix}{moment:%Y%m%d%H%M%S}"
        try:
            parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir()
        except FileExistsError:
            if not folder.exists():
                raise storage_error(folder, NotADirectoryError(errno.ENOTDIR, "not a folder")) from None
            moment += timedelta(seconds=1)
        except OSError as error:
            raise storage_error(folder, error) from error
        else:
            return folder


@contextmanager
def whole_folder(folder: Path, refusal: Message) -> Iterator[Path]:
    """Give a folder beside ``folder`` that takes its place when the block succeeds and is deleted otherwise.

    InputError, saying ``refusal``, when ``folder`` is there and not empty. OSErrors become StorageError.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        remedy = Message("Name another folder. Nothing was changed in this one.")
        raise InputError(refusal, remedy=remedy, path=folder)
    building = folder.with_name(f".quadtune-{secrets.token_hex(6)}")
    try:
        building.mkdir(parents=True)
        yield building
        if folder.is_dir():
            folder.rmdir()
        building.rename(folder)
    except OSError as error:
        raise storage_error(folder, error) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def locked(path: Path) -> IO[bytes]:
    """``path``, open and locked until it is closed or the program ends.

    BlockingIOError while another program holds the lock, any other OSError where files cannot be locked.
    """
    file = path.open("ab")
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        if error.errno in _HELD:
            raise BlockingIOError(*error.args) from error
        raise
    return file


def is_locked(path: Path) -> bool:
    """Whether a running program holds the lock on ``path``."""
    if not path.exists():
        return False
    try:
        locked(path).close()
    except OSError as error:
        return isinstance(error, BlockingIOError)
    return False
