"""What candidates are shown of tests: before they start one, and in the list of their own."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.assessments.assessment import Assessment
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.attempt_context import AttemptStatus
from domain.errors import NotFound
from domain.members.member import Member
from domain.members.qualification import Qualification
from projections.assessments.assessments import AssessmentSummary, open_tests, test_with_id
from projections.assessments.attempts.queries import AttemptSummary
from web.assessments.taking.eligibility import Eligibility, eligibility_of
from web.brands.subject_names import subject_names
from web.http.access import ABSENT
from web.http.request_context import (
    brand_directory,
    current_account,
    current_time,
    marketplace,
    private_store,
    read,
    read_models,
)
from web.i18n.locale_names import language_name
from web.members.extra_time_store import ExtraTime
from web.private_store.accounts import Account

ZONE_WITHOUT_BRAND = "Europe/Paris"
"""For the platform's own tests."""


def zone_of(brand_id: UUID | None) -> str:
    """The time zone of the brand whose test it is; every time is shown with it."""
    brand = brand_directory().with_id(brand_id) if brand_id else None
    return brand.zone if brand else ZONE_WITHOUT_BRAND


def language_of(assessment_id: UUID) -> str | None:
    """The language in which a test is written, for screen readers."""
    assessment = _test_summary(assessment_id)
    return assessment.language if assessment else None


def published_test(assessment_id: UUID) -> AssessmentSummary:
    """Raises NotFound, also for a draft."""
    assessment = _test_summary(assessment_id)
    if assessment is None or not assessment.edition:
        raise NotFound(ABSENT)
    return assessment


def _test_summary(assessment_id: UUID) -> AssessmentSummary | None:
    with read(read_models().assessments) as db:
        return test_with_id(assessment_id, db)


def extra_percent_of(account: Account) -> int:
    """How much more time is granted to an account; the reason is not known here."""
    return ExtraTime(private_store()).granted_to(account.id)


@dataclass(frozen=True)
class StartPage:
    """A test before it is taken."""

    assessment: AssessmentSummary
    rules: AssessmentRules
    questions: int
    time_limit: timedelta
    extra_percent: int
    subject: str
    brand_name: str | None
    eligibility: Eligibility

    @property
    def language(self) -> str:
        """The name of the language in which it is written."""
        return language_name(self.assessment.language)

    @property
    def attempts_left(self) -> int | None:
        """None: any number."""
        allowed = self.rules.attempts_allowed
        return None if allowed is None else max(0, allowed - self.eligibility.attempts_used)


def start_page(summary: AssessmentSummary) -> StartPage:
    account, assessment = (
        current_account(),
        marketplace().log.load(Assessment, summary.assessment_id),
    )
    rules, extra_percent = assessment.editions[-1].rules, extra_percent_of(account)
    brand = brand_directory().with_id(summary.brand_id) if summary.brand_id else None
    return StartPage(
        assessment=summary,
        rules=rules,
        questions=_question_count(assessment),
        time_limit=rules.time_limit(extra_percent),
        extra_percent=extra_percent,
        subject=subject_names(read_models()).get(summary.subject_id, ""),
        brand_name=brand.name if brand else None,
        eligibility=eligibility_of(account.id, assessment, current_time()),
    )


def _question_count(assessment: Assessment) -> int:
    """So many questions are asked; void ones are not."""
    edition, voided = assessment.editions[-1], assessment.voided()
    questions = [revision for revision in edition.questions if revision.question_id not in voided]
    by_topic = Counter(assessment.question_at(revision).topic for revision in questions)
    counts = (
        (by_topic[selection.topic], selection.count) for selection in edition.rules.selections
    )
    return sum(there if count is None else min(there, count) for there, count in counts)


@dataclass(frozen=True)
class QualificationRow:
    """One of a member's qualifications."""

    qualification: Qualification
    subject: str
    zone: str
    is_valid: bool


def qualification_rows(member_id: UUID, subjects: Mapping[UUID, str]) -> list[QualificationRow]:
    log, at = marketplace().log, current_time()
    return [
        QualificationRow(
            qualification,
            subjects.get(qualification.subject_id, ""),
            zone_of(log.load(Assessment, qualification.assessment_id).brand_id),
            qualification.is_valid(at),
        )
        for qualification in log.load_or_new(Member, member_id).qualifications.values()
    ]


@dataclass(frozen=True)
class AttemptRow:
    """One of a member's attempts."""

    attempt: AttemptSummary
    title: str
    zone: str

    @property
    def at(self) -> datetime:
        """When it ended, or else when it started."""
        return self.attempt.ended_at or self.attempt.started_at

    @property
    def state(self) -> str:
        if self.attempt.status is not AttemptStatus.GRADED:
            return self.attempt.status.value
        if self.attempt.outcome in ("annulled", "granted"):
            return self.attempt.outcome
        return "passed" if self.attempt.passed else "failed"


def attempt_rows(attempts: Sequence[AttemptSummary]) -> list[AttemptRow]:
    """The newest first."""
    log = marketplace().log
    titles = {
        id: log.load(Assessment, id).title for id in {attempt.assessment_id for attempt in attempts}
    }
    return [
        AttemptRow(attempt, titles[attempt.assessment_id], zone_of(attempt.brand_id))
        for attempt in reversed(attempts)
    ]


@dataclass(frozen=True)
class OpenTest:
    """A test that the member can take, now or later."""

    summary: AssessmentSummary
    eligibility: Eligibility
    zone: str

    @property
    def language(self) -> str:
        """The name of the language in which it is written."""
        return language_name(self.summary.language)


def open_tests_by_subject(
    member_id: UUID, subjects: Mapping[UUID, str], tried: set[UUID]
) -> dict[str, list[OpenTest]]:
    """
    By the name of their subject; not those that are passed, being graded or used up.

    tried: only these tests are looked up in the log.
    """
    with read(read_models().assessments) as db:
        tests = open_tests(db)
    by_subject = defaultdict(list)
    for summary in tests:
        test = _open_test(summary, member_id, was_tried=summary.assessment_id in tried)
        if test.eligibility.state in ("open", "too_early", "running"):
            by_subject[subjects.get(summary.subject_id, "")].append(test)
    return dict(sorted(by_subject.items()))


def _open_test(summary: AssessmentSummary, member_id: UUID, *, was_tried: bool) -> OpenTest:
    eligibility = Eligibility("open")
    if was_tried:
        assessment = marketplace().log.load(Assessment, summary.assessment_id)
        eligibility = eligibility_of(member_id, assessment, current_time())
    return OpenTest(summary, eligibility, zone_of(summary.brand_id))
