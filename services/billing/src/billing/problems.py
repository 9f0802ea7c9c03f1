"""Which problem document answers which refusal: (status, title)."""

from typing import Final

from billing import errors
from shared.errors import DomainError

PROBLEMS: Final[dict[type[DomainError], tuple[int, str]]] = {
    errors.OrderUnknown: (404, "Order not found"),
    errors.OrderNotRated: (404, "The order is not rated yet"),
    errors.OrganisationUnknown: (404, "Organisation not found"),
    errors.InvoiceUnknown: (404, "Invoice not found"),
    errors.RunUnknown: (404, "Invoicing run not found"),
    errors.ManagersOnly: (403, "Only for the cluster's manager"),
    errors.RepresentativesOnly: (403, "Only for a representative"),
    errors.DateTaken: (409, "The moment is taken"),
    errors.MandateJustGiven: (409, "A mandate was given at the same moment"),
    errors.SellerNotConfigured: (409, "The cluster's identity as a seller is not configured"),
    errors.PaymentAlreadyRecorded: (409, "The payment is already recorded"),
    errors.BeginsInThePast: (422, "It must begin in the future"),
    errors.TermsUnknown: (422, "No such terms in force"),
    errors.IbanInvalid: (422, "Not a valid IBAN"),
    errors.AmountTooLarge: (422, "The price is too large"),
    errors.PaymentNotPositive: (422, "A payment is more than nothing"),
    errors.PaymentInTheFuture: (422, "A payment cannot lie in the future"),
    errors.PaymentBeforeOrder: (422, "A payment cannot precede the order"),
    errors.Overpayment: (422, "More than what is open"),
}
