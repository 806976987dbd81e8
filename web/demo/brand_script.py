"""What a brand's manager and its members do besides answering: planned, to be carried out."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from domain.brands.brand import CostCategory, Criterion
from domain.brands.opening_hours import OpeningHours
from domain.brands.routing_policy import RoutingPolicy
from domain.brands.widget import WidgetSettings
from domain.money import Money
from domain.recruitment.call_for_experts import CallCloseReason, CallDetails
from web.demo import assumptions as assume
from web.demo.dates import accounts_day, last_day, morning
from web.demo.figure import Figure
from web.demo.ids import PLATFORM_ID, id_in, manager_id_of
from web.demo.planned_commands import Commands, Deed
from web.demo.presence_sessions import Respondent

LICENCE = "licence"
HOME_EXCHANGES = "home_exchanges"
"""What the home-exchange brand asks of its ambassadors."""


class Book:
    def __init__(self, commands: Commands, brand_id: UUID, currency: str) -> None:
        self.deeds: list[Deed] = []
        self._commands = commands
        self._brand_id = brand_id
        self._manager_id = manager_id_of(brand_id)
        self._currency = currency

    # The brand.

    def register(self, slug: str, name: str, zone: str, at: datetime) -> None:
        register = self._commands.brands.register
        act = partial(register, self._brand_id, slug, name, zone, self._currency, PLATFORM_ID, at)
        self.deeds.append(Deed(at, self._brand_id, act))

    def set_opening_hours(self, hours: OpeningHours, at: datetime) -> None:
        act = partial(
            self._commands.brands.set_opening_hours, self._brand_id, hours, self._manager_id, at
        )
        self.deeds.append(Deed(at, self._brand_id, act))

    def configure_widget(self, widget: WidgetSettings, at: datetime) -> None:
        act = partial(
            self._commands.brands.configure_widget, self._brand_id, widget, self._manager_id, at
        )
        self.deeds.append(Deed(at, self._brand_id, act))

    def set_routing_policy(self, routing_policy: RoutingPolicy, at: datetime) -> None:
        act = partial(
            self._commands.brands.set_routing_policy,
            self._brand_id,
            routing_policy,
            self._manager_id,
            at,
        )
        self.deeds.append(Deed(at, self._brand_id, act))

    def set_ambassador_criteria(self, criteria: tuple[Criterion, ...], at: datetime) -> None:
        act = partial(
            self._commands.brands.set_ambassador_criteria,
            self._brand_id,
            criteria,
            self._manager_id,
            at,
        )
        self.deeds.append(Deed(at, self._brand_id, act))

    def cost(self, kind: CostCategory, euros: int, day: date, name: str, known: date) -> None:
        """Something cost so much on a day, and was written down on another."""
        at, amount = morning(known), Money(euros * 100, self._currency)
        act = partial(
            self._commands.brands.record_programme_cost,
            self._brand_id,
            cost_id_of(self._brand_id, name, day),
            kind,
            amount,
            day,
            self._manager_id,
            at,
        )
        self.deeds.append(Deed(at, self._brand_id, act))

    def evening(self, day: date) -> None:
        """Ambassadors meet; three lines, as the sources count them."""
        known = day + timedelta(days=3)
        self.cost(CostCategory.EVENT, assume.EVENING_DRINKS.value, day, "drinks", known)
        self.cost(CostCategory.EVENT, assume.EVENING_STAFF.value, day, "staff", known)
        self.cost(CostCategory.EVENT, assume.EVENING_TRAIN.value, day, "train", known)

    def manager_and_licence(self, month: date, hours: Figure, licence: Figure) -> None:
        """What a programme costs each month, whatever happens; the licence is written last."""
        day, known = last_day(month), accounts_day(month)
        euros = hours.value * assume.MANAGER_HOUR_EUR.value
        self.cost(CostCategory.MANAGER_HOURS, euros, day, "manager", known)
        self.cost(CostCategory.LICENCE, licence.value, day, LICENCE, known)

    def welcome_gift(self, who: Respondent) -> None:
        day = who.welcomed.date()
        known = day + timedelta(days=2)
        self.cost(CostCategory.GIFT, assume.WELCOME_EUR.value, day, f"welcome/{who.id}", known)

    # Calls for experts.

    def publish_call(self, call_id: UUID, offer: CallDetails, at: datetime) -> None:
        act = partial(self._commands.calls.publish, call_id, offer, self._manager_id, at)
        self.deeds.append(Deed(at, call_id, act))

    def invite(self, call_id: UUID, member_ids: Sequence[UUID], at: datetime) -> None:
        act = partial(self._commands.calls.invite, call_id, member_ids, at)
        self.deeds.append(Deed(at, call_id, act))

    def join_call(self, call_id: UUID, member_id: UUID, at: datetime) -> None:
        """Whoever takes the terms of a call answers for the brand from then on."""
        act = partial(self._commands.calls.join, call_id, member_id, at)
        self.deeds.append(Deed(at, call_id, act, beside=(member_id,)))

    def close_call(self, call_id: UUID, why: CallCloseReason, at: datetime) -> None:
        act = partial(self._commands.calls.close, call_id, why, self._manager_id, at)
        self.deeds.append(Deed(at, call_id, act))

    # What is asked about.

    def name_subject(self, slug: str, fr: str, en: str, parent: str | None, at: datetime) -> None:
        subject_id = subject_id_of(self._brand_id, slug)
        parent_id = subject_id_of(self._brand_id, parent) if parent else None
        names = {"fr": fr, "en": en}
        act = partial(
            self._commands.subjects.add, subject_id, slug, names, parent_id, PLATFORM_ID, at
        )
        self.deeds.append(Deed(at, subject_id, act))

    # Who answers.

    def join(self, who: Respondent) -> None:
        """Somebody joins, says what they know, and is welcomed by the brand."""
        self.enter(who.id, who.languages, who.country, who.subjects, who.joined)
        welcome = partial(
            self._commands.members.start_engagement,
            who.id,
            self._brand_id,
            who.terms,
            self._manager_id,
            who.welcomed,
        )
        self.deeds.append(Deed(who.welcomed, who.id, welcome))

    def enter(
        self,
        member_id: UUID,
        languages: tuple[str, ...],
        country: str,
        subjects: tuple[UUID, ...],
        at: datetime,
    ) -> None:
        """Somebody enters the pool, and says what they know."""
        self.apply(member_id, languages, country, at)
        declared_counts = at + timedelta(minutes=5)
        declare = partial(
            self._commands.members.declare_subjects, member_id, subjects, declared_counts
        )
        self.deeds.append(Deed(declared_counts, member_id, declare))

    def apply(
        self, member_id: UUID, languages: tuple[str, ...], country: str, at: datetime
    ) -> None:
        join = partial(self._commands.members.join, member_id, languages, country, at)
        self.deeds.append(Deed(at, member_id, join))

    def send_application(
        self, member_id: UUID, home_exchanges: int, text: str, at: datetime
    ) -> None:
        """Somebody asks to be an ambassador, and declares what the brand asks for."""
        application_id = id_in(member_id, "application")
        text_id, _ = self._commands.words.add(id_in(application_id, "why"), text, member_id, at)
        send = partial(
            self._commands.applications.submit,
            application_id,
            self._brand_id,
            member_id,
            {HOME_EXCHANGES: home_exchanges},
            at,
            text_id=text_id,
        )
        self.deeds.append(Deed(at, application_id, send))

    def part(self, who: Respondent, why: str) -> None:
        if who.parted is None:
            return
        at = who.parted + timedelta(hours=12)
        part = partial(
            self._commands.members.end_engagement, who.id, self._brand_id, why, self._manager_id, at
        )
        self.deeds.append(Deed(at, who.id, part))


def cost_id_of(brand_id: UUID, name: str, day: date) -> UUID:
    return id_in(brand_id, "cost", name, day)


def subject_id_of(brand_id: UUID, slug: str) -> UUID:
    return id_in(brand_id, "subject", slug)
