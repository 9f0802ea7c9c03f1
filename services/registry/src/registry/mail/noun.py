"""What mail brings to the registry."""

from registry.mail.orm import OutgoingMail, PostedMail
from shared.nouns import Noun

NOUN = Noun("mail", tables=(OutgoingMail, PostedMail))
