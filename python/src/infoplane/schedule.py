"""When rows are taken, said as studies say it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Union

from .problem import InfoplaneError

#: `"log:20"`, `"every:10"`, `{"log": 20}`, `{"every": 10}`, `{"epochs": [0, "1/3", 2]}`, or a list of iterations.
At = Union[str, Mapping[str, Any], Sequence[int]]


@dataclass(frozen=True)
class Schedule:
    """Which iterations have a row. Row i stands for the weights after i updates.

    Attributes:
        iterations: the iterations, when they are known before the training.
        every: iterations between two rows, of `every`.
        per_decade: rows a decade, of a `log` of unknown length.
        named: whether the iterations were named one by one (a list, or epochs). Such a row moves to the next mini-batch
            where its own is a short one; a row of `every` or `log` is left out, and these two always take a last row.
    """

    iterations: frozenset[int] = frozenset()
    every: int | None = None
    per_decade: int | None = None
    named: bool = False

    def takes(self, iteration: int) -> bool:
        """Whether there is a row after this many updates, when the training goes on."""
        if self.every is not None:
            return iteration % self.every == 0
        if self.per_decade is not None:
            return iteration == 0 or _is_log_point(iteration, self.per_decade)
        return iteration in self.iterations

    def takes_last(self, iteration: int) -> bool:
        """Whether there is a row after the last update."""
        return not self.named or self.takes(iteration)

    def missed(self, row: int, iteration: int) -> bool:
        """Whether an iteration that was named, before this one, comes after the last row that there is."""
        return self.named and any(row < one < iteration for one in self.iterations)

    def beyond(self, iteration: int) -> list[int]:
        """Named iterations that a training of this many updates never reaches."""
        return sorted(one for one in self.iterations if one > iteration) if self.named else []


def read_schedule(at: At, iterations: int | None, iterations_per_epoch: int | None) -> Schedule:
    """Reads a schedule.

    Args:
        at: `"log:N"` (0, and N iterations from 1 to the last on a logarithmic scale; where `iterations` is not known,
            N a decade), `"every:N"`, the same as `{"log": N}` and `{"every": N}`; `{"epochs": [...]}` (a fraction such
            as `"1/3"` is taken exactly, and rounds to the nearest iteration); or a list of iterations.
        iterations: updates of the whole training.
        iterations_per_epoch: updates of one epoch.

    Raises:
        InfoplaneError: it is no schedule, lies beyond the training, or needs a number that is missing.
    """
    kind, value = _kind_and_value(at)
    if kind == "every":
        return Schedule(every=_count(value, "every"))
    if kind == "log":
        count = _count(value, "log")
        if iterations is None:
            return Schedule(per_decade=count)
        return Schedule(iterations=frozenset(_log_points(count, iterations)))
    if kind == "epochs":
        if iterations_per_epoch is None:
            raise InfoplaneError(
                "a schedule of epochs needs the number of iterations in one",
                "say iterations_per_epoch=len(loader)",
            )
        value = [_epoch_iteration(epoch, iterations_per_epoch) for epoch in _items(value, "epochs")]
    named = [_iteration(one) for one in _items(value, kind)]
    late = [one for one in named if iterations is not None and one > iterations]
    if late:
        raise InfoplaneError(
            f"iteration {late[0]} of the schedule lies beyond the training, which has {iterations}",
            "leave it out, or say the right number of iterations",
        )
    return Schedule(iterations=frozenset(named), named=True)


def _kind_and_value(at: At) -> tuple[str, Any]:
    if isinstance(at, str):
        kind, _, value = at.partition(":")
        if kind in ("log", "every") and value.isdecimal():
            return kind, int(value)
    elif isinstance(at, Mapping):
        if len(at) == 1 and next(iter(at)) in ("log", "every", "epochs"):
            return next(iter(at.items()))
    else:
        return "iterations", at
    raise InfoplaneError(
        f"{at!r} is no schedule",
        'write "log:20", "every:10", {"epochs": [0, "1/3", 2]} or a list of iterations',
    )


def _count(value: object, kind: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InfoplaneError(f"{value!r} is no number for {kind}", f'write a whole number, such as "{kind}:20"')
    return value


def _items(value: Any, kind: str) -> list[Any]:
    try:
        items = list(value)
    except TypeError:
        items = []
    if not items or isinstance(value, str):
        raise InfoplaneError(f"{value!r} is no list of {kind}", "write them in a list, one at least")
    return items


def _iteration(value: Any) -> int:
    try:
        iteration = value.__index__()
    except AttributeError:
        iteration = -1
    if iteration < 0 or isinstance(value, bool):
        raise InfoplaneError(f"{value!r} is no iteration", "write whole numbers from 0")
    return int(iteration)


def _epoch_iteration(epoch: object, iterations_per_epoch: int) -> int:
    try:
        exact = Fraction(str(epoch)) * iterations_per_epoch
    except (ValueError, ZeroDivisionError):
        exact = Fraction(-1)
    if exact < 0:
        raise InfoplaneError(f"{epoch!r} is no epoch", 'write numbers from 0, or fractions such as "1/3"')
    return math.floor(exact + Fraction(1, 2))


def _log_points(count: int, last: int) -> list[int]:
    """0 and `count` points from 1 to the last iteration, evenly spread on a logarithmic scale and rounded."""
    if last == 0:
        return [0]
    if count == 1:
        return [0, last]
    steps = max(1, min(count, last) - 1)
    return [0, *(math.floor(float(last) ** (k / steps) + 0.5) for k in range(steps + 1))]


def _is_log_point(iteration: int, per_decade: int) -> bool:
    """Whether iteration is 10^(k / per_decade), rounded, for a whole k."""
    near = math.floor(math.log10(iteration) * per_decade)
    return any(
        math.floor(10 ** (k / per_decade) + 0.5) == iteration for k in (near - 1, near, near + 1, near + 2) if k >= 0
    )
