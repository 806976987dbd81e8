"""
Inviting those whom a call is for: each once, whatever happens in between.

First the event says who is invited, some hundreds at a time: its ids are the truth. Then their
letters are put into the outbox, each under a key of the call and the member. Whoever is killed
leaves at most some who are invited and have no letter yet; the next one begins with those.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from domain.aggregate import now
from domain.errors import NotFound, Refused
from domain.recruitment.call_for_experts import CallDetails, CallForExperts
from projections.assessments.assessments import test_with_id
from projections.brands.brands import brand_with_id
from projections.brands.subjects import all_subjects
from projections.members.matching import matching
from projections.recruitment.calls import open_calls
from web.i18n.language import LOCALES
from web.mail.message import LetterKind
from web.mail.outbox import Outbox
from web.mail.subscriptions import unsubscribed
from web.marketplace import Marketplace
from web.private_store.accounts import Account
from web.private_store.store import PrivateStore
from web.recruitment.emails import CallLetters, Reader, written_for
from web.recruitment.invitation_rounds import InvitationRounds
from web.settings import Settings

AT_ONCE = 200

Advance = Callable[[str, int, int], None]
"""Told what is being done, how much is done, and how much there is."""

logger = logging.getLogger(__name__)


class Invited(NamedTuple):
    """What came of it: how many were invited now, and how many letters were written."""

    members: int
    letters: int


class Inviter:
    """Any number of them may be at it at once."""

    def __init__(
        self,
        marketplace: Marketplace,
        store: PrivateStore,
        settings: Settings,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._market = marketplace
        self._store = store
        self._outbox = Outbox(store)
        self._base = settings.public_url
        self._clock = clock

    def invite(self, call_id: UUID, advance: Advance = lambda *_: None) -> Invited:
        """
        Invite those who match, as the pool is drawn, and write the letters that are missing.

        Raises NotFound, or NotNow when the call is closed.
        """
        call = self._market.log.load(CallForExperts, call_id)
        assert call.details is not None
        self._market.calls.invite(call_id, (), self._clock())  # refused when the call is closed
        letters = self._letters_of(call_id, call.details)
        unwritten = sorted(call.invited - written_for(call_id, self._store))
        new = [each for each in self._matching(call.details) if each not in call.invited]
        done, total = Invited(0, 0), len(unwritten) + len(new)
        for members in (unwritten, new):
            for some in _in_parts(members):
                advance("invitations", done.members + done.letters, total)
                done = self._invite_some(some, letters, done, are_new=members is new)
        advance("invitations", total, total)
        return done

    def _invite_some(
        self, members: Sequence[UUID], letters: CallLetters, done: Invited, *, are_new: bool
    ) -> Invited:
        readers = self._readers(members)
        if are_new and readers:
            ids = [reader.id for reader in readers]
            self._market.calls.invite(letters.call_id, ids, self._clock())
        written = self._outbox.put_all(letters.to(reader) for reader in readers)
        return Invited(done.members + are_new * len(readers), done.letters + written)

    def _readers(self, members: Sequence[UUID]) -> list[Reader]:
        """Those who can be written to: they have an account, and have not said no."""
        no = select(unsubscribed.c.account_id).where(unsubscribed.c.kind == LetterKind.INVITATION)
        query = select(Account.id, Account.email, Account.language).where(
            Account.id.in_(members), Account.active, Account.id.not_in(no)
        )
        with self._store.engine.connect() as db:
            rows = db.execute(query.order_by(Account.id)).all()
        return [
            Reader(row.id, row.email, row.language if row.language in LOCALES else "fr")
            for row in rows
        ]

    def _matching(self, details: CallDetails) -> list[UUID]:
        read_models = self._market.read_models
        with read_models.read(read_models.pool) as db:
            return matching(details, db)

    def _letters_of(self, call_id: UUID, details: CallDetails) -> CallLetters:
        read_models = self._market.read_models
        with read_models.read(read_models.brands) as db:
            brand = brand_with_id(details.brand_id, db)
        with read_models.read(read_models.assessments) as db:
            assessment = test_with_id(details.assessment_id, db)
        with read_models.read(read_models.subjects) as db:
            subject = {each.subject_id: each for each in all_subjects(db)}.get(details.subject_id)
        if brand is None or assessment is None or subject is None:
            raise NotFound("The pages do not know this call's brand, test or subject yet.")
        return CallLetters(call_id, details, brand, subject, assessment.title, self._base)

    # What a worker does.

    def invite_where_asked(self) -> int:
        """
        Invite to every open call once after it was published, and again when a brand asks for it.

        Returns how many calls that were.
        """
        rounds, read_models = InvitationRounds(self._store), self._market.read_models
        if not read_models.is_caught_up_to(self._market.log.rows.head()):
            return 0
        with read_models.read(read_models.calls) as db:
            calls = [call.call_id for call in open_calls(self._clock(), db)]
        due = rounds.due_among(calls) if calls else []
        for call_id in due:
            began = self._clock()
            try:
                self.invite(call_id)
            except Refused as refusal:
                logger.warning("Nobody was invited to the call %s: %s", call_id, refusal)
            rounds.finish(call_id, began)
        return len(due)


def _in_parts(members: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for first in range(0, len(members), AT_ONCE):
        yield members[first : first + AT_ONCE]
