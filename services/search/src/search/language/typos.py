"""How many slips of the keyboard a word is forgiven, and counting them."""

ONE_SLIP_FROM = 4
"""A form of this many letters may differ in one place."""
TWO_SLIPS_FROM = 8
"""A form of this many letters may differ in two."""


def budget(form: str) -> int:
    """How many slips `form` is forgiven: 0, 1 or 2; a number is never forgiven any.

    Measured on the stem. Both engines are told the same two lengths.
    """
    if any(character.isdigit() for character in form) or len(form) < ONE_SLIP_FROM:
        return 0
    return 1 if len(form) < TWO_SLIPS_FROM else 2


def within(first: str, second: str, limit: int) -> bool:
    """Whether at most `limit` slips lie between two words.

    A slip is one letter put in, left out, or replaced, or two neighbours swapped
    (optimal string alignment).
    """
    if abs(len(first) - len(second)) > limit:
        return False
    before_last: list[int] = []
    last = list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        current = [row]
        for column, other in enumerate(second, start=1):
            cost = min(
                last[column] + 1,
                current[column - 1] + 1,
                last[column - 1] + (letter != other),
            )
            swapped = (
                row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other
            )
            if swapped:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        if min(current) > limit and (not last or min(last) > limit):
            return False
        before_last, last = last, current
    return last[-1] <= limit
