"""What becomes of a recorder that nobody closed."""

from __future__ import annotations

import atexit
import sys
import weakref
from typing import Any, Callable


def at_exit(owner: object, leave: Callable[[Any], None]) -> Callable[[], None]:
    """Has something left at the end of the program, unless it is gone by then.

    Args:
        owner: what is left; it is not kept alive.
        leave: is called with it.

    Returns:
        Takes it back.
    """
    held = weakref.ref(owner)

    def call() -> None:
        found = held()
        if found is not None:
            leave(found)

    atexit.register(call)
    return lambda: atexit.unregister(call)


def is_failing() -> bool:
    """Whether the program ends by an exception that nobody caught, or one is under way."""
    return getattr(sys, "last_type", None) is not None or sys.exc_info()[0] is not None
