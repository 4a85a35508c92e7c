"""Files of named arrays: .safetensors and .npz."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .problem import InfoplaneError
from .safetensors_file import decode_safetensors, encode_safetensors
from .stored_array import StoredArray, stored

FILE_TYPES = ("safetensors", "npz")


def encode_arrays(arrays: Mapping[str, StoredArray], file_type: str) -> bytes:
    """The bytes of a file; the same arrays give the same bytes. An .npz has no bfloat16: it becomes float32, exactly.

    Args:
        arrays: by name.
        file_type: `safetensors` or `npz`.
    """
    if file_type == "safetensors":
        return encode_safetensors(arrays)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            # a ZipInfo without a date has that of 1980
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, array.widened(), allow_pickle=False)
    return target.getvalue()


def decode_arrays(content: bytes, name: str) -> dict[str, StoredArray]:
    """Reads the bytes of a file whose name says its type.

    Args:
        content: all bytes of the file.
        name: name of the file.

    Raises:
        InfoplaneError: the file is damaged or of another type.
    """
    if name.endswith(".safetensors"):
        return decode_safetensors(content, name)
    if not name.endswith(".npz"):
        raise InfoplaneError(f"{name} is no .safetensors or .npz file", "name a file of arrays")
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            return {key: stored(archive[key], key) for key in archive.files}
    except (
        ValueError,
        OSError,
        EOFError,
        KeyError,
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
    ) as error:
        raise InfoplaneError(f"{name} cannot be read ({error})", "record or copy it again") from None


def read_arrays(path: str | os.PathLike[str]) -> dict[str, NDArray[Any]]:
    """Reads one row of a captures folder, or any other .safetensors or .npz file.

    Args:
        path: the file.

    Returns:
        The arrays by name; bfloat16 as float32, exactly.

    Raises:
        InfoplaneError: there is no such file, or it is damaged.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise InfoplaneError(f"{path} cannot be read ({error.strerror})", "name a file that is there") from None
    return {name: array.widened() for name, array in decode_arrays(content, str(path)).items()}
