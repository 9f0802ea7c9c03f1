"""How the registry's refusals look in HTTP: status and title of each (RFC 9457)."""

from typing import Final

from registry import errors
from shared.errors import DomainError

PROBLEMS: Final[dict[type[DomainError], tuple[int, str]]] = {
    errors.UnknownAccount: (404, "No such account"),
    errors.UnknownApiKey: (404, "No such API key"),
    errors.UnknownClient: (404, "No such machine account"),
    errors.NoSession: (404, "No login behind this token"),
    errors.NotItsRepresentative: (403, "Not a representative of the organisation"),
    errors.ManagerOnly: (403, "Only for the manager"),
    errors.PersonOnly: (403, "Only for a person"),
    errors.ScopeNotHeld: (403, "A scope that the caller may not grant"),
    errors.NotYourToken: (403, "Another's token"),
    errors.EmailTaken: (409, "The email address is taken"),
    errors.WeakPassword: (422, "The password would be guessed"),
    errors.WrongPassword: (422, "Not the present password"),
    errors.ProofRefused: (422, "Not a valid code"),
    errors.ExpiryOutOfRange: (422, "The expiry is out of range"),
    errors.OneTargetOnly: (422, "One target is needed"),
    errors.LoginRefused: (401, "Not authenticated"),
    errors.RefreshRefused: (401, "Not authenticated"),
    errors.ApiKeyRefused: (401, "Not authenticated"),
    errors.AccessEnded: (401, "Not authenticated"),
    errors.TooManyAttempts: (429, "Too many attempts"),
}
