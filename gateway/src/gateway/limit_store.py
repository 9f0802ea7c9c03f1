"""Where hits are counted when no other store is configured: this process's memory, bounded.

The library's own memory store walks over every key it holds in a new task for each hit,
which at ten thousand clients costs more than passing on the request, and it never forgets a
key before it expires. This one does a constant amount of work and keeps a bounded number of
clients; forgetting the one unseen for longest only ever errs in a client's favour.
"""

import time
from collections import OrderedDict
from typing import ClassVar

from limits.aio.storage.base import SlidingWindowCounterSupport, Storage

MAX_CLIENTS = 100_000


class BoundedMemory(Storage, SlidingWindowCounterSupport):
    """Sliding-window counters; registered with `limits` under `bounded+memory://`."""

    STORAGE_SCHEME: ClassVar[list[str]] = ["bounded+memory"]  # type: ignore[misc]

    def __init__(
        self, uri: str | None = None, wrap_exceptions: bool = False, **_: str | float | bool
    ) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        # key: (number of the window, hits in it, hits in the one before)
        self._windows: OrderedDict[str, tuple[int, int, int]] = OrderedDict()

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def _read(self, key: str, expiry: int) -> tuple[int, int, int, float]:
        """Return (window, hits, hits before, share of the window that is still to come)."""
        position = time.time() / expiry
        window = int(position)
        left = 1 - (position - window)
        known, hits, before = self._windows.get(key, (window, 0, 0))
        if known == window:
            return window, hits, before, left
        return window, 0, hits if known == window - 1 else 0, left

    async def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        window, hits, before, left = self._read(key, expiry)
        if int(before * left + hits) + amount > limit:
            return False
        self._windows[key] = (window, hits + amount, before)
        self._windows.move_to_end(key)
        if len(self._windows) > MAX_CLIENTS:
            self._windows.popitem(last=False)
        return True

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        _, hits, before, left = self._read(key, expiry)
        return before, left * expiry, hits, (left + 1) * expiry

    async def clear_sliding_window(self, key: str, expiry: int) -> None:
        self._windows.pop(key, None)

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        window, hits, before, _ = self._read(key, int(expiry))
        self._windows[key] = (window, hits + amount, before)
        return hits + amount

    async def get(self, key: str) -> int:
        return self._windows.get(key, (0, 0, 0))[1]

    async def get_expiry(self, key: str) -> float:
        return time.time()

    async def check(self) -> bool:
        return True

    async def reset(self) -> int | None:
        count = len(self._windows)
        self._windows.clear()
        return count

    async def clear(self, key: str) -> None:
        self._windows.pop(key, None)
