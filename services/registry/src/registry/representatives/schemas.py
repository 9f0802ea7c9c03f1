"""A representative's shapes over HTTP."""

from uuid import UUID

from registry.identity.accounts.orm import Account
from registry.schemas import Output


class RepresentativeOut(Output):
    """A person that acts for an organisation."""

    account_id: UUID
    email: str
    name: str

    @classmethod
    def of(cls, account: Account) -> "RepresentativeOut":
        return cls(account_id=account.id, email=account.email, name=account.name)
