"""What the registry hears from others: nothing. It announces, and depends on no other service.

The table is here, empty, so that the service has the same commands as every other and the first
event that it needs has its place.
"""

from shared.messaging.consuming import Handler

HANDLERS: dict[str, Handler] = {}
