"""The tables of a run of infoplane as data frames."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from .problem import InfoplaneError

FRAMES = ("pandas", "polars")
#: Columns of text whatever stands in them (trials are named `1`, `2`, ...); of others the numbers tell.
_TEXT = (
    *("trial", "model", "layer", "estimator", "quantity", "unit", "bandwidth", "method", "flag", "split"),
    *("claim", "verdict", "where", "statement", "doubts", "axes", "at"),
)


@dataclass(frozen=True)
class Run:
    """A run's folder. Each table is read when it is first asked for.

    Attributes:
        folder: the run's folder.
        frames: `pandas` or `polars`.
    """

    folder: Path
    frames: str

    @cached_property
    def estimates(self) -> Any:
        """A row an estimated value: trial, seed, axes, model, epoch, iteration, layer, quantity, value, unit, ..."""
        return self.table("estimates")

    @cached_property
    def training(self) -> Any:
        """A row a point of the training's curve: trial, seed, axes, model, epoch, iteration, split, loss, accuracy."""
        return self.table("training")

    @cached_property
    def claims(self) -> Any:
        """The claims' verdicts, of each trial and over all of them."""
        return self.table("claims")

    @cached_property
    def cases(self) -> Any:
        """The comparisons behind the verdicts."""
        return self.table("cases")

    @cached_property
    def lock(self) -> dict[str, Any]:
        """What decided the numbers: versions, engine, seeds, sums of the data (lock.json)."""
        return dict(json.loads((self.folder / "lock.json").read_text(encoding="utf-8")))

    def table(self, name: str) -> Any:
        """Reads one table: from its Arrow file, or from its CSV file where pyarrow is missing (for pandas).

        Args:
            name: `estimates`, `training`, `claims` or `cases`.

        Returns:
            A frame of pandas or polars; a cell that does not apply is empty (NaN, null). A file that is not as the
            run left it is read with a warning.

        Raises:
            InfoplaneError: the run has no such table, or its file is damaged.
        """
        arrow, text = (self.folder / "tables" / f"{name}.{ending}" for ending in ("arrow", "csv"))
        if not arrow.exists() and not text.exists():
            there = sorted({path.stem for path in (self.folder / "tables").glob("*.csv")})
            raise InfoplaneError(f"{self.folder} has no table '{name}'", f"it has {', '.join(there)}")
        read = _read_pandas if self.frames == "pandas" else _read_polars
        self._compare(arrow if arrow.exists() and _reads_arrow(self.frames) else text)
        try:
            return read(arrow, text)
        except ImportError:
            raise
        except Exception as error:  # each library has its own exceptions for damaged files
            raise InfoplaneError(
                f"the table '{name}' of {self.folder} cannot be read ({error})",
                "run the study again, which reuses what is kept",
            ) from error

    def _compare(self, file: Path) -> None:
        """Warns where a file is not what the run's lock has the sum of; older runs have no sums."""
        sums = self.lock.get("sums")
        known = sums.get(f"tables/{file.name}") if isinstance(sums, dict) else None
        if known is not None and hashlib.sha256(file.read_bytes()).hexdigest() != known:
            warnings.warn(f"{file} is not as the run left it: its sum in lock.json is another", stacklevel=3)


def read_run(folder: str | os.PathLike[str], frames: str = "pandas") -> Run:
    """Opens a run's folder, such as `runs/mlp/latest`.

    Args:
        folder: the run's folder.
        frames: `pandas` or `polars`, which has to be installed.

    Returns:
        The run: `estimates`, `training`, `claims`, `cases` as frames, and `lock`.

    Raises:
        InfoplaneError: there is no such run.
        ImportError: the library of frames is not installed.
    """
    if frames not in FRAMES:
        raise InfoplaneError(f"{frames!r} are no frames", f"write {' or '.join(FRAMES)}")
    __import__(frames)
    return Run(run_folder(folder), frames)


def run_folder(folder: str | os.PathLike[str]) -> Path:
    """The folder, once it is known to be a run's.

    Raises:
        InfoplaneError: it is none.
    """
    path = Path(folder)
    if (path / "lock.json").is_file() and (path / "tables").is_dir():
        return path
    if not path.is_dir():
        raise InfoplaneError(f"{path} is no folder", "name a run's folder, such as runs/STUDY/latest")
    if (path / "latest" / "lock.json").is_file():
        raise InfoplaneError(f"{path} is a study's folder, not a run's", f"name {path / 'latest'}")
    raise InfoplaneError(f"{path} is no run of infoplane", "name a run's folder, such as runs/STUDY/latest")


def _reads_arrow(frames: str) -> bool:
    return frames == "polars" or importlib.util.find_spec("pyarrow") is not None


def _read_pandas(arrow: Path, text: Path) -> Any:
    import pandas

    try:
        import pyarrow
    except ModuleNotFoundError:
        pyarrow = None
    if pyarrow is None or not arrow.exists():
        header = pandas.read_csv(text, nrows=0).columns
        types = {name: "str" for name in header if name in _TEXT}
        # from pandas 3 on, numbers are read exactly without being told
        exact = {"float_precision": "round_trip"} if int(pandas.__version__.split(".")[0]) < 3 else {}
        return _same_gaps(pandas.read_csv(text, dtype=types, keep_default_na=False, na_values=[""], **exact))
    content = arrow.read_bytes()
    is_file = content[:6] == b"ARROW1"
    with (pyarrow.ipc.open_file if is_file else pyarrow.ipc.open_stream)(content) as reader:
        table = reader.read_all()
    plain = [
        column.cast(column.type.value_type) if pyarrow.types.is_dictionary(column.type) else column
        for column in table.columns
    ]
    return _same_gaps(pyarrow.table(plain, names=table.column_names).to_pandas())


def _same_gaps(frame: Any) -> Any:
    """Truth values with gaps are of the type `boolean`; gaps in text are NaN."""
    for name in frame.columns:
        column = frame[name]
        if column.dtype != object:
            continue
        present = column.dropna()
        is_truth = len(present) > 0 and present.map(lambda value: isinstance(value, bool)).all()
        frame[name] = column.astype("boolean") if is_truth else column.where(column.notna(), float("nan"))
    return frame


def _read_polars(arrow: Path, text: Path) -> Any:
    import polars

    if not arrow.exists():
        header = polars.read_csv(text, n_rows=0).columns
        types = {name: polars.String for name in header if name in _TEXT}
        return polars.read_csv(text, schema_overrides=types, infer_schema_length=None)
    content = arrow.read_bytes()
    frame = (polars.read_ipc if content[:6] == b"ARROW1" else polars.read_ipc_stream)(content)
    return frame.with_columns(polars.col(polars.Categorical).cast(polars.String))
