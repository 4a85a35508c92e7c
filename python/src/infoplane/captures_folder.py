"""A captures folder on the disk: how it begins, and how it is cut back to go on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from .header import header_text
from .problem import InfoplaneError
from .progress import going_on
from .whole_file import UNFINISHED, write_whole

HEADER = "captures.json"
ROWS = "rows.jsonl"
_ROW_FILE = re.compile(r"(\d{6,})\.(safetensors|npz)(" + re.escape(UNFINISHED) + ")?")


class CapturesFolder:
    """A folder that captures are written to.

    Args:
        path: the folder; made with the first file.

    Attributes:
        header: what captures.json says; None before the first row.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.header: dict[str, Any] | None = None

    def open(self, resume: bool, iteration: int | None) -> dict[str, int]:
        """Makes sure that rows from an iteration on can be written.

        Args:
            resume: whether a recording that is there goes on.
            iteration: updates that were made; rows from it on are dropped.

        Returns:
            The last iteration that has a row, by sample.

        Raises:
            InfoplaneError: there is something else in the folder, or it is not said from where to go on.
        """
        if self.path.exists() and not self.path.is_dir():
            raise InfoplaneError(f"{self.path} is a file", "name a folder")
        if not self.path.is_dir() or not any(self.path.iterdir()):
            return {}
        if not resume:
            raise InfoplaneError(
                f"{self.path} is there already",
                "take another folder, delete this one, or go on in it with resume=True and iteration=",
            )
        self._refuse_others()
        if iteration is None:
            raise InfoplaneError(
                f"it is not said from where the recording in {self.path} goes on",
                "say iteration=, the number of updates that your checkpoint has",
            )
        before = self._read_header()
        if before is not None:
            # first of all: a recording whose rows are cut back has not ended
            self.tell(going_on(before, iteration), before)
        return self._cut_back(iteration)

    def tell(self, header: dict[str, Any], before: dict[str, Any] | None) -> None:
        """Writes captures.json where it says something else than before."""
        if header != before:
            write_whole(self.path / HEADER, header_text(header))
        self.header = header

    def sizes(self) -> dict[str, int]:
        """Samples in a row by sample, as captures.json says."""
        return {name: int(entry["n"]) for name, entry in (self.header or {"samples": {}})["samples"].items()}

    def _refuse_others(self) -> None:
        """A folder that is no recording is not touched."""
        patterns = (HEADER, "*.safetensors", "*.npz", f"*{UNFINISHED}")
        begun = any(next(self.path.glob(pattern), None) is not None for pattern in patterns)
        if not begun:
            raise InfoplaneError(f"{self.path} holds something else than captures", "take another folder")

    def _read_header(self) -> dict[str, Any] | None:
        path = self.path / HEADER
        if not path.exists():
            return None
        try:
            header = json.loads(path.read_bytes())
            header["layers"], header["input"], [entry["n"] for entry in header["samples"].values()]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InfoplaneError(f"{path} cannot be read ({error})", "delete the folder, and record again") from None
        return dict(header)

    def _cut_back(self, iteration: int) -> dict[str, int]:
        """Drops the rows from an iteration on, a cut last line, and files that no row names."""
        kept: list[str] = []
        last: dict[str, int] = {}
        path = self.path / ROWS
        text = path.read_bytes().decode(errors="replace") if path.exists() else ""
        for number, line in enumerate(text.split("\n")[:-1], start=1):
            try:
                row = json.loads(line)
                name, at = str(row["samples"]), int(row["iteration"])
            except (ValueError, KeyError, TypeError) as error:
                raise InfoplaneError(
                    f"line {number} of {path} cannot be read ({error})", "delete the folder, and record again"
                ) from None
            if at < iteration:
                kept.append(line + "\n")
                last[name] = at
        if "".join(kept) != text:
            write_whole(path, "".join(kept).encode())
        for draft in [*self.path.glob(f"*{UNFINISHED}"), *self._row_files(iteration)]:
            draft.unlink()
        return last

    def _row_files(self, iteration: int) -> list[Path]:
        """Files of rows from an iteration on, and what a killed writer left."""
        found = ((path, _ROW_FILE.fullmatch(path.name)) for path in self.path.glob("*/*"))
        return [path for path, match in found if match and (match[3] or int(match[1]) >= iteration)]
