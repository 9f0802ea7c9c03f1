"""The services as the all-in-one runs them: the only list that names all of them."""

from typing import Final

import billing.process
import marketplace.process
import registry.process
import search.process
from shared.command_line import ServiceProcess

PARTS: Final[dict[str, ServiceProcess]] = {
    process.name: process
    for process in (
        registry.process.PROCESS,
        marketplace.process.PROCESS,
        search.process.PROCESS,
        billing.process.PROCESS,
    )
}
"""By the service's name, as its own `python -m <service>` has it."""
