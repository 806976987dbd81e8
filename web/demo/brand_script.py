"""What a brand's manager and its members do besides answering, as planned commands."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import ParamSpec
from uuid import UUID

from domain.brands.brand import CostCategory, Criterion
from domain.brands.opening_hours import OpeningHours
from domain.brands.routing_policy import RoutingPolicy
from domain.brands.widget import WidgetSettings
from domain.money import Money
from domain.recruitment.call_for_experts import CallCloseReason, CallDetails
from web.demo import assumptions as assume
from web.demo.figure import SourcedFigure
from web.demo.planned import PLATFORM_ID, PlannedCommand, PlannedText, id_in, manager_id_of
from web.demo.presence_sessions import Respondent
from web.demo.rhythms import accounts_day, last_day, morning
from web.marketplace import Marketplace

LICENCE = "licence"
HOME_EXCHANGES = "home_exchanges"
"""What the home-exchange brand asks of its ambassadors."""

Arguments = ParamSpec("Arguments")


class BrandScript:
    """Collects the commands of one brand, and the texts that they refer to."""

    def __init__(self, marketplace: Marketplace, brand_id: UUID, currency: str) -> None:
        self.commands: list[PlannedCommand] = []
        self.texts: list[PlannedText] = []
        self._marketplace = marketplace
        self._brand_id = brand_id
        self._manager_id = manager_id_of(brand_id)
        self._currency = currency

    def _plan(
        self,
        when: datetime,
        stream: UUID,
        command: Callable[Arguments, object],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> None:
        execute = partial(command, *arguments, **named)
        self.commands.append(PlannedCommand(when, stream, execute))

    # The brand.

    def register(self, slug: str, name: str, zone: str, at: datetime) -> None:
        register, brand_id = self._marketplace.brands.register, self._brand_id
        self._plan(
            at, brand_id, register, brand_id, slug, name, zone, self._currency, PLATFORM_ID, at
        )

    def set_opening_hours(self, hours: OpeningHours, at: datetime) -> None:
        set_opening_hours, brand_id = self._marketplace.brands.set_opening_hours, self._brand_id
        self._plan(at, brand_id, set_opening_hours, brand_id, hours, self._manager_id, at)

    def configure_widget(self, widget: WidgetSettings, at: datetime) -> None:
        configure_widget, brand_id = self._marketplace.brands.configure_widget, self._brand_id
        self._plan(at, brand_id, configure_widget, brand_id, widget, self._manager_id, at)

    def set_routing_policy(self, policy: RoutingPolicy, at: datetime) -> None:
        set_routing_policy, brand_id = self._marketplace.brands.set_routing_policy, self._brand_id
        self._plan(at, brand_id, set_routing_policy, brand_id, policy, self._manager_id, at)

    def set_ambassador_criteria(self, criteria: tuple[Criterion, ...], at: datetime) -> None:
        set_ambassador_criteria, brand_id = (
            self._marketplace.brands.set_ambassador_criteria,
            self._brand_id,
        )
        self._plan(at, brand_id, set_ambassador_criteria, brand_id, criteria, self._manager_id, at)

    def record_programme_cost(
        self, kind: CostCategory, euros: int, day: date, name: str, recorded_on: date
    ) -> None:
        """A cost of one day, recorded on the morning of another."""
        record, brand_id, at = (
            self._marketplace.brands.record_programme_cost,
            self._brand_id,
            morning(recorded_on),
        )
        cost_id, amount = cost_id_of(brand_id, name, day), Money(euros * 100, self._currency)
        self._plan(at, brand_id, record, brand_id, cost_id, kind, amount, day, self._manager_id, at)

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

    def publish_call(self, call_id: UUID, offer: CallDetails, at: datetime) -> None:
        publish = self._marketplace.calls.publish
        self._plan(at, call_id, publish, call_id, offer, self._manager_id, at)

    def invite(self, call_id: UUID, member_ids: Sequence[UUID], at: datetime) -> None:
        self._plan(at, call_id, self._marketplace.calls.invite, call_id, member_ids, at)

    def join_call(self, call_id: UUID, member_id: UUID, at: datetime) -> None:
        """A member accepts the terms of a call, and answers for the brand from then on."""
        join = partial(self._marketplace.calls.join, call_id, member_id, at)
        self.commands.append(PlannedCommand(at, call_id, join, other_streams=(member_id,)))

    def close_call(self, call_id: UUID, reason: CallCloseReason, at: datetime) -> None:
        self._plan(
            at, call_id, self._marketplace.calls.close, call_id, reason, self._manager_id, at
        )

    # Subjects.

    def name_subject(self, slug: str, fr: str, en: str, parent: str | None, at: datetime) -> None:
        subject_id = subject_id_of(self._brand_id, slug)
        parent_id = subject_id_of(self._brand_id, parent) if parent else None
        name, names = self._marketplace.subjects.add, {"fr": fr, "en": en}
        self._plan(at, subject_id, name, subject_id, slug, names, parent_id, PLATFORM_ID, at)

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
        self._plan(
            respondent.engaged_from,
            respondent.id,
            self._marketplace.members.start_engagement,
            respondent.id,
            self._brand_id,
            respondent.terms,
            self._manager_id,
            respondent.engaged_from,
        )

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
        self._plan(later, member_id, declare, member_id, subjects, later)

    def sign_up(
        self, member_id: UUID, languages: tuple[str, ...], country: str, at: datetime
    ) -> None:
        join = self._marketplace.members.join
        self._plan(at, member_id, join, member_id, languages, country, at)

    def send_application(
        self, member_id: UUID, home_exchanges: int, text: str, at: datetime
    ) -> None:
        """A member applies to be an ambassador, and declares what the brand asks for."""
        application_id = id_in(member_id, "application")
        text_id = id_in(application_id, "why")
        self.texts.append(PlannedText(text_id, text, member_id, at))
        self._plan(
            at,
            application_id,
            self._marketplace.applications.submit,
            application_id,
            self._brand_id,
            member_id,
            {HOME_EXCHANGES: home_exchanges},
            at,
            text_id=text_id,
        )

    def end_engagement(self, respondent: Respondent, reason: str) -> None:
        """A respondent's engagement ends, if it does in this year."""
        if respondent.engaged_until is None:
            return
        part, at = (
            self._marketplace.members.end_engagement,
            respondent.engaged_until + timedelta(hours=12),
        )
        self._plan(
            at, respondent.id, part, respondent.id, self._brand_id, reason, self._manager_id, at
        )


def cost_id_of(brand_id: UUID, name: str, day: date) -> UUID:
    return id_in(brand_id, "cost", name, day)


def subject_id_of(brand_id: UUID, slug: str) -> UUID:
    return id_in(brand_id, "subject", slug)
