"""What organisations bring to the service."""

from typing import Final

from billing.organisations.orm import MembershipPeriod, Organisation
from shared.nouns import Noun

NOUN: Final = Noun("organisations", tables=(Organisation, MembershipPeriod))
