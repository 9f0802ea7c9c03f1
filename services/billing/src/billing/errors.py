"""What billing refuses.

DomainError
├── NotFound
│   ├── OrderUnknown            no such order, or not the caller's
│   ├── OrderNotRated           known, but a party or a schedule is still missing
│   ├── OrganisationUnknown     not announced to billing yet, or not the caller's business
│   ├── InvoiceUnknown          no such invoice, or not the caller's
│   └── RunUnknown
├── Forbidden
│   ├── ManagersOnly            needs the role `manager`
│   └── RepresentativesOnly     needs the role `representative` in an organisation
├── Conflict
│   ├── DateTaken               a schedule or programme begins at that moment already
│   ├── MandateJustGiven        two mandates of one provider at the same moment
│   ├── SellerNotConfigured     the cluster's identity as a seller is missing in the settings
│   └── PaymentAlreadyRecorded  the bank's reference is on this invoice already
└── RuleViolated
    ├── BeginsInThePast         a schedule or programme would change what was rated
    ├── TermsUnknown            no such version of the mandate's terms in force
    ├── IbanInvalid
    ├── AmountTooLarge          a price beyond what can be invoiced
    ├── PaymentNotPositive
    ├── PaymentInTheFuture   PaymentBeforeOrder
    └── Overpayment             more than what is still open
"""

from shared.errors import Conflict, Forbidden, NotFound, RuleViolated


class OrderUnknown(NotFound):
    """There is no such order, or the caller is no party to it."""


class OrderNotRated(NotFound):
    """The order waits for a party or a schedule."""


class OrganisationUnknown(NotFound):
    """Billing has not heard of the organisation, or it is not the caller's business."""


class InvoiceUnknown(NotFound):
    """There is no such invoice, or the caller is no party to it."""


class RunUnknown(NotFound):
    """There is no such invoicing run."""


class ManagersOnly(Forbidden):
    """The cluster's manager decides this."""


class RepresentativesOnly(Forbidden):
    """Only a representative binds an organisation."""


class DateTaken(Conflict):
    """Another schedule or programme begins at that moment."""


class MandateJustGiven(Conflict):
    """Another mandate of the provider was given at the same moment."""


class SellerNotConfigured(Conflict):
    """The cluster cannot invoice before its identity is configured."""


class PaymentAlreadyRecorded(Conflict):
    """The bank's reference was recorded for this invoice before."""


class BeginsInThePast(RuleViolated):
    """A schedule or programme takes effect in the future, so that nothing rated changes."""


class TermsUnknown(RuleViolated):
    """The accepted version is not one that is in force."""


class IbanInvalid(RuleViolated):
    """The account number does not have the form or the check digits of an IBAN."""


class AmountTooLarge(RuleViolated):
    """The price is beyond what can be invoiced."""


class PaymentNotPositive(RuleViolated):
    """A payment is more than nothing."""


class PaymentInTheFuture(RuleViolated):
    """A payment has happened when it is recorded."""


class PaymentBeforeOrder(RuleViolated):
    """Nobody pays for what is not ordered yet."""


class Overpayment(RuleViolated):
    """A payment is at most what is still open."""
