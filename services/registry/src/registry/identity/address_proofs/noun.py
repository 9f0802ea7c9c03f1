"""What proofs of addresses bring to the registry."""

from registry.identity.address_proofs.orm import AddressProof
from shared.nouns import Noun

NOUN = Noun("identity.address_proofs", tables=(AddressProof,))
