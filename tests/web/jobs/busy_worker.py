"""Work for all jobs and reactors at once, and how much of it was done."""

import email
import email.policy
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event
from uuid import UUID, uuid4, uuid5

from sqlalchemy import func, select

from domain.assessments.attempt import Attempt
from domain.brands.brand import Criterion
from domain.log.mapper import decode
from domain.moderation.suspension import Suspension
from domain.recruitment.call_for_experts import CallForExperts
from tests.support.people import MANAGER, MORNING, after
from tests.support.pool_members import TEST, member_id
from tests.web.mail.message_examples import statuses
from tests.web.recruitment.call_fixture import CallScenario
from web.jobs.registry import all_reactors
from web.private_store.texts import PrivateText, texts
from web.reactors.follower import ReactorFollower
from web.reactors.reactions import reactor_progress
from web.settings import Settings

EACH = 4
"""How many attempts, suspensions and applications there are in a round."""
CROWD = 6
"""How many each call invites."""
IN_A_ROUND = {
    "expire_attempts": EACH,
    "apply_due_suspensions": EACH,
    "invite_members": CROWD,
    "settle_texts": 2 * EACH,
    "reactors": 3 * EACH,
    "deliver_mail": 3 * EACH + CROWD,
}
"""How much a round gives each job to do: events, texts and e-mails; of the reactors all e-mails."""
EFFECTS = {
    Attempt.TimedOut: "expire_attempts",
    Suspension.TookEffect: "apply_due_suspensions",
    Suspension.Expired: "apply_due_suspensions",
    CallForExperts.MembersInvited: "invite_members",
}


@dataclass
class BusyWorker:
    """Members of three kinds in each round; and a crowd that all calls are for."""

    scenario: CallScenario
    rounds: int
    named: set[UUID] = field(default_factory=set)
    """The texts that events name; as many others are named by none."""
    effects: Counter[tuple[str, UUID]] = field(default_factory=Counter)
    """How often something happened to an aggregate, or an invitation to a member of a call."""
    _read_to: int = 0

    def open(self, settings: Settings) -> None:
        """A brand with a test, all members who will appear, and reactors that have run once."""
        market, scenario = self.scenario.market, self.scenario
        scenario.open()
        criteria = [Criterion("home_exchanges", 2)]
        market.brands.set_ambassador_criteria(scenario.brand_id, criteria, MANAGER, MORNING)
        scenario.fill(range(self.members), languages=("fr",))
        scenario.fill(self.crowd, languages=("it",))
        market.projector.catch_up()
        for reactor in all_reactors(market, scenario.store, settings):
            follower = ReactorFollower(reactor, market.log, market.read_models, scenario.store)
            follower.run(MORNING, Event())

    @property
    def members(self) -> int:
        return self.rounds * 3 * EACH

    @property
    def crowd(self) -> range:
        return range(self.members, self.members + CROWD)

    def gives_work(self, number: int) -> None:
        """To all jobs: a round."""
        first = number * 3 * EACH
        for person in range(first, first + EACH):
            self._lets_time_out(member_id(person))
            self._suspends(member_id(person + EACH), is_over=bool(person % 2))
            self._rejects(member_id(person + 2 * EACH))
        call_id = uuid5(UUID(int=7), str(number))
        self.scenario.calls(call_id, languages=("it",), ends_at=after(30 * 86_400))

    def done(self) -> dict[str, int]:
        """How much each job has done by now."""
        self._read_log()
        sums = Counter(job for job, _ in self.effects.elements())
        sums["settle_texts"] = self.written_texts - self._count(texts.c.pending_since.is_not(None))
        emails = statuses(self.scenario.store)
        sums["deliver_mail"] = emails.get("sent", 0)
        sums["reactors"] = sum(emails.values()) - sums["invite_members"]
        return dict(sums)

    def is_idle(self) -> bool:
        """Whether all is done, and the reactors have read the whole log."""
        head = self.scenario.market.log.rows.head()
        progress = reactor_progress(self.scenario.store, head)
        is_done = self.done() == {job: n * self.rounds for job, n in IN_A_ROUND.items()}
        return is_done and all(reactor.behind == 0 for reactor in progress)

    def check_that_each_effect_happened_once(self, mail_folder: Path) -> None:
        """In the log, the private store and the mail folder; and nothing failed or is parked."""
        assert set(self.effects.values()) == {1}
        assert self._stored_texts() == self.named
        expected = self._expected_emails()
        assert recipients_in(mail_folder) == expected
        assert statuses(self.scenario.store) == {"sent": sum(expected.values())}
        failed = {progress[3:] for progress in reactor_progress(self.scenario.store, 0)}
        assert failed == {(0, 0)}
        assert self.scenario.market.read_models.parked() == []

    def _expected_emails(self) -> dict[str, int]:
        """One about each member's matter, and an invitation of each call to each of the crowd."""
        expected = {f"member{number}@example.org": 1 for number in range(self.members)}
        return expected | {f"member{number}@example.org": self.rounds for number in self.crowd}

    @property
    def written_texts(self) -> int:
        return 2 * len(self.named)

    def _stored_texts(self) -> set[UUID]:
        with self.scenario.store.engine.connect() as db:
            return set(db.scalars(select(texts.c.id)))

    def _lets_time_out(self, person: UUID) -> None:
        attempts = self.scenario.market.attempts
        attempts.start(uuid5(person, "attempt"), TEST, person, 7, MORNING)

    def _suspends(self, person: UUID, *, is_over: bool) -> None:
        """After a notice, for good; or for an hour, which is over when the job looks at it."""
        period = (after(120), after(3600) if is_over else None)
        reason, case_id = (uuid5(person, "reason"), 80), uuid5(person, "suspension")
        self.scenario.market.suspensions.decide(
            case_id, person, self.scenario.brand_id, period, [1], reason, MANAGER, after(60)
        )

    def _rejects(self, person: UUID) -> None:
        """The text of an application is settled by a job, and so is one that no event names."""
        application_id, text_id = uuid5(person, "application"), uuid5(person, "text")
        applications, brand_id = self.scenario.market.applications, self.scenario.brand_id
        applications.submit(
            application_id, brand_id, person, {"home_exchanges": 2}, after(60), text_id=text_id
        )
        applications.reject(application_id, "other", uuid5(person, "reason"), MANAGER, after(120))
        self.named.add(text_id)
        self._store_pending((text_id, uuid4()), person, application_id)

    def _store_pending(self, ids: Sequence[UUID], person: UUID, aggregate_id: UUID) -> None:
        pending = partial(PrivateText, written_at=MORNING, pending_since=MORNING)
        pending = partial(pending, member_id=person, aggregate_id=aggregate_id)
        with self.scenario.store.sessions.session_factory() as session, session.begin():
            session.add_all(pending(id=id, text="It works.") for id in ids)

    def _read_log(self) -> None:
        """What is new in the log."""
        for row in self.scenario.market.log.all_rows(self._read_to):
            event, stream = decode(row.topic, row.state), UUID(bytes=row.stream)
            self._read_to = row.position
            if job := EFFECTS.get(type(event)):
                about = getattr(event, "member_ids", (stream,))
                self.effects.update((job, uuid5(stream, str(id))) for id in about)

    def _count(self, condition) -> int:
        with self.scenario.store.engine.connect() as db:
            return db.scalar(select(func.count()).select_from(texts).where(condition))


def recipients_in(folder: Path) -> Counter[str]:
    """The recipients of the e-mails in the folder, with how many each of them got."""
    files = [file.read_bytes() for file in folder.glob("*.eml")]
    read = [email.message_from_bytes(content, policy=email.policy.default) for content in files]
    return Counter(str(message["To"]) for message in read)
