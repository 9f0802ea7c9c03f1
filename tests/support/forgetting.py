"""Use cases that forget to raise a version, made of those that do not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event


@contextmanager
def forgetting(*models: Any) -> Iterator[None]:
    """While it lasts, a version of these models that is set already stays as it is."""

    def keep(_row: Any, value: Any, before: Any, _initiator: Any) -> Any:
        # Before the first value there is a symbol, not a number.
        return before if isinstance(before, int) else value

    for model in models:
        event.listen(model.version, "set", keep, retval=True)
    try:
        yield
    finally:
        for model in models:
            event.remove(model.version, "set", keep)
