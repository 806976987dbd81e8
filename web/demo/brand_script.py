"""What a brand's manager and its members do besides answering, as planned commands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

from domain.brands.opening_hours import OpeningHours
from domain.brands.programme_cost import CostCategory
from domain.brands.routing_policy import RoutingPolicy
from domain.brands.widget import WidgetSettings, WidgetText
from domain.money import Money
from domain.recruitment.call_for_experts import CallCloseReason, CallDetails
from domain.terms import Voluntary
from web.demo import assumptions as assume
from web.demo.assumptions import SourcedFigure
from web.demo.demand import VisitTopic
from web.demo.planned import (
    CURRENCY,
    PLATFORM_ID,
    PlannedCommand,
    PlannedText,
    id_in,
    manager_id_of,
    planned,
)
from web.demo.presence_sessions import Respondent
from web.demo.rhythms import accounts_day, last_day, morning
from web.marketplace import Marketplace

LICENCE = "licence"
HOME_EXCHANGES = "home_exchanges"
"""What the home-exchange brand asks of its ambassadors."""

HALF_A_DAY = timedelta(hours=12)

Setting = TypeVar("Setting")


@dataclass(frozen=True)
class BrandProfile:
    """What a brand is called and asked about, and how it opens."""

    slug: str
    name: str
    hours: OpeningHours
    subjects: Mapping[str, tuple[str, str, str | None, int]]
    """By slug: its name in French and English, its parent, and how often visitors ask about it."""
    widget: WidgetSettings
    registered_at: datetime
    opened_at: datetime

    def topics(self, brand_id: UUID) -> dict[VisitTopic, int]:
        """What visitors ask about, and how often; each on a page of the brand's own."""
        return {
            VisitTopic(subject_id_of(brand_id, slug), f"https://{self.slug}.example/{slug}"): weight
            for slug, (_, _, _, weight) in self.subjects.items()
        }


def widget_on(slug: str, texts: dict[str, WidgetText], promised_wait_s: int) -> WidgetSettings:
    """The widget on a brand's own site, shown as soon as one respondent is present."""
    return WidgetSettings(
        texts=texts,
        minimum_present=1,
        promised_wait_s=promised_wait_s,
        origins=(f"https://{slug}.example",),
    )


class BrandScript:
    """Collects the commands of one brand, and the texts that they refer to."""

    def __init__(self, marketplace: Marketplace, brand_id: UUID) -> None:
        self.commands: list[PlannedCommand] = []
        self.texts: list[PlannedText] = []
        self._marketplace = marketplace
        self._brand_id = brand_id
        self._manager_id = manager_id_of(brand_id)

    def open(self, profile: BrandProfile, policy: RoutingPolicy) -> None:
        """The platform registers the brand and names its subjects, its manager sets it up."""
        at, later, brand_id = profile.registered_at, profile.opened_at, self._brand_id
        brands, subjects = self._marketplace.brands, self._marketplace.subjects
        whole = (profile.slug, profile.name, profile.hours.zone, CURRENCY, PLATFORM_ID, at)
        self.commands.append(planned(at, brands.register, brand_id, *whole))
        for slug, (fr, en, parent, _) in profile.subjects.items():
            subject_id = subject_id_of(brand_id, slug)
            parent_id = subject_id_of(brand_id, parent) if parent else None
            named = (slug, {"fr": fr, "en": en}, parent_id, PLATFORM_ID, later)
            self.commands.append(planned(later, subjects.add, subject_id, *named))
        self.set(brands.set_opening_hours, profile.hours, later)
        self.set(brands.configure_widget, profile.widget, later)
        self.set(brands.set_routing_policy, policy, later)

    def set(
        self,
        command: Callable[[UUID, Setting, UUID, datetime], object],
        value: Setting,
        at: datetime,
    ) -> None:
        """The manager changes one of the brand's settings."""
        self.commands.append(planned(at, command, self._brand_id, value, self._manager_id, at))

    def record_programme_cost(
        self, kind: CostCategory, euros: int, day: date, name: str, recorded_on: date
    ) -> None:
        """A cost of one day, recorded on the morning of another."""
        record, at = self._marketplace.brands.record_programme_cost, morning(recorded_on)
        cost_id, amount = cost_id_of(self._brand_id, name, day), Money(euros * 100, CURRENCY)
        cost = (cost_id, kind, amount, day, day, Voluntary.model, self._manager_id, at)
        self.commands.append(planned(at, record, self._brand_id, *cost))

    def hold_evening(self, day: date) -> None:
        """Ambassadors meet; three cost lines, as in the sources."""
        recorded_on = day + timedelta(days=3)
        for figure, name in (
            (assume.EVENING_DRINKS, "drinks"),
            (assume.EVENING_STAFF, "staff"),
            (assume.EVENING_TRAIN, "train"),
        ):
            self.record_programme_cost(CostCategory.EVENT, figure.value, day, name, recorded_on)

    def record_fixed_costs(
        self, month: date, manager_hours: SourcedFigure, licence: SourcedFigure
    ) -> None:
        """What a programme costs each month whatever happens; the licence comes last."""
        day, recorded_on = last_day(month), accounts_day(month)
        euros = manager_hours.value * assume.MANAGER_HOUR_EUR.value
        self.record_programme_cost(CostCategory.MANAGER_HOURS, euros, day, "manager", recorded_on)
        self.record_programme_cost(CostCategory.LICENCE, licence.value, day, LICENCE, recorded_on)

    def send_welcome_gift(self, respondent: Respondent) -> None:
        day = respondent.engaged_from.date()
        name, recorded_on = f"welcome/{respondent.id}", day + timedelta(days=2)
        self.record_programme_cost(
            CostCategory.GIFT, assume.WELCOME_EUR.value, day, name, recorded_on
        )

    # Calls for experts.

    def publish_call(
        self, call_id: UUID, offer: CallDetails, member_ids: Sequence[UUID], at: datetime
    ) -> None:
        """A call is published, and an hour later these members are invited."""
        calls, later = self._marketplace.calls, at + timedelta(hours=1)
        self.commands.append(planned(at, calls.publish, call_id, offer, self._manager_id, at))
        self.commands.append(planned(later, calls.invite, call_id, member_ids, later))

    def join_call(self, call_id: UUID, member_id: UUID, at: datetime) -> None:
        """A member accepts the terms of a call, and answers for the brand from then on."""
        join = partial(self._marketplace.calls.join, call_id, member_id, at)
        self.commands.append(PlannedCommand(at, call_id, join, other_streams=(member_id,)))

    def close_call(self, call_id: UUID, reason: CallCloseReason, at: datetime) -> None:
        close = self._marketplace.calls.close
        self.commands.append(planned(at, close, call_id, reason, self._manager_id, at))

    # Members.

    def join(self, respondent: Respondent) -> None:
        """A respondent joins the pool, declares subjects, and is welcomed by the brand."""
        self.join_pool(
            respondent.id,
            respondent.languages,
            respondent.country,
            respondent.subjects,
            respondent.joined_at,
        )
        start, at = self._marketplace.members.start_engagement, respondent.engaged_from
        started = (self._brand_id, respondent.terms, self._manager_id, at)
        self.commands.append(planned(at, start, respondent.id, *started))

    def join_pool(
        self,
        member_id: UUID,
        languages: tuple[str, ...],
        country: str,
        subjects: tuple[UUID, ...],
        at: datetime,
    ) -> None:
        """A member joins, and declares subjects five minutes later."""
        self.sign_up(member_id, languages, country, at)
        declare, later = self._marketplace.members.declare_subjects, at + timedelta(minutes=5)
        self.commands.append(planned(later, declare, member_id, subjects, later))

    def sign_up(
        self, member_id: UUID, languages: tuple[str, ...], country: str, at: datetime
    ) -> None:
        join = self._marketplace.members.join
        self.commands.append(planned(at, join, member_id, languages, country, at))

    def send_application(
        self, member_id: UUID, home_exchanges: int, text: str, at: datetime
    ) -> None:
        """A member applies to be an ambassador, and declares what the brand asks for."""
        application_id = id_in(member_id, "application")
        text_id = id_in(application_id, "why")
        self.texts.append(PlannedText(text_id, text, member_id, at))
        submit, declared = self._marketplace.applications.submit, {HOME_EXCHANGES: home_exchanges}
        applied = (self._brand_id, member_id, declared, at)
        self.commands.append(planned(at, submit, application_id, *applied, text_id=text_id))

    def end_engagement(self, respondent: Respondent, reason: str) -> None:
        """A respondent's engagement ends, if it does in this year."""
        if respondent.engaged_until is None:
            return
        end, at = self._marketplace.members.end_engagement, respondent.engaged_until + HALF_A_DAY
        ended = (self._brand_id, reason, self._manager_id, at)
        self.commands.append(planned(at, end, respondent.id, *ended))


def cost_id_of(brand_id: UUID, name: str, day: date) -> UUID:
    return id_in(brand_id, "cost", name, day)


def subject_id_of(brand_id: UUID, slug: str) -> UUID:
    return id_in(brand_id, "subject", slug)
