"""All tables of the registry, for migrations and their tests."""

from registry.admission import orm as admission
from registry.competences import orm as competences
from registry.database import Base
from registry.identity.access_tokens import orm as access_tokens
from registry.identity.accounts import orm as accounts
from registry.identity.address_proofs import orm as address_proofs
from registry.identity.api_keys import orm as api_keys
from registry.identity.clients import orm as clients
from registry.identity.revocations import orm as revocations
from registry.identity.sessions import orm as sessions
from registry.identity.signing_keys import orm as signing_keys
from registry.invitations import orm as invitations
from registry.mail import orm as mail
from registry.offices import orm as offices
from registry.organisations import orm as organisations
from registry.taxonomy import orm as taxonomy

metadata = Base.metadata
"""What the imports above have filled."""

__all__ = [
    "access_tokens",
    "accounts",
    "address_proofs",
    "admission",
    "api_keys",
    "clients",
    "competences",
    "invitations",
    "mail",
    "metadata",
    "offices",
    "organisations",
    "revocations",
    "sessions",
    "signing_keys",
    "taxonomy",
]
