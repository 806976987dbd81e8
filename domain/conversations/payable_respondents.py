"""What routing needs to know of a brand's bookings, read from the log by the rules of a claim."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from domain.bookings.budget import Claim, payability_of
from domain.conversations.routing import PresentRespondent, RoutingRequest
from domain.errors import NotNow
from domain.log.event_log import EventLog
from domain.presence.presence_session_commands import PresenceSessionCommands
from domain.terms import Terms


def with_payability(
    log: EventLog,
    brand_id: UUID,
    request: RoutingRequest,
    respondents: Iterable[PresentRespondent],
    at: datetime,
) -> Iterator[PresentRespondent]:
    """
    The same respondents, and whether a conversation with each can be paid for now.

    Left out are those who have gone offline meanwhile: their terms are those of their session.
    """
    sessions = PresenceSessionCommands(log)
    for respondent in respondents:
        terms = _terms(sessions, respondent.respondent_id, brand_id)
        if terms is not None:
            claim = Claim(
                request.conversation_id,
                brand_id,
                request.subject_id,
                request.language,
                respondent.respondent_id,
                terms,
            )
            yield replace(respondent, payability=payability_of(log, claim, at))


def _terms(sessions: PresenceSessionCommands, respondent_id: UUID, brand_id: UUID) -> Terms | None:
    try:
        return sessions.of(respondent_id).terms_for(brand_id)
    except NotNow:
        return None
