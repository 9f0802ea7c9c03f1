"""Whom a notice may be addressed to, and what of another's texts it keeps; pure decisions."""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

from registry.mail.rules import on_one_line
from registry.vocabulary import CLUSTER_OFFICES, ROLES, ClusterOffice, Role

Producer = Literal["registry", "marketplace", "billing"]
PRODUCERS: Final[tuple[Producer, ...]] = get_args(Producer)

Addressee = Role | Literal["representative"] | ClusterOffice
"""Whom in an organisation a notice is for: who holds the role, any of its people
(`representative`), or in the cluster's own organisation who holds the office."""

ADDRESSEES: Final[frozenset[str]] = frozenset({*ROLES, "representative", *CLUSTER_OFFICES})

Reached = Literal["role", "administrators", "manager"]
"""Whom a notice came to: those it was for; the organisation's administrators, since nobody held
the role; the cluster's manager, since nobody was there at all."""

FANOUT: Final = 200
"""So many inboxes one transaction writes to; a duty goes on with the rest."""

MOST_VALUES: Final = 12
LONGEST_VALUE: Final = 200
LONGEST_LINK: Final = 300

_NAME: Final = re.compile("[a-z][a-z0-9_]{0,39}", re.ASCII)
_LINK: Final = re.compile(r"/v1/([a-z]+)((?:/[A-Za-z0-9][A-Za-z0-9._~-]*)+)", re.ASCII)


def tame_values(values: Mapping[Any, Any]) -> dict[str, str]:
    """Values as a notice keeps them: each on one line, bounded, under a plain name.

    Others wrote them: what does not fit is cut or left out, and never refuses a notice.
    """
    tame: dict[str, str] = {}
    for name, value in values.items():
        if len(tame) == MOST_VALUES:
            break
        if isinstance(name, str) and isinstance(value, str) and _NAME.fullmatch(name):
            # No database holds a NUL or half a character; neither is printable.
            tame[name] = on_one_line(value[: 4 * LONGEST_VALUE])[:LONGEST_VALUE]
    return tame


def own_link(link: str | None, *, producer: str) -> str | None:
    """The link if it is a path of the producer's own API, else none."""
    if link is None or len(link) > LONGEST_LINK:
        return None
    found = _LINK.fullmatch(link)
    return link if found and found[1] == producer else None
