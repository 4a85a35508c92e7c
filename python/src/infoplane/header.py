"""captures.json: what all rows of a folder have alike."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from .capture_row import CaptureRow
from .problem import InfoplaneError
from .progress import KEYS

FORMAT = 2


def check_options(
    *,
    seed: int,
    settings: Mapping[str, object] | None,
    classes: int | None,
    loss: str | None,
    program: str | None,
    meta: Mapping[str, object] | None,
) -> dict[str, Any]:
    """What the caller says of a training, as captures.json can hold it.

    Raises:
        InfoplaneError: a setting is no text or number, or `meta` is nothing that JSON holds.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise InfoplaneError(f"{seed!r} is no seed", "write a whole number")
    if classes is not None and (isinstance(classes, bool) or not isinstance(classes, int) or classes < 1):
        raise InfoplaneError(f"{classes!r} is no number of classes", "write a whole number from 1")
    plain = {name: _plain_setting(name, value) for name, value in (settings or {}).items()}
    try:
        kept = None if meta is None else json.loads(json.dumps(meta, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise InfoplaneError(f"meta cannot be written ({error})", "use texts, numbers, lists and maps") from None
    return {
        "seed": seed,
        "settings": plain,
        "classes": classes,
        "loss": loss,
        "program": program,
        "meta": kept,
    }


def _plain_setting(name: object, value: Any) -> object:
    """A text, a truth value or a number of Python; NumPy's and PyTorch's single numbers become such."""
    if hasattr(value, "item") and getattr(value, "shape", None) == ():
        value = value.item()
    finite = isinstance(value, (str, bool, int)) or (isinstance(value, float) and math.isfinite(value))
    if not isinstance(name, str) or not finite:
        raise InfoplaneError(f"the setting {name!r} is {value!r}", "write a text, a number, true or false")
    return value


def make_header(
    options: Mapping[str, Any],
    row: CaptureRow,
    samples: Mapping[str, Mapping[str, object]],
    curve: str | None,
) -> dict[str, Any]:
    """captures.json after the first row.

    Args:
        options: of `check_options`.
        row: the first row.
        samples: by name, with split, n, and common of fixed ones.
        curve: name of the file with the training's curve.
    """
    header: dict[str, Any] = {"format": FORMAT, "seed": options["seed"]}
    if options["settings"]:
        header["settings"] = options["settings"]
    for name in ("classes", "loss"):
        if options[name] is not None:
            header[name] = options[name]
    if row.has_errors:
        header["errors"] = "per-sample"
    if options["program"] is not None:
        header["by"] = {"program": options["program"]}
    header["input"] = row.input.entry()
    header["layers"] = {name: layer.entry() for name, layer in row.layers.items()}
    header["samples"] = dict(samples)
    if curve is not None:
        header["training"] = curve
    if options["meta"] is not None:
        header["meta"] = options["meta"]
    return header


def header_text(header: Mapping[str, Any]) -> bytes:
    """The bytes of captures.json."""
    text = json.dumps(header, indent=2, ensure_ascii=False, allow_nan=False)
    # whole numbers of a shape on one line; inside texts there is no such break
    inline = re.sub(r"\[\n\s+((?:\d+,\n\s+)*\d+)\n\s+\]", lambda found: f"[{' '.join(found[1].split())}]", text)
    return (inline + "\n").encode()


def compare_row(header: Mapping[str, Any], name: str, row: CaptureRow, place: str) -> None:
    """Holds a row to what captures.json says of all rows.

    Raises:
        InfoplaneError: another number of samples, other layers, another shape, or error signals in a part of the rows.
    """
    if row.n != header["samples"][name]["n"]:
        raise InfoplaneError(
            f"{place} has {row.n} samples, those before have {header['samples'][name]['n']}",
            "leave short mini-batches out",
        )
    layers = {layer: variable.entry() for layer, variable in row.layers.items()}
    missing, odd = (
        [one for one in header["layers"] if one not in layers],
        [one for one in layers if one not in header["layers"]],
    )
    if missing or odd:
        which = f"{missing[0]} is missing" if missing else f"{odd[0]} is new"
        raise InfoplaneError(
            f"{place} has other layers than the rows before ({which})", "record the same layers in every row"
        )
    known = {"X": header["input"], **{f"T.{layer}": entry for layer, entry in header["layers"].items()}}
    found = {"X": row.input.entry(), **{f"T.{layer}": entry for layer, entry in layers.items()}}
    for array, entry in known.items():
        if entry != found[array]:
            raise InfoplaneError(
                f"{array} of {place} is {_shown(found[array])}, in the rows before {_shown(entry)}",
                "make its shape the same in every row (pad or crop the inputs)",
            )
    if row.has_errors != ("errors" in header):
        raise InfoplaneError(f"{place} and the rows before do not all have error signals", "give d and dL in all rows")


def compare_headers(before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Holds a recording that goes on to how it began; what program makes it, and how long it is, may change.

    Raises:
        InfoplaneError: they differ, with the keys that do.
    """
    differing = [key for key in {**before, **now} if key not in ("by", *KEYS) and before.get(key) != now.get(key)]
    if differing:
        raise InfoplaneError(
            f"the recording goes on with other {', '.join(differing)} than it began with",
            "use the same settings, or a new folder",
        )


def _shown(entry: Mapping[str, Any]) -> str:
    return f"{entry['axes']} {entry['shape']}"
