"""Reading the form of RFC 6749 section 4.4.2, and the client's credentials in it or beside it."""

import base64
import binascii
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from registry.identity.clients.errors import OAuthRefused

_MAX_BODY: Final = 8192


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """What a machine asks for, and as whom."""

    client_id: str
    client_secret: str
    scopes: tuple[str, ...]


def read_token_request(
    body: bytes, *, content_type: str | None, authorization: str | None
) -> TokenRequest:
    """Return the request; raise `OAuthRefused` with the error that the RFC names for it."""
    form = _form(body, content_type)
    grant_type = form.get("grant_type")
    if not grant_type:
        raise _invalid("grant_type is missing")
    if grant_type != "client_credentials":
        raise OAuthRefused("unsupported_grant_type", "Only client_credentials is supported")
    in_header = _basic(authorization)
    in_body = (form["client_id"], form["client_secret"]) if _both_in(form) else None
    if in_header and in_body:
        # Section 2.3: no more than one way of authentication in a request.
        raise _invalid("Authenticate in the header or in the body, not in both")
    credentials = in_header or in_body
    if credentials is None:
        raise OAuthRefused("invalid_client", "Client credentials are missing")
    return TokenRequest(*credentials, scopes=tuple(form.get("scope", "").split()))


def _form(body: bytes, content_type: str | None) -> dict[str, str]:
    media_type = (content_type or "").split(";")[0].strip().lower()
    if media_type != "application/x-www-form-urlencoded":
        raise _invalid("The body must be application/x-www-form-urlencoded")
    if len(body) > _MAX_BODY:
        raise _invalid("The body is too large")
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            strict_parsing=True,
            max_num_fields=20,
            errors="strict",
        )
    except ValueError as error:
        raise _invalid("The body is not a valid form") from error
    form = dict(pairs)
    if len(form) != len(pairs):
        raise _invalid("A parameter must not be repeated")
    if any("\x00" in value for value in form.values()):
        raise _invalid("A parameter must not contain a NUL character")
    # Section 3.2: unknown parameters are ignored, empty ones treated as if absent.
    return {name: value for name, value in form.items() if value}


def _both_in(form: dict[str, str]) -> bool:
    return "client_id" in form and "client_secret" in form


def _basic(authorization: str | None) -> tuple[str, str] | None:
    if authorization is None:
        return None
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise OAuthRefused("invalid_client", "Only Basic authentication is supported")
    try:
        client_id, found, secret = (
            base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
        )
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise OAuthRefused("invalid_client", "The Basic credentials are malformed") from error
    if not found:
        raise OAuthRefused("invalid_client", "The Basic credentials are malformed")
    # Section 2.3.1: both are form-encoded before they are put together.
    return unquote_plus(client_id), unquote_plus(secret)


def _invalid(description: str) -> OAuthRefused:
    return OAuthRefused("invalid_request", description)
