"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

#: Ending of a file that is being written; one that is left is of a writer that was killed.
UNFINISHED = ".unfinished"


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file under a temporary name, forces it to the disk, and renames it.

    Args:
        path: where the file is to be; its folder is made when it is missing.
        content: all its bytes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + UNFINISHED)
    with open(draft, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    _force_folder(path.parent)


def append_line(path: Path, line: str) -> None:
    """Appends one line by one write, and forces it to the disk.

    Args:
        path: the file; made when it is missing.
        line: the line without its end.
    """
    with open(path, "ab") as file:
        file.write((line + "\n").encode())
        file.flush()
        os.fsync(file.fileno())


def _force_folder(folder: Path) -> None:
    """Forces a folder's names to the disk, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
