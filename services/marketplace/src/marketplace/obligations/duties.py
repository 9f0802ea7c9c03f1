"""What is done about obligations by time.

Orders, tenders and bids change in many use cases below this floor, and a deadline passes without
any. So what was answered is compared again and again with what is: no use case can forget it, and
while nobody leaves it is one look into an empty index.
"""

from datetime import timedelta
from typing import Final

from marketplace.obligations.use_cases import state_obligations
from shared.duties import Duty

DUTIES: Final = (Duty("state_obligations", timedelta(seconds=10), state_obligations),)
