"""How far a recording has come, as captures.json says it beside what all rows have alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: Keys of captures.json that change while a training goes on; a recording may go on with others than it began with.
KEYS = ("iterations", "ended", "skipped")


@dataclass
class Progress:
    """What is known of a training's end.

    Attributes:
        iterations: updates of the whole training, as they were planned; None when that is not said.
        closes: whether the writer will be closed: until then the recording has not ended.
        skipped: iterations of rows that are missing since their numbers are not finite, by sample.
        ended: whether the writer was closed.
    """

    iterations: int | None = None
    closes: bool = False
    skipped: dict[str, list[int]] = field(default_factory=dict)
    ended: bool = False

    def skip(self, sample: str, iteration: int) -> None:
        """Notes that a row is missing."""
        self.skipped.setdefault(sample, []).append(iteration)

    def told(self, header: Mapping[str, Any]) -> dict[str, Any]:
        """What captures.json says, with this in it; always at its end, so that the same facts give the same bytes."""
        told = {key: value for key, value in header.items() if key not in KEYS}
        if self.iterations is not None:
            told["iterations"] = self.iterations
        if self.closes:
            told["ended"] = self.ended
        if self.skipped:
            told["skipped"] = {name: list(self.skipped[name]) for name in sorted(self.skipped)}
        return told


def going_on(header: Mapping[str, Any], iteration: int) -> dict[str, Any]:
    """captures.json of a recording that goes on after `iteration` updates: not ended, and later rows come again."""
    changed = dict(header)
    if "ended" in changed:
        changed["ended"] = False
    skipped = changed.pop("skipped", {})
    kept = {name: [one for one in rows if one < iteration] for name, rows in skipped.items()}
    kept = {name: rows for name, rows in kept.items() if rows}
    return {**changed, "skipped": kept} if kept else changed
