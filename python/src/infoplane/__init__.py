"""Records PyTorch trainings for studies of information flow with infoplane, and reads the studies' tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .array_file import read_arrays
from .captures_writer import CapturesWriter
from .problem import InfoplaneError
from .read_run import Run, read_run
from .show import Report, show

if TYPE_CHECKING:
    from .recorder import Recorder

__all__ = ["CapturesWriter", "InfoplaneError", "Recorder", "Report", "Run", "read_arrays", "read_run", "show"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """`Recorder` loads PyTorch, so it is loaded when it is asked for."""
    if name != "Recorder":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        import torch  # noqa: F401
    except ModuleNotFoundError as error:
        raise ImportError("Recorder records PyTorch trainings: pip install torch") from error
    from .recorder import Recorder

    return Recorder
