"""Writes a captures folder row by row, from arrays of any program."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from .array_file import FILE_TYPES, encode_arrays
from .caller_warning import warn_caller
from .capture_row import CaptureRow, Form, read_row
from .capture_samples import check_common, common_files, compare_common, read_samples, sample_entries
from .captures_folder import ROWS, CapturesFolder
from .header import check_options, compare_headers, compare_row, make_header
from .problem import InfoplaneError, NotFiniteError
from .progress import Progress
from .stored_array import StoredArray
from .training_curve import TrainingCurve
from .whole_file import append_line, write_whole

CURVE = "training.csv"


class CapturesWriter:
    """A captures folder that is being written: the captures of one training.

    Each call has written everything when it returns: files are there whole or not at all, and a row is named in
    rows.jsonl after its arrays are there. With `with`, or `iterations`, the folder also says whether the training has
    ended: until `close` it counts as unfinished.

    Args:
        folder: the folder; without `resume` it must not be there, or be empty.
        sample: None for the mini-batch, `(X, Y)` for fixed samples (X and Y stand once), or several by name, such as
            `{"batch": 128, "test": (X, Y)}`.
        seed: the training's seed; trainings that differ in nothing else are trials.
        settings: what distinguishes this training, such as `{"activation": "tanh"}`; names with texts or numbers.
        classes: number of classes; labels are held to it.
        loss: name of the loss, such as `cross-entropy`.
        program: what made the captures, such as `jax 0.10`.
        axes: letters of layers whose axes are not NF, NTF or NCHW, such as `{"C1": "NHWC"}`.
        input_axes: letters of X, when they are not.
        meta: anything else that JSON can hold.
        dtype: `float64`, `float32` or `float16` for all floating arrays; None keeps each as it is.
        files: `safetensors`, or `npz`.
        sha256: whether rows carry the SHA-256 of their files.
        iterations: updates of the whole training; with it, call `close` at the end, or use `with`.
        not_finite: what becomes of a row with NaN or infinite numbers: `skip` leaves it out with a warning, and
            captures.json names it; `raise` raises.
        resume: go on in a folder that is there: rows from `iteration` on are dropped, since they come again.
        iteration: updates that were made when the training goes on.

    Raises:
        InfoplaneError: the folder holds something, or an option is wrong.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        sample: object = None,
        seed: int = 1,
        settings: Mapping[str, object] | None = None,
        classes: int | None = None,
        loss: str | None = None,
        program: str | None = None,
        axes: Mapping[str, str] | None = None,
        input_axes: str | None = None,
        meta: Mapping[str, object] | None = None,
        dtype: str | None = None,
        files: str = "safetensors",
        sha256: bool = False,
        iterations: int | None = None,
        not_finite: str = "skip",
        resume: bool = False,
        iteration: int | None = None,
    ) -> None:
        if files not in FILE_TYPES:
            raise InfoplaneError(f"{files!r} are no files of arrays", f"write {' or '.join(FILE_TYPES)}")
        if dtype not in (None, "float64", "float32", "float16"):
            raise InfoplaneError(f"{dtype!r} is no dtype", "write float64, float32 or float16, or leave it out")
        if not_finite not in ("skip", "raise"):
            raise InfoplaneError(f"not_finite is {not_finite!r}", "write skip or raise")
        if iterations is not None and (type(iterations) is not int or iterations < 0):
            raise InfoplaneError(f"{iterations!r} is no number of iterations", "write a whole number, or leave it out")
        self._skips = not_finite == "skip"
        self._progress = Progress(iterations, closes=iterations is not None)
        self._options = check_options(
            seed=seed, settings=settings, classes=classes, loss=loss, program=program, meta=meta
        )
        self._samples = read_samples(sample)
        self._form = Form(dict(axes or {}), input_axes, classes, dtype)
        check_common(self._samples, self._form)
        self._files = files
        self._sha256 = sha256
        self._folder = CapturesFolder(Path(folder))
        self._curve = TrainingCurve(Path(folder) / CURVE)
        self._begun = False
        self._last = self._folder.open(resume, iteration)
        if self._folder.header is not None and iteration is not None:
            self._curve.read_before(iteration)
            self._progress.skipped = dict(self._folder.header.get("skipped", {}))
            sizes = self._folder.sizes()
            self._samples = {name: replace(one, n=one.n or sizes.get(name)) for name, one in self._samples.items()}

    @property
    def classes(self) -> int | None:
        """Number of classes, None when it is not known; can be told until the first row."""
        return self._form.classes

    @classes.setter
    def classes(self, classes: int | None) -> None:
        if self._begun and classes != self._form.classes:
            raise InfoplaneError("the classes cannot change after the first row", "say classes= at the start")
        self._form = Form(self._form.axes, self._form.input_axes, classes, self._form.dtype)
        self._options["classes"] = classes

    @property
    def begun(self) -> bool:
        """Whether a row was written: what all rows have alike cannot change any more."""
        return self._begun

    def row(
        self,
        iteration: int,
        *,
        T: Mapping[str, object],
        X: object = None,
        Y: object = None,
        d: Mapping[str, object] | None = None,
        dL: object = None,
        mask: object = None,
        epoch: float | None = None,
        sample: str | None = None,
    ) -> None:
        """Writes a row: the weights after `iteration` updates.

        Args:
            iteration: updates so far; more than in the sample's row before.
            T: activations by layer, each [n, ...], in the order in which the network computes them.
            X: the input as the network gets it, [n, ...]; of a mini-batch only.
            Y: classes (whole numbers) or real values, [n]; of a mini-batch only.
            d: error signals by layer, of the shapes of T: gradients of each sample's own loss.
            dL: the same at the logits, [n, outputs].
            mask: which tokens count, [n, tokens]; of a mini-batch only.
            epoch: iteration / iterations of an epoch.
            sample: name of the sample; may be left out when there is only one.

        Raises:
            InfoplaneError: the arrays do not fit each other or the rows before; nothing is written then.
        """
        try:
            self._write_row(sample, iteration, epoch, {"X": X, "Y": Y, "mask": mask, "dL": dL}, T, d)
        except NotFiniteError as error:
            if not self._skips:
                raise
            self._progress.skip(self._sample_name(sample), iteration)
            self._tell_progress()
            warn_caller(f"{error} The row is left out")

    def _write_row(
        self,
        sample: str | None,
        iteration: int,
        epoch: float | None,
        arrays: Mapping[str, object],
        T: Mapping[str, object],
        d: Mapping[str, object] | None,
    ) -> None:
        name = self._sample_name(sample)
        place = f"row {iteration}" if len(self._samples) == 1 else f"row {iteration} of '{name}'"
        self._check_order(name, iteration)
        declared = self._samples[name]
        given = {key: array for key, array in arrays.items() if array is not None}
        if declared.is_fixed and set(given) & {"X", "Y", "mask"}:
            raise InfoplaneError(f"{place} is of fixed samples", "leave X, Y and mask out; they stand once")
        if not declared.is_fixed and "X" not in given:
            raise InfoplaneError(f"{place} has no X", "give the inputs of the mini-batch")
        row = read_row(place, self._form, {**given, **declared.common}, T, d)
        self._begin(name, row, place)
        varying = {key: array for key, array in row.arrays.items() if key not in declared.common}
        file = f"{name}/{iteration:06d}.{self._files}"
        line: dict[str, object] = {"samples": name, "iteration": iteration}
        if epoch is not None:
            line["epoch"] = epoch
        line["file"] = file
        self._write_arrays(file, varying, line)
        if self._curve.points:
            self._curve.write()
        append_line(self._folder.path / ROWS, json.dumps(line, separators=(", ", ": ")))
        self._last[name] = iteration

    def log(
        self,
        iteration: int,
        split: str,
        *,
        loss: float | None = None,
        accuracy: float | None = None,
        epoch: float | None = None,
    ) -> None:
        """Adds a point to the training's curve, the first one before the first row; it is written with the next row.

        Args:
            iteration: updates so far.
            split: `train` or `test`.
            loss: mean loss of a sample.
            accuracy: part of the samples that are classified rightly, 0 to 1.
            epoch: iteration / iterations of an epoch.

        Raises:
            InfoplaneError: a number is not finite, or the folder was begun without a curve.
        """
        header = self._folder.header
        if header is not None and "training" not in header:
            raise InfoplaneError("the folder was begun without a curve", "log a point before the first row")
        self._curve.add(iteration, split, loss, accuracy, epoch)

    def write_curve(self) -> None:
        """Writes the points that were logged after the last row."""
        if self._folder.header is not None and self._curve.points:
            self._curve.write()

    def expect_close(self) -> None:
        """Tells that `close` will be called: until then the folder says that the training has not ended."""
        self._progress.closes = True
        self._tell_progress()

    def __enter__(self) -> CapturesWriter:
        self.expect_close()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        """Closes, unless the training was broken off."""
        if kind is None:
            self.close()

    def close(self) -> None:
        """After the training: writes that it has ended, and the points that were logged after the last row."""
        self.write_curve()
        self._progress.closes = self._progress.ended = True
        self._tell_progress()

    def size_of(self, sample: str) -> int | None:
        """Samples in a row of a sample; None when it is not known yet."""
        return self._samples[sample].n

    def last_of(self, sample: str) -> int:
        """Iteration of the last row of a sample; -1 when there is none."""
        return self._last.get(sample, -1)

    def expect(self, sample: str, n: int) -> None:
        """Tells how many samples a mini-batch has, before the first row."""
        if not self._begun:
            self._samples[sample] = replace(self._samples[sample], n=n)

    def _sample_name(self, sample: str | None) -> str:
        if sample is None and len(self._samples) == 1:
            return next(iter(self._samples))
        if sample not in self._samples:
            raise InfoplaneError(f"{sample!r} is no sample of the folder", f"name one of {', '.join(self._samples)}")
        return str(sample)

    def _check_order(self, name: str, iteration: int) -> None:
        if type(iteration) is not int or iteration < 0:
            raise InfoplaneError(f"{iteration!r} is no iteration", "count updates, from 0")
        if iteration <= self.last_of(name):
            raise InfoplaneError(
                f"row {iteration} of '{name}' comes after row {self._last[name]}",
                "write rows in order, each once",
            )

    def _begin(self, name: str, row: CaptureRow, place: str) -> None:
        """Writes captures.json before the first row; holds a row to what it says."""
        if self._begun and self._folder.header is not None:
            compare_row(self._folder.header, name, row, place)
            return
        commons = common_files(self._samples, self._form, self._files)
        entries = sample_entries(self._samples, self._form, {name: row.n}, commons, self._sha256)
        made = make_header(self._options, row, entries, CURVE if self._curve.points else None)
        before = self._folder.header
        if before is not None:
            compare_row(before, name, row, place)
            compare_headers(before, made)
            compare_common(self._folder.path, commons)
            self._tell_progress()
        else:
            for file, content in commons.items():
                write_whole(self._folder.path / file, content)
            if self._curve.points:
                self._curve.write()
            self._folder.tell(self._progress.told(made), None)
        self._begun = True

    def _tell_progress(self) -> None:
        header = self._folder.header
        if header is not None:
            self._folder.tell(self._progress.told(header), header)

    def _write_arrays(self, file: str, arrays: Mapping[str, StoredArray], line: dict[str, object]) -> None:
        content = encode_arrays(arrays, self._files)
        if self._sha256:
            line["sha256"] = hashlib.sha256(content).hexdigest()
        write_whole(self._folder.path / file, content)
