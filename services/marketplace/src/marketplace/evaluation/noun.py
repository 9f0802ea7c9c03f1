"""What the evaluation hands to the service."""

from typing import Final

from marketplace.evaluation.orm import Award, OpenedBid, QualityScore
from marketplace.evaluation.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("evaluation", routers=(router,), tables=(Award, OpenedBid, QualityScore))
