"""The rooms of identity as nouns of the registry, the lowest floor first."""

from typing import Final

from registry.identity.access_tokens.noun import NOUN as access_tokens
from registry.identity.accounts.noun import NOUN as accounts
from registry.identity.address_proofs.noun import NOUN as address_proofs
from registry.identity.api_keys.noun import NOUN as api_keys
from registry.identity.clients.noun import NOUN as clients
from registry.identity.credentials.noun import NOUN as credentials
from registry.identity.login_attempts.noun import NOUN as login_attempts
from registry.identity.me.noun import NOUN as me
from registry.identity.password_resets.noun import NOUN as password_resets
from registry.identity.revocations.noun import NOUN as revocations
from registry.identity.second_factors.noun import NOUN as second_factors
from registry.identity.sessions.noun import NOUN as sessions
from registry.identity.signing_keys.noun import NOUN as signing_keys

NOUNS: Final = (
    signing_keys,
    address_proofs,
    accounts,
    login_attempts,
    access_tokens,
    revocations,
    second_factors,
    sessions,
    api_keys,
    clients,
    credentials,
    password_resets,
    me,
)
