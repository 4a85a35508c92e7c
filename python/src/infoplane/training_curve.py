"""Loss and accuracy of a training, as training.csv."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, field
from pathlib import Path

from .problem import InfoplaneError
from .whole_file import write_whole

COLUMNS = ("epoch", "iteration", "split", "loss", "accuracy")


@dataclass
class TrainingCurve:
    """The points of a curve by iteration and split; a later point of the same place stands instead of the former.

    Attributes:
        path: the file.
        points: epoch, loss and accuracy by iteration and split, as text of the file.
    """

    path: Path
    points: dict[tuple[int, str], tuple[str, str, str]] = field(default_factory=dict)

    def add(
        self,
        iteration: int,
        split: str,
        loss: float | None,
        accuracy: float | None,
        epoch: float | None,
    ) -> None:
        """Adds a point.

        Raises:
            InfoplaneError: a number is NaN or infinite.
        """
        for name, value in (("loss", loss), ("accuracy", accuracy)):
            if value is not None and not math.isfinite(value):
                raise InfoplaneError(
                    f"the {name} at iteration {iteration} is {value}",
                    "lower the learning rate: the training has diverged",
                )
        self.points[iteration, split] = (_text(epoch), _text(loss), _text(accuracy))

    def write(self) -> None:
        """Writes the whole file: rows by iteration, then by split."""
        target = io.StringIO()
        rows = csv.writer(target, lineterminator="\n")
        rows.writerow(COLUMNS)
        for (iteration, split), (epoch, loss, accuracy) in sorted(self.points.items()):
            rows.writerow([epoch, iteration, split, loss, accuracy])
        write_whole(self.path, target.getvalue().encode())

    def read_before(self, iteration: int) -> None:
        """Takes from the file the points before an iteration; those from it on are dropped."""
        if not self.path.exists():
            return
        with open(self.path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if int(row["iteration"]) < iteration:
                    point = (row["epoch"], row["loss"], row["accuracy"])
                    self.points[int(row["iteration"]), row["split"]] = point
        self.write()


def _text(value: float | None) -> str:
    return "" if value is None else repr(float(value))
