"""What failed logins bring to the registry."""

from registry.identity.login_attempts.orm import LoginAttempts
from shared.nouns import Noun

NOUN = Noun("identity.login_attempts", tables=(LoginAttempts,))
