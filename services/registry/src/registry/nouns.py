"""The nouns of the registry, the lowest floor first: none imports one that stands after it.

Of others it hears what it is to tell their people, and what a leaving member has open: it depends
on no other service.
"""

from typing import Final

from registry.admission.noun import NOUN as admission
from registry.board_votes.noun import NOUN as board_votes
from registry.closures.noun import NOUN as closures
from registry.competences.noun import NOUN as competences
from registry.delegations.noun import NOUN as delegations
from registry.drafts.noun import NOUN as drafts
from registry.exclusions.noun import NOUN as exclusions
from registry.figures.noun import NOUN as figures
from registry.identity.nouns import NOUNS as IDENTITY
from registry.invitations.noun import NOUN as invitations
from registry.leaving.noun import NOUN as leaving
from registry.mail.noun import NOUN as mail
from registry.notices.noun import NOUN as notices
from registry.offices.noun import NOUN as offices
from registry.organisations.noun import NOUN as organisations
from registry.persons.noun import NOUN as persons
from registry.representatives.noun import NOUN as representatives
from registry.sandbox.noun import NOUN as sandbox
from registry.standing.noun import NOUN as standing
from registry.successions.noun import NOUN as successions
from registry.taxonomy.noun import NOUN as taxonomy
from shared.nouns import Nouns

NOUNS: Final = Nouns(
    mail,
    *IDENTITY,
    taxonomy,
    delegations,
    organisations,
    notices,
    invitations,
    representatives,
    offices,
    board_votes,
    competences,
    admission,
    drafts,
    leaving,
    standing,
    exclusions,
    closures,
    figures,
    successions,
    persons,
    sandbox,
)
