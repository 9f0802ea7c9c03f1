"""How a benchmark measures and what it prints: figures, never a verdict."""

import asyncio
import resource
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What one operation took, over many."""

    name: str
    operations: int
    wall_seconds: float
    cpu_seconds: float
    median_ms: float
    slowest_percent_ms: float

    def row(self) -> tuple[str, ...]:
        """The figure as the columns of the table."""
        return (
            self.name,
            f"{self.operations}",
            f"{self.operations / self.wall_seconds:,.0f}",
            f"{self.cpu_seconds / self.operations * 1e6:,.0f}",
            f"{self.median_ms:.2f}",
            f"{self.slowest_percent_ms:.2f}",
        )


COLUMNS = ("what", "operations", "per second", "CPU µs each", "median ms", "99 % within ms")


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def measure(
    name: str,
    operation: Callable[[int], Awaitable[object]],
    *,
    operations: int,
    at_once: int = 1,
    warmup: int = 20,
) -> Figure:
    """Run an operation many times, `at_once` beside each other, and time each.

    The CPU is that of this process: of the operation and of what it calls in here, not of
    a database or broker.
    """
    for index in range(warmup):
        await operation(-1 - index)
    taken: list[float] = []
    numbers = iter(range(operations))

    async def work() -> None:
        for number in numbers:
            started = time.perf_counter()
            await operation(number)
            taken.append(time.perf_counter() - started)

    cpu, wall = _cpu(), time.perf_counter()
    await asyncio.gather(*(work() for _ in range(at_once)))
    wall, cpu = time.perf_counter() - wall, _cpu() - cpu
    taken.sort()
    return Figure(
        name,
        operations,
        wall,
        cpu,
        taken[len(taken) // 2] * 1000,
        taken[int(len(taken) * 0.99)] * 1000,
    )
