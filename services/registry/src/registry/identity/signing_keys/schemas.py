"""The public keys' shapes over HTTP."""

from registry.schemas import Output


class PublicKeyOut(Output):
    """A public ES256 key (RFC 7517)."""

    kty: str
    crv: str
    x: str
    y: str
    kid: str
    use: str
    alg: str


class PublicKeySetOut(Output):
    """A JSON Web Key Set."""

    keys: list[PublicKeyOut]
