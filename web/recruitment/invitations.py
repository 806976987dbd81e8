"""
Inviting the members whom a call is for: each once, whatever happens in between.

First the event says who is invited, some hundreds at a time: its ids are the truth. Then their
e-mails are put into the outbox, each under a key of the call and the member. A worker that is
killed leaves at most some members who are invited and have no e-mail yet; the next one begins
with those.
"""

import logging
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from domain.errors import Invalid, Refused
from domain.recruitment.call_for_experts import CallDetails, CallForExperts
from projections.engine.one_by_one import one_by_one
from projections.engine.progress import ActivityProgress
from projections.members.matching import matching
from projections.recruitment.calls import open_calls
from web.mail.message import EmailCategory, EmailMessage
from web.mail.outbox import Outbox
from web.mail.recipients import EmailRecipient, recipients_among
from web.marketplace import Marketplace
from web.private_store.store import Private, PrivateStore, insert_into
from web.private_store.utc_datetime import UtcTime
from web.recruitment.emails import CallEmails, call_emails, members_written_to
from web.settings import Settings

BATCH = 200

logger = logging.getLogger(__name__)


class InvitationRound(Private):
    """
    When members were last invited to a call, and when that was last requested.

    A call without a row was published a moment ago: the worker invites to it by itself.
    """

    __tablename__ = "invitation_round"

    call_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    requested_at: Mapped[datetime | None] = mapped_column(UtcTime())
    done_at: Mapped[datetime | None] = mapped_column(UtcTime())


rounds: Any = InvitationRound.__table__


class InvitationRounds:
    def __init__(self, store: PrivateStore) -> None:
        self._engine = store.engine

    def request(self, call_id: UUID, at: datetime) -> None:
        """Have the worker invite members who match by now and were not invited before."""
        self._set(call_id, requested_at=at)

    def finish(self, call_id: UUID, began: datetime) -> None:
        """What was requested before it began is done; what was requested since is not."""
        self._set(call_id, done_at=began)

    def is_due(self, call_id: UUID) -> bool:
        return call_id in self.due_among([call_id])

    def due_among(self, call_ids: Sequence[UUID]) -> list[UUID]:
        """The calls for which the worker has something to do."""
        is_done = rounds.c.done_at.is_not(None) & (
            rounds.c.requested_at.is_(None) | (rounds.c.requested_at < rounds.c.done_at)
        )
        query = select(rounds.c.call_id).where(rounds.c.call_id.in_(call_ids), is_done)
        with self._engine.connect() as db:
            done = set(db.scalars(query))
        return [call_id for call_id in call_ids if call_id not in done]

    def _set(self, call_id: UUID, **values: datetime) -> None:
        with self._engine.begin() as db:
            row = insert_into(rounds, db).values(call_id=call_id, **values)
            db.execute(row.on_conflict_do_update(index_elements=["call_id"], set_=values))


class InvitationReport(NamedTuple):
    """How many members were invited now, and how many e-mails were written."""

    members: int
    emails: int


class Inviter:
    """Any number of workers may invite at once."""

    def __init__(
        self,
        marketplace: Marketplace,
        store: PrivateStore,
        settings: Settings,
    ) -> None:
        self._market = marketplace
        self._store = store
        self._outbox = Outbox(store)
        self._base = settings.public_url
        self._clock = marketplace.clock

    def invite(
        self, call_id: UUID, advance: ActivityProgress = lambda *_: None
    ) -> InvitationReport:
        """
        Invite members who match by the pool's read model, and write the e-mails that are missing.

        Raises NotFound, or NotNow when the call is closed.
        """
        call = self._market.log.load(CallForExperts, call_id)
        details = call.check_open(self._clock())
        emails = call_emails(call_id, details, self._market.read_models, self._base)
        unwritten = sorted(call.invited - members_written_to(call_id, self._store))
        new = [member_id for member_id in self._matching(details) if member_id not in call.invited]
        report, total = InvitationReport(0, 0), len(unwritten) + len(new)
        for member_ids in (unwritten, new):
            for batch in _batches(member_ids):
                advance("invitations", report.members + report.emails, total)
                report = self._invite_batch(batch, emails, report, are_new=member_ids is new)
        advance("invitations", total, total)
        return report

    def invite_where_due(self) -> int:
        """
        Invite to every open call once after it was published, and again when a brand requests it.

        Returns how many calls that were. Raises what `invite` raises for an open call, after all
        others: that round stays due.
        """
        read_models = self._market.read_models
        if not read_models.is_caught_up_to(self._market.log.rows.head()):
            return 0
        with read_models.read(read_models.calls) as db:
            calls = [call.call_id for call in open_calls(self._clock(), db)]
        due = InvitationRounds(self._store).due_among(calls) if calls else []
        return one_by_one(self._do_round, due)

    def _do_round(self, call_id: UUID) -> None:
        began = self._clock()
        try:
            self.invite(call_id)
        except Refused as refusal:
            if self._is_open(call_id):
                raise
            logger.warning("No member was invited to the call %s: %s", call_id, refusal)
        InvitationRounds(self._store).finish(call_id, began)

    def _is_open(self, call_id: UUID) -> bool:
        try:
            self._market.log.load(CallForExperts, call_id).check_open(self._clock())
        except Refused:
            return False
        return True

    def _invite_batch(
        self,
        member_ids: Sequence[UUID],
        emails: CallEmails,
        report: InvitationReport,
        *,
        are_new: bool,
    ) -> InvitationReport:
        recipients = recipients_among(member_ids, EmailCategory.INVITATION, self._store)
        messages = {
            recipient.id: message
            for recipient in recipients
            if (message := _message_to(recipient, emails))
        }
        if are_new and messages:
            self._market.calls.invite(emails.call_id, list(messages), self._clock())
        written = self._outbox.put_all(messages.values())
        members = report.members + are_new * len(messages)
        return InvitationReport(members, report.emails + written)

    def _matching(self, details: CallDetails) -> list[UUID]:
        read_models = self._market.read_models
        with read_models.read(read_models.pool) as db:
            return matching(details, db)


def _message_to(recipient: EmailRecipient, emails: CallEmails) -> EmailMessage | None:
    """None for an address that no mail server takes: it must not stop the e-mails to others."""
    try:
        return emails.to(recipient)
    except Invalid:
        logger.warning("The account %s has no valid e-mail address.", recipient.id)
        return None


def _batches(member_ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for first in range(0, len(member_ids), BATCH):
        yield member_ids[first : first + BATCH]
