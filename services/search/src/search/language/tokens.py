"""Words in a text, with their places in it, and letters without their marks.

A word is a run of letters and digits of any script, with the combining marks
that belong to them (a text typed on some systems writes `ī` as two characters)
and with apostrophes inside. A hyphen parts words.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_MARKED_LETTER = r"[^\W_][\u0300-\u036f]*"
_WORD = re.compile(rf"(?:{_MARKED_LETTER})+(?:['\u2019](?:{_MARKED_LETTER})+)*")

# Letters that Unicode does not take apart into a base letter and a mark.
_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})


class Token(NamedTuple):
    """A word: lower-cased and composed (NFC), and where it stands in the original text."""

    text: str
    start: int
    end: int


def tokenise(text: str) -> Iterator[Token]:
    """The words of `text` in order; `text[token.start:token.end]` is the word as written."""
    for match in _WORD.finditer(text):
        word = unicodedata.normalize("NFC", match.group().lower().replace("\u2019", "'"))
        yield Token(word, match.start(), match.end())


def fold(word: str) -> str:
    """The word with its diacritics taken off and nothing left but letters and digits.

    Idempotent. What is not a letter or a digit after decomposition goes, because
    some single characters decompose into several words with spaces between them,
    and a space would part the form inside an engine.
    """
    decomposed = unicodedata.normalize("NFKD", word.lower().translate(_UNDECOMPOSED))
    folded = "".join(character for character in decomposed if character.isalnum())
    if folded == word:
        return folded
    return fold(folded)
