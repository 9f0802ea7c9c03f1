"""What a native engine raises, told in the port's own words."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from search.engines.port import EngineUnavailable

_PANICS: Final = "pyo3_runtime"
"""The module that the class of a panic claims. The class itself cannot be imported."""


@contextmanager
def as_unavailable(words: str) -> Iterator[None]:
    """Raise EngineUnavailable with these words for what a native engine raises in the block.

    That may be a panic, which is no `Exception`: unconverted it would end the task that asked,
    whatever that task means to survive. Other errors than an engine's pass as they are.
    """
    try:
        yield
    except EngineUnavailable:
        raise
    except BaseException as error:
        # The finished frames hold the engine's objects, and a writer holds the folder's lock:
        # it must not live on as long as somebody keeps the error.
        traceback.clear_frames(error.__traceback__)
        if isinstance(error, (ValueError, OSError)) or type(error).__module__ == _PANICS:
            raise EngineUnavailable(words) from error
        raise
