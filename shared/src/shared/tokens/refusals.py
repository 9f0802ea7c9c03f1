"""Why a token proves nothing; told to its bearer without a word of what was in it."""

from typing import ClassVar


class TokenRefused(Exception):
    """A token that proves nothing. `code` says which check it failed, and nothing else."""

    code: ClassVar[str] = "token_refused"
    detail: ClassVar[str] = "The access token is not valid"


class TokenMalformed(TokenRefused):
    code = "token_malformed"
    detail = "The access token is not a compact JWT"


class TokenAlgorithmRefused(TokenRefused):
    code = "token_algorithm_refused"
    detail = "The access token must be signed with ES256 and name no critical extension"


class TokenTypeRefused(TokenRefused):
    code = "token_type_refused"
    detail = "The token is of another type than an access token (at+jwt)"


class TokenKeyUnknown(TokenRefused):
    code = "token_key_unknown"
    detail = "The access token names a key that is not published"


class TokenSignatureInvalid(TokenRefused):
    code = "token_signature_invalid"
    detail = "The signature of the access token does not verify"


class TokenExpired(TokenRefused):
    code = "token_expired"
    detail = "The access token has expired"


class TokenClaimsInvalid(TokenRefused):
    code = "token_claims_invalid"
    detail = "A claim of the access token is missing, malformed or not meant for us"


class TokenRevoked(TokenRefused):
    code = "token_revoked"
    detail = "The access token was revoked"
