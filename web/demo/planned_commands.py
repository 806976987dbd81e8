"""What people did: commands of the domain, planned first and carried out afterwards."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from domain.assessments.assessment_commands import AssessmentCommands
from domain.assessments.attempt_commands import AttemptCommands
from domain.brands.brand import BrandCommands
from domain.brands.subject import SubjectCommands
from domain.conversations.conversation_commands import ConversationCommands
from domain.log.event_log import EventLog
from domain.members.member import MemberCommands
from domain.presence.presence_session import PresenceCommands
from domain.recruitment.ambassador_application import AmbassadorApplicationCommands
from domain.recruitment.call_commands import CallCommands
from domain.rewards.programme import ProgrammeCommands
from domain.rewards.recognition_commands import RecognitionCommands
from domain.rewards.redemption import RedemptionCommands
from web.demo.private_texts import PlannedWords

REPORT_EVERY = 250


@dataclass(frozen=True)
class Commands:
    """All that the demonstration can do: what people can do, and nothing else."""

    brands: BrandCommands
    subjects: SubjectCommands
    members: MemberCommands
    presence: PresenceCommands
    conversations: ConversationCommands
    programmes: ProgrammeCommands
    recognitions: RecognitionCommands
    redemptions: RedemptionCommands
    assessments: AssessmentCommands
    attempts: AttemptCommands
    calls: CallCommands
    applications: AmbassadorApplicationCommands
    words: PlannedWords

    @classmethod
    def on(cls, log: EventLog) -> "Commands":
        words = PlannedWords()
        return cls(
            BrandCommands(log),
            SubjectCommands(log),
            MemberCommands(log),
            PresenceCommands(log),
            ConversationCommands(log),
            ProgrammeCommands(log),
            RecognitionCommands(log),
            RedemptionCommands(log),
            AssessmentCommands(log),
            AttemptCommands(log, words.read),
            CallCommands(log),
            AmbassadorApplicationCommands(log),
            words,
        )


@dataclass(frozen=True, slots=True)
class Deed:
    """One command to be carried out, and the things to which it adds events."""

    at: datetime
    stream: UUID
    act: Callable[[], object]
    events: int = 1
    """To its own thing."""
    beside: tuple[UUID, ...] = ()
    """Other things to which it adds one each."""


def in_order(deeds: Iterable[Deed]) -> list[Deed]:
    """By time; what was done at one moment stays in the order in which it was planned."""
    return sorted(deeds, key=attrgetter("at"))


def count_done(deeds: Sequence[Deed], log: EventLog) -> int:
    """
    How many of the deeds the log holds already.

    They are always carried out one after the other, and each adds events to one thing: so a deed
    is done when its thing has as many events as the plan says, and then all before it are done.
    """
    counted: Counter[UUID] = Counter()
    versions = []
    for deed in deeds:
        counted[deed.stream] += deed.events
        counted.update(deed.beside)
        versions.append(counted[deed.stream])

    def is_missing(number: int) -> bool:
        return not log.rows.positions_of(deeds[number].stream, versions[number])

    return bisect_left(range(len(deeds)), True, key=is_missing)  # noqa: FBT003 - what is looked for


def carry_out(deeds: Sequence[Deed], on_progress: Callable[[int], None]) -> None:
    """Carry them out in order, and tell now and then how many are done."""
    for number, deed in enumerate(deeds, start=1):
        deed.act()
        if number % REPORT_EVERY == 0:
            on_progress(number)
    on_progress(len(deeds))
