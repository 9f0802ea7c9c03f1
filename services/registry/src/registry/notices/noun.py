"""What notices bring to the registry."""

from registry.notices.consumers import HANDLERS
from registry.notices.duties import DUTIES
from registry.notices.mail_orm import NoticeMail, NoticePolicy, NoticePreference, NoticeSettings
from registry.notices.orm import InboxEntry, Notice
from registry.notices.routes import router
from shared.nouns import Noun

NOUN = Noun(
    "notices",
    routers=(router,),
    tables=(Notice, InboxEntry, NoticeMail, NoticePolicy, NoticePreference, NoticeSettings),
    handlers=HANDLERS,
    duties=DUTIES,
)
