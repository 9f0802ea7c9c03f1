"""What is refused on the way from an application to a member."""

from shared.errors import Conflict, Forbidden, NotFound, RuleViolated, Stale


class ApplicationNotFound(NotFound):
    """No application has this id, or the caller may not know of it."""

    title = "No such application"
    # Callers switch on the code, which is older than the name.
    code = "unknown_application"


class BoardOnly(Forbidden):
    """Only a member of the cluster's board may do this."""

    title = "Only for the board"


class OwnApplication(Forbidden):
    """Nobody assesses or decides upon the application of an organisation it represents."""

    title = "Nobody decides in its own matter"


class OfficerOnly(Forbidden):
    """Only the cluster's manager or a member of its board may do this."""

    title = "Only for manager and board"


class TooManyNotes(Conflict):
    """An application has as many private notes as it can hold."""

    title = "Too many notes"


class StaleApplication(Stale):
    """The application was changed by someone else meanwhile."""

    title = "The application has changed meanwhile"


class ClusterItself(Conflict):
    """The cluster's own organisation does not become its member."""

    title = "The cluster is no member of itself"


class AlreadyMember(Conflict):
    """The organisation is a member of the cluster."""

    title = "A member already"


class ApplicationPending(Conflict):
    """The organisation has an application that is not decided yet."""

    title = "An application is under way"


class AlreadyDecided(Conflict):
    """The board has decided upon this application."""

    title = "The board has decided"


class ApplicationEnded(Conflict):
    """The candidate has withdrawn the application, or the manager has closed it."""

    title = "The application has ended"


class CandidateNotMissing(Conflict):
    """The manager closes only where the candidate has not come as often as the policy says."""

    title = "The candidate did not miss enough invitations"


class NothingToMiss(Conflict):
    """Only the last invitation is missed, once, after its time, and while nobody met."""

    title = "This invitation was not missed"


class MeetingNotRecorded(Conflict):
    """Only a meeting that is on record is corrected."""

    title = "No meeting is on record"


class MeetingInvitationNotFound(NotFound):
    """The application has no invitation to a meeting with this id."""

    title = "No such invitation to a meeting"


class MeetingAlreadyRecorded(Conflict):
    """The in-person meeting of this application is on record."""

    title = "The meeting is on record"


class MeetingNotHeld(Conflict):
    """The board decides only after the in-person meeting."""

    title = "The in-person meeting comes first"


class CriterionUnmet(Conflict):
    """A criterion of admission is neither met nor waived."""

    title = "A criterion is neither met nor waived"


class DuesClassUnknown(RuleViolated):
    """The table of dues in force has no such class."""

    title = "No such class of dues"


class UnderReview(Conflict):
    """The manager has taken the application under review."""

    title = "Under review already"


class InformationAsked(Conflict):
    """One question at a time: the last one has no answer yet."""

    title = "A question waits for its answer"


class InformationRequestNotFound(NotFound):
    """The application has no question with this id."""

    title = "No such question"


class NothingAsked(Conflict):
    """The question was answered or taken back."""

    title = "The question is over"


class DueDateImpossible(RuleViolated):
    """An answer is due neither too soon nor too late."""

    title = "An answer cannot be due then"


class EvidenceNotFound(NotFound):
    """The application has no evidence with this id."""

    title = "No such evidence"


class EvidenceWithdrawn(Conflict):
    """The evidence is withdrawn already."""

    title = "Withdrawn already"


class TooMuchEvidence(Conflict):
    """An application has as much evidence as it can hold."""

    title = "Too much evidence"


class OrganisationExcluded(Conflict):
    """Who was excluded applies again after some time, or after an appeal."""

    title = "Excluded from the cluster"


class NothingToWaive(Conflict):
    """Only a criterion that was assessed as unmet can be waived."""

    title = "Nothing to waive"


class AlreadyWaived(Conflict):
    """The criterion is waived already."""

    title = "Waived already"


class MeetingInFuture(RuleViolated):
    """A meeting is recorded after it was held."""

    title = "The meeting was not held yet"


class MeetingBeforeEntry(RuleViolated):
    """A meeting with a candidate is not older than its entry in the directory."""

    title = "The meeting is older than the candidate's entry"


class InvitedTooLate(RuleViolated):
    """A candidate is invited some days before the meeting."""

    title = "Invited too late"


class CriterionNotNamed(RuleViolated):
    """A vote on a waiver names the criterion, and no other vote does."""

    title = "A waiver alone names a criterion"
