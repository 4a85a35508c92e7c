"""One row of captures, checked: what every row of a folder has alike, and its arrays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .axes import samples_first
from .problem import InfoplaneError, NotFiniteError
from .stored_array import StoredArray, stored

#: Arrays that come from the data, not from the network.
_DATA = ("X", "Y", "mask")
#: What to do about numbers that are not finite, by whether they are of the data.
_NOT_FINITE = {
    True: "the data have them: fill them in, or leave such samples out",
    False: "lower the learning rate if the training has diverged, take a wider dtype if they overflow",
}
_LAYER = re.compile(r"[A-Za-z0-9._#-]+")


@dataclass(frozen=True)
class Form:
    """How rows are to be read and written.

    Attributes:
        axes: letters of layers whose axes are not NF, NTF or NCHW; those of `r` are also those of `r#2`, `r#3`, ...
        input_axes: letters of X, when they are not.
        classes: number of classes; None where Y is real-valued, or not known.
        dtype: floating type that arrays are written in; None for their own.
    """

    axes: Mapping[str, str]
    input_axes: str | None
    classes: int | None
    dtype: str | None

    def axes_of(self, layer: str) -> str | None:
        """Letters of a layer; None for the usual ones."""
        return self.axes.get(layer, self.axes.get(layer.partition("#")[0]))


@dataclass(frozen=True)
class Variable:
    """Axes and shape without the samples."""

    axes: str
    shape: tuple[int, ...]

    def entry(self) -> dict[str, object]:
        """As captures.json has it."""
        return {"axes": self.axes, "shape": list(self.shape)}


@dataclass(frozen=True)
class CaptureRow:
    """A row that has been checked.

    Attributes:
        n: samples.
        input: axes and shape of X.
        layers: axes and shapes of the layers, in the order in which the network computes them.
        arrays: X, Y, T.<layer>, d.<layer>, dL, mask, as they are written.
    """

    n: int
    input: Variable
    layers: Mapping[str, Variable]
    arrays: Mapping[str, StoredArray]

    @property
    def has_errors(self) -> bool:
        return "dL" in self.arrays


def read_row(
    place: str,
    form: Form,
    given: Mapping[str, object],
    activations: Mapping[str, object],
    errors: Mapping[str, object] | None,
) -> CaptureRow:
    """Takes and checks the arrays of a row.

    Args:
        place: what messages call the row.
        form: how to read it.
        given: `X` [n, ...], and of `Y` [n], `dL` [n, ...], `mask` [n, T] those that there are.
        activations: T by layer, each [n, ...].
        errors: d by layer, of the shapes of T; None when there are none.

    Raises:
        NotFiniteError: an array has NaN or infinite numbers.
        InfoplaneError: an array is missing, has another number of samples or another shape, or a label is no class.
    """
    x, input_axes = samples_first(stored(given["X"], "X"), form.input_axes, "X")
    arrays = {"X": x}
    if "Y" in given:
        arrays["Y"] = read_labels(stored(given["Y"], "Y"), form.classes, place)
    layers: dict[str, Variable] = {}
    for layer, array in activations.items():
        check_layer_name(layer)
        values, axes = samples_first(stored(array, f"T.{layer}"), form.axes_of(layer), f"T.{layer}")
        layers[layer] = Variable(axes, values.shape[1:])
        arrays[f"T.{layer}"] = values
    if errors is not None:
        arrays.update(_read_errors(errors, layers, form, place))
        if "dL" not in given:
            raise InfoplaneError(f"{place} has d but no dL", "give the gradient at the logits too")
        dl = stored(given["dL"], "dL")
        arrays["dL"] = dl.reshaped((*dl.shape, 1)) if len(dl.shape) == 1 else dl
    if "mask" in given:
        arrays["mask"] = stored(given["mask"], "mask")
    n = x.shape[0]
    if n == 0:
        raise InfoplaneError(f"{place} has no samples", "give some")
    for name, array in arrays.items():
        _check_array(name, array, n, place, name in _DATA)
    if form.dtype is not None:
        arrays = {name: array.as_type(form.dtype) for name, array in arrays.items()}
        for name, array in arrays.items():
            _check_array(name, array, n, f"{place} in {form.dtype}", False)
    return CaptureRow(n, Variable(input_axes, x.shape[1:]), layers, arrays)


def check_layer_name(layer: str) -> None:
    """Raises InfoplaneError when a layer cannot be named so."""
    if not _LAYER.fullmatch(layer):
        raise InfoplaneError(
            f"{layer!r} is no name of a layer",
            "use letters, digits, and . _ - #; a dictionary of layers gives others names of your own",
        )


def read_labels(labels: StoredArray, classes: int | None, place: str) -> StoredArray:
    """Y as it is written: [n], whole numbers where there are classes.

    Raises:
        InfoplaneError: it has another shape, or a label is no class.
    """
    if len(labels.shape) == 2 and labels.shape[1] == 1:
        labels = labels.reshaped((labels.shape[0],))
    if len(labels.shape) != 1:
        raise InfoplaneError(
            f"Y of {place} has the shape {list(labels.shape)}, not one class or value a sample",
            "give whole numbers: of one-hot labels, the place of the one (a Recorder makes them with labels=)",
        )
    if classes is None:
        return labels
    values = labels.widened()
    wrong = (values < 0) | (values >= classes) | (values != np.floor(values))
    if np.any(wrong):
        found = values[wrong][0]
        raise InfoplaneError(
            f"Y of {place} has the label {found}, but the {classes} classes are 0 to {classes - 1}",
            "count classes from 0, say classes=, or leave such samples out",
        )
    return stored(values.astype(np.int64), "Y") if labels.is_real else labels


def _read_errors(
    errors: Mapping[str, object], layers: Mapping[str, Variable], form: Form, place: str
) -> dict[str, StoredArray]:
    if set(errors) != set(layers):
        odd = sorted(set(errors) ^ set(layers))
        raise InfoplaneError(f"{place} has T and d of other layers: {', '.join(odd)}", "give both for each layer")
    found: dict[str, StoredArray] = {}
    for layer, variable in layers.items():
        values, _ = samples_first(stored(errors[layer], f"d.{layer}"), form.axes_of(layer), f"d.{layer}")
        if values.shape[1:] != variable.shape:
            raise InfoplaneError(
                f"a sample of d.{layer} in {place} has the shape {list(values.shape[1:])}, "
                f"of T.{layer} {list(variable.shape)}",
                "give the gradient with respect to that very T",
            )
        found[f"d.{layer}"] = values
    return found


def _check_array(name: str, array: StoredArray, n: int, place: str, of_data: bool) -> None:
    if not array.shape or array.shape[0] != n:
        remedy = "put the samples first; where another axis is, say the axes (such as TNF)"
        raise InfoplaneError(
            f"{name} of {place} has the shape {list(array.shape)}, but X has {n} samples",
            "give the labels of the same samples, in their order" if name == "Y" else remedy,
        )
    count = array.places_not_finite()
    if count > 0:
        raise NotFiniteError(f"{name} of {place} has {count} numbers that are NaN or infinite", _NOT_FINITE[of_data])
