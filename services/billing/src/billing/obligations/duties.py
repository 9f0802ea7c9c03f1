"""What is done about obligations by time.

Orders, ratings, invoices and payments change in many use cases below this floor. So what was
answered is compared again and again with what is: no use case can forget it, and while nobody
leaves it is one look into an empty index.
"""

from datetime import timedelta
from typing import Final

from billing.obligations.use_cases import state_obligations
from shared.duties import Duty

DUTIES: Final = (Duty("state_obligations", timedelta(seconds=10), state_obligations),)
