"""The one exception of this package."""

from __future__ import annotations


class InfoplaneError(Exception):
    """Something that the caller can mend: what is wrong, and what to do.

    Attributes:
        what: what is wrong, one sentence without a full stop.
        remedy: what to do.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}. {remedy[:1].upper()}{remedy[1:]}.")
        self.what = what
        self.remedy = remedy


class NotFiniteError(InfoplaneError):
    """Numbers of a row that are NaN or infinite."""
