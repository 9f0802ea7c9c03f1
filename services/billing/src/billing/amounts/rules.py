"""Exact money arithmetic: integer cents in, integer cents out, fractions in between.

Nothing here rounds unless its name says so, so that the places where a cent is
decided can be counted: `half_up` (fee, discount, VAT) and `split` (shares).
"""

from collections.abc import Sequence
from fractions import Fraction

PPM = 1_000_000
"""Rates are stored as integer millionths: 3 % is 30 000. Exact, comparable, no NaN."""


def rate_of(ppm: int) -> Fraction:
    """The rate that `ppm` millionths stand for."""
    return Fraction(ppm, PPM)


def half_up(value: Fraction) -> int:
    """Whole cents of a non-negative amount; exactly half a cent goes up (ROUND_HALF_UP)."""
    if value < 0:
        raise ValueError("amounts are rounded before they are negated, never after")
    return int((2 * value.numerator + value.denominator) // (2 * value.denominator))


def share_of(cents: int, ppm: int) -> int:
    """`ppm` millionths of `cents`, rounded half up to a whole cent."""
    return half_up(cents * rate_of(ppm))


def split(cents: int, parts: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Divide `cents` by integer weights with the method of the largest remainder.

    The results always add up to `cents`. Equal remainders are served in the
    order of the keys, so that two computers give the odd cent to the same one.
    """
    total = sum(weight for _, weight in parts)
    if cents < 0 or total <= 0 or any(weight < 0 for _, weight in parts):
        raise ValueError("shares need a non-negative amount and weights that add up to more than 0")
    exact = {key: Fraction(cents * weight, total) for key, weight in parts}
    whole = {key: int(value) for key, value in exact.items()}
    left_over = cents - sum(whole.values())
    by_remainder = sorted(exact, key=lambda key: (whole[key] - exact[key], key))
    for key in by_remainder[:left_over]:
        whole[key] += 1
    return whole


def decimal_text(cents: int) -> str:
    """`1234.50` for 123450 cents: the form of the wire and of UBL."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def euros_text(cents: int) -> str:
    """`1 234.50 EUR`: the form of explanations."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d} EUR".replace(",", "\u00a0")


def percent_text(ppm: int) -> str:
    """`3` or `2.5`: the rate in per cent without needless zeros."""
    whole, rest = divmod(ppm, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0") if rest else str(whole)


def ppm_from_percent(text: str) -> int:
    """Millionths from a per cent text such as `3`, `2.5` or `0.0125` (four decimals at most)."""
    whole, _, rest = text.partition(".")
    if len(rest) > 4 or not (whole + rest).isdecimal():
        raise ValueError("a rate is a number of per cent with at most four decimals")
    return int(whole) * 10_000 + int(rest.ljust(4, "0") or "0")
