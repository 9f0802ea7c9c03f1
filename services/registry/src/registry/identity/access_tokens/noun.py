"""What access tokens bring to the registry."""

from registry.identity.access_tokens.orm import IssuedToken
from shared.nouns import Noun

NOUN = Noun("identity.access_tokens", tables=(IssuedToken,))
