"""Letters for the axes of a layer: N samples, C channels, H and W places, L places of a line, T tokens, F features."""

from __future__ import annotations

from .problem import InfoplaneError
from .stored_array import StoredArray

LETTERS = "NCHWLTF"
_BY_COUNT = {2: "NF", 3: "NTF", 4: "NCHW"}


def samples_first(array: StoredArray, axes: str | None, name: str) -> tuple[StoredArray, str]:
    """Puts the samples first, and says which axis is what.

    Args:
        array: of any shape with one axis at least; one number a sample (`[n]`) becomes `[n, 1]`.
        axes: letters of the axes as they are; None for NF, NTF or NCHW by their number.
        name: what messages call the array.

    Returns:
        The array with N first, and its letters.

    Raises:
        InfoplaneError: the letters are wrong, or there are none for so many axes.
    """
    if len(array.shape) == 1 and axes is None:
        array = array.reshaped((array.shape[0], 1))
    letters = axes if axes is not None else _BY_COUNT.get(len(array.shape))
    if letters is None:
        raise InfoplaneError(
            f"{name} has the shape {list(array.shape)}, for which no letters are known",
            f"say its axes, of the letters {', '.join(LETTERS)}",
        )
    if len(letters) != len(array.shape):
        raise InfoplaneError(
            f"{name} has the shape {list(array.shape)} and the axes {letters}", "write one letter an axis"
        )
    if set(letters) - set(LETTERS) or letters.count("N") != 1 or len(set(letters)) < len(letters):
        raise InfoplaneError(
            f"{letters} are no axes of {name}", f"write N once, and others of {', '.join(LETTERS)}, each once"
        )
    place = letters.index("N")
    if place == 0:
        return array, letters
    order = [place, *(axis for axis in range(len(letters)) if axis != place)]
    moved = array.values.transpose(order).copy(order="C")
    return StoredArray(array.type, moved), "N" + letters.replace("N", "")
