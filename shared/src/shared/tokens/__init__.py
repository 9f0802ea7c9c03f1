"""Access tokens: who calls, proved by a signature of the registry and not called back since.

The door of the package; only `shared.tokens.access_tokens` imports jose.
"""

from shared.tokens.access_tokens import (
    ALGORITHM,
    CLOCK_SKEW_SECONDS,
    LONGEST_LIFE_SECONDS,
    MAX_TOKEN_LENGTH,
    TYPE,
    KeySource,
    Signer,
    Verifier,
)
from shared.tokens.claims import (
    AUDIENCE,
    SECOND_FACTOR,
    Claims,
)
from shared.tokens.refusals import (
    TokenAlgorithmRefused,
    TokenClaimsInvalid,
    TokenExpired,
    TokenKeyUnknown,
    TokenMalformed,
    TokenRefused,
    TokenRevoked,
    TokenSignatureInvalid,
    TokenTypeRefused,
)
from shared.tokens.revocations import (
    RevocationList,
)

__all__ = [
    "ALGORITHM",
    "AUDIENCE",
    "CLOCK_SKEW_SECONDS",
    "LONGEST_LIFE_SECONDS",
    "MAX_TOKEN_LENGTH",
    "SECOND_FACTOR",
    "TYPE",
    "Claims",
    "KeySource",
    "RevocationList",
    "Signer",
    "TokenAlgorithmRefused",
    "TokenClaimsInvalid",
    "TokenExpired",
    "TokenKeyUnknown",
    "TokenMalformed",
    "TokenRefused",
    "TokenRevoked",
    "TokenSignatureInvalid",
    "TokenTypeRefused",
    "Verifier",
]
