"""A run's report inside a notebook."""

from __future__ import annotations

import html
import os
from dataclasses import dataclass

from .problem import InfoplaneError
from .read_run import run_folder


@dataclass(frozen=True)
class Report:
    """A report that Jupyter and its kin draw where it is the value of a cell.

    Attributes:
        page: the report, HTML.
        height: of its frame, in pixels.
    """

    page: str
    height: int

    def _repr_html_(self) -> str:
        """The report in a frame of its own, which cannot reach the notebook around it."""
        return (
            f'<iframe srcdoc="{html.escape(self.page)}" width="100%" height="{self.height}" '
            'sandbox="allow-scripts allow-downloads allow-popups" style="border: 0"></iframe>'
        )


def show(folder: str | os.PathLike[str], height: int = 800) -> Report:
    """Shows the report of a run inside a notebook; nothing is fetched, and nothing else has to be installed.

    Args:
        folder: the run's folder, such as `runs/mlp/latest`.
        height: of the frame, in pixels.

    Returns:
        The report: the last value of a cell is drawn.

    Raises:
        InfoplaneError: there is no such run, or it has no report yet.
    """
    path = run_folder(folder) / "report.html"
    if not path.is_file():
        raise InfoplaneError(f"{path} is not there", f"draw it: infoplane report {folder}")
    return Report(path.read_text(encoding="utf-8"), height)
