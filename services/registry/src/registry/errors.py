"""Every refusal of the registry.

DomainError
├── NotFound
│   ├── UnknownOrganisation, UnknownCompetence, UnknownApplication, UnknownRepresentative
│   ├── UnknownInvitation          also one whose secret is spent, expired or void
│   ├── UnknownAccount, UnknownApiKey, UnknownClient, NoSession
│   └── NoSandbox                what exists only where the business clock can be moved
├── Forbidden
│   ├── NotItsRepresentative       the caller does not act for that organisation
│   ├── ManagerOnly, BoardOnly     an office of the cluster is needed
│   ├── OwnApplication             nobody assesses or decides upon an organisation of its own
│   ├── PersonOnly                 a machine or an API key may not do this
│   ├── ScopeNotHeld               nobody grants what it does not hold
│   └── NotYourToken               only the manager revokes the tokens of others
├── Conflict
│   ├── RegistrationNumberTaken, EmailTaken, AlreadyRepresentative, LastRepresentative
│   ├── TooManyInvitations
│   ├── AlreadyMember, ApplicationPending, AlreadyDecided, MeetingAlreadyRecorded
│   ├── MeetingNotHeld, CriterionUnmet, NothingToWaive, AlreadyWaived
│   ├── CompetenceAlreadyWithdrawn
│   └── Stale: StaleOrganisation
├── RuleViolated
│   ├── UnknownStage, RoleOutsideStages, KindMissing, UnknownCountry, RegionOutsideCountry
│   ├── InvalidRegistrationNumber, InvalidVatNumber
│   ├── WeakPassword, WrongPassword, ProofRefused, MeetingInFuture, ExpiryOutOfRange
│   └── OneTargetOnly
└── Unauthenticated
    ├── LoginRefused, RefreshRefused, ApiKeyRefused
    ├── AccessEnded                revoked while the request was on its way
    └── TooManyAttempts            with the seconds after which another try is heard
"""

from shared.errors import Conflict, DomainError, Forbidden, NotFound, RuleViolated, Stale


class UnknownOrganisation(NotFound):
    """No organisation has this id."""


class UnknownCompetence(NotFound):
    """No competence has this id."""


class UnknownApplication(NotFound):
    """No application has this id, or the caller may not know of it."""


class UnknownRepresentative(NotFound):
    """That account does not represent this organisation."""


class UnknownInvitation(NotFound):
    """No open invitation has this id or secret; why not is not told."""


class UnknownAccount(NotFound):
    """The token names nobody that the registry knows."""


class UnknownApiKey(NotFound):
    """The caller owns no live API key with this id."""


class UnknownClient(NotFound):
    """No live machine account has this id."""


class NoSession(NotFound):
    """The token in use was not issued by a login."""


class NoSandbox(NotFound):
    """The business clock of this platform cannot be moved."""


class NotItsRepresentative(Forbidden):
    """The caller does not act for that organisation."""


class ManagerOnly(Forbidden):
    """Only the cluster's manager may do this."""


class BoardOnly(Forbidden):
    """Only a member of the cluster's board may do this."""


class OwnApplication(Forbidden):
    """Nobody assesses or decides upon the application of an organisation it represents."""


class PersonOnly(Forbidden):
    """A machine or an API key may not do this."""


class ScopeNotHeld(Forbidden):
    """Nobody can grant a scope that it may not hold itself."""


class NotYourToken(Forbidden):
    """Only the manager may revoke the tokens of others."""


class RegistrationNumberTaken(Conflict):
    """Another organisation of this country has the registration number."""


class EmailTaken(Conflict):
    """Another account has the email address."""


class AlreadyRepresentative(Conflict):
    """The person represents the organisation already."""


class TooManyInvitations(Conflict):
    """The organisation has as many open invitations as it may have."""


class LastRepresentative(Conflict):
    """An organisation keeps at least one representative."""


class AlreadyMember(Conflict):
    """The organisation is a member of the cluster."""


class ApplicationPending(Conflict):
    """The organisation has an application that is not decided yet."""


class AlreadyDecided(Conflict):
    """The board has decided upon this application."""


class MeetingAlreadyRecorded(Conflict):
    """The in-person meeting of this application is on record."""


class MeetingNotHeld(Conflict):
    """The board decides only after the in-person meeting."""


class CriterionUnmet(Conflict):
    """A criterion of admission is neither met nor waived."""


class NothingToWaive(Conflict):
    """Only a criterion that was assessed as unmet can be waived."""


class AlreadyWaived(Conflict):
    """The criterion is waived already."""


class CompetenceAlreadyWithdrawn(Conflict):
    """The competence is no longer declared."""


class StaleOrganisation(Stale):
    """The organisation has changed since the version the caller decided on."""


class UnknownStage(RuleViolated):
    """The taxonomy has no such stage."""


class RoleOutsideStages(RuleViolated):
    """The role is found in none of the named stages."""


class KindMissing(RuleViolated):
    """A private organisation has at least one kind."""


class UnknownCountry(RuleViolated):
    """The code is no country of ISO 3166-1."""


class RegionOutsideCountry(RuleViolated):
    """The region does not lie in the organisation's country."""


class InvalidRegistrationNumber(RuleViolated):
    """The registration number does not have its country's form or check digit."""


class InvalidVatNumber(RuleViolated):
    """The VAT number does not have its country's form or check digit."""


class WeakPassword(RuleViolated):
    """The password would be guessed too easily."""


class WrongPassword(RuleViolated):
    """The present password, which a change has to name, is another."""


class ProofRefused(RuleViolated):
    """The code from a mail is wrong, used, void, expired, or for something else."""


class MeetingInFuture(RuleViolated):
    """A meeting is recorded after it was held."""


class ExpiryOutOfRange(RuleViolated):
    """An API key expires in the future, and within two years."""


class OneTargetOnly(RuleViolated):
    """A revocation names a token or a subject, one of the two."""


class Unauthenticated(DomainError):
    """Who is asking could not be established."""


class LoginRefused(Unauthenticated):
    """Email address or password is wrong; which of them is not told."""


class RefreshRefused(Unauthenticated):
    """The refresh token is unknown, expired, used before, or its session has ended."""


class ApiKeyRefused(Unauthenticated):
    """The API key is unknown, expired, revoked, or its owner no longer acts there."""


class AccessEnded(Unauthenticated):
    """The caller's access was ended while its request was on its way."""


class TooManyAttempts(Unauthenticated):
    """Too many failed logins for this address; `retry_after` seconds remain."""

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
