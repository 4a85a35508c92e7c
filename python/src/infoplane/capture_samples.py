"""What samples a captures folder has, and what of them is the same in every row."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .array_file import encode_arrays
from .capture_row import CaptureRow, Form, read_row
from .problem import InfoplaneError
from .stored_array import StoredArray, stored


@dataclass(frozen=True)
class CaptureSample:
    """One sample: a mini-batch, another one each row, or fixed samples.

    Attributes:
        split: `train` or `test`.
        n: samples in a row; None when it is not known yet.
        common: X, Y and mask of fixed samples, samples first; of a mini-batch nothing.
    """

    split: str
    n: int | None = None
    common: Mapping[str, StoredArray] = field(default_factory=dict)

    @property
    def is_fixed(self) -> bool:
        return bool(self.common)


def read_samples(sample: object) -> dict[str, CaptureSample]:
    """Reads what the caller says of the samples.

    Args:
        sample: None for the mini-batch (named `batch`), `(X, Y)` or `(X, Y, mask)` for fixed samples (named `test`;
            Y and mask may be None), or several by name: None or the size of a mini-batch, or such arrays.

    Returns:
        The samples by name. A mini-batch and fixed samples named `train` are of the split `train`, others of `test`.

    Raises:
        InfoplaneError: it is none of these.
    """
    if sample is None:
        sample = {"batch": None}
    elif isinstance(sample, (tuple, list)):
        sample = {"test": sample}
    if not isinstance(sample, Mapping) or not sample:
        raise _no_sample(sample)
    return {name: _read_sample(name, one) for name, one in sample.items()}


def common_files(samples: Mapping[str, CaptureSample], form: Form, file_type: str) -> dict[str, bytes]:
    """The files with what is the same in every row of fixed samples, by name."""
    return {
        f"{name}.{file_type}": encode_arrays(_common_row(sample, form).arrays, file_type)
        for name, sample in samples.items()
        if sample.is_fixed
    }


def check_common(samples: Mapping[str, CaptureSample], form: Form) -> None:
    """Looks at fixed samples before anything is written.

    Raises:
        InfoplaneError: X, Y and mask are not of as many samples, hold numbers that are not finite, or Y is no label.
    """
    for sample in samples.values():
        if sample.is_fixed:
            _common_row(sample, form)


def compare_common(folder: Path, commons: Mapping[str, bytes]) -> None:
    """Holds fixed samples to those that a recording began with.

    Raises:
        InfoplaneError: they are others.
    """
    for file, content in commons.items():
        path = folder / file
        if not path.exists() or path.read_bytes() != content:
            raise InfoplaneError(
                f"{path} holds other fixed samples than those given", "go on with the same, or in a new folder"
            )


def sample_entries(
    samples: Mapping[str, CaptureSample],
    form: Form,
    sizes: Mapping[str, int],
    commons: Mapping[str, bytes],
    sha256: bool,
) -> dict[str, dict[str, object]]:
    """The samples as captures.json has them.

    Args:
        samples: by name.
        form: how to read fixed ones.
        sizes: samples in a row, of mini-batches that are known now.
        commons: of `common_files`.
        sha256: whether the sums of these files are told.

    Raises:
        InfoplaneError: the size of a mini-batch is not known.
    """
    entries: dict[str, dict[str, object]] = {}
    for name, sample in samples.items():
        n = _common_row(sample, form).n if sample.is_fixed else sizes.get(name, sample.n)
        if n is None:
            raise InfoplaneError(f"the size of '{name}' is not known yet", f'say it: sample={{"{name}": n, ...}}')
        entries[name] = {"split": sample.split, "n": n}
    for file, content in commons.items():
        entry = entries[file.rpartition(".")[0]]
        entry["common"] = file
        if sha256:
            entry["sha256"] = hashlib.sha256(content).hexdigest()
    return entries


def _common_row(sample: CaptureSample, form: Form) -> CaptureRow:
    return read_row("the fixed samples", form, sample.common, {}, None)


def _read_sample(name: object, sample: object) -> CaptureSample:
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise InfoplaneError(f"{name!r} is no name of a sample", "use letters, digits, _ and -")
    if sample is None:
        return CaptureSample("train")
    if type(sample) is int and sample > 0:
        return CaptureSample("train", sample)
    if not isinstance(sample, (tuple, list)) or len(sample) not in (2, 3) or sample[0] is None:
        raise _no_sample(sample)
    arrays = dict(zip(("X", "Y", "mask"), sample))
    common = {key: stored(one, f"{key} of '{name}'") for key, one in arrays.items() if one is not None}
    if not common["X"].shape:
        raise _no_sample(sample)
    return CaptureSample("train" if name == "train" else "test", None, common)


def _no_sample(sample: object) -> InfoplaneError:
    return InfoplaneError(
        f"something of the type {type(sample).__name__} is no sample",
        "leave it out for the mini-batch, or give fixed samples as (x, y)",
    )
