"""What second factors bring to the registry."""

from registry.identity.second_factors.orm import FactorChange, RecoveryCode, SecondFactor
from registry.identity.second_factors.routes import router
from shared.nouns import Noun

NOUN = Noun(
    "identity.second_factors",
    routers=(router,),
    tables=(SecondFactor, RecoveryCode, FactorChange),
)
