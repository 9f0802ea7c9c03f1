"""When two names read as one; pure."""

import re
import unicodedata
from typing import Final

# Letters of other scripts that cannot be told from Latin ones.
_LOOKALIKES: Final = str.maketrans("аеорсухкмтвніјѕԛԝһɡαοριντυχκӏ", "aeopcyxkmtbhijsqwhgaopivtuxkl")
_LEGAL_FORMS: Final = frozenset(
    {
        *("sia", "as", "ik", "ps", "ks", "biedriba", "nodibinajums"),
        *("uab", "ab", "vsi", "asociacija", "ou", "mtu"),
        *(
            "ltd",
            "limited",
            "llc",
            "inc",
            "plc",
            "gmbh",
            "ag",
            "kg",
            "ug",
            "association",
            "society",
        ),
    }
)


def folded(text: str) -> str:
    """Its words without case, marks and punctuation; letters that look alike are one."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", letters.translate(_LOOKALIKES).replace("_", " ")))


def bare_name(name: str) -> str:
    """What is told apart in a name: its letters, without the legal form and without spaces."""
    words = folded(name).split()
    return "".join(word for word in words if word not in _LEGAL_FORMS) or "".join(words)
