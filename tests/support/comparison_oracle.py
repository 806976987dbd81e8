"""Every figure of a comparison, computed once more from a plain list of conversations."""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil, sqrt
from statistics import NormalDist, median
from uuid import UUID
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)
FULL_TIME = Fraction("151.67")
CONCURRENCY = {1: Fraction(1), 2: Fraction("1.7"), 3: Fraction("2.5"), 4: Fraction("2.9")}
Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class ConversationExample:
    """One conversation, with the times and terms that figures depend on."""

    brand_id: UUID
    requested_at: datetime
    lost_reason: str | None = None
    model: str | None = None
    claimed_after: timedelta = timedelta()
    """From the request on."""
    waited: timedelta | None = None
    """From the request to the first answer; None when there was none."""
    talked: timedelta | None = None
    """From the claim to the last message; None while it is not over."""
    idle: timedelta = timedelta()
    """From the last message to the end."""
    concurrent: int = 1
    """How many conversations the respondent held at the same time."""
    price: int = 0
    currency: str = "EUR"
    commission_percent: int = 0
    points: int = 0
    hourly_wage: int = 0
    """In minor units of `currency`."""
    ratings: tuple[int, int, int] | None = None
    sold: tuple[int, ...] = ()

    @property
    def handled_s(self) -> int:
        return (self.talked or timedelta()) // SECOND


@dataclass(frozen=True)
class CostExample:
    """What a brand spent beside conversations, in cents, and the days that it serves."""

    brand_id: UUID
    category: str
    on: date
    cents: int
    is_reversed: bool = False
    days: int = 1
    """How many days it serves, from `on`."""
    model: str = "voluntary"

    @property
    def until(self) -> date:
        """The last day."""
        return self.on + timedelta(days=self.days - 1)

    def cents_by_day(self) -> dict[date, int]:
        """One cent after another is dealt out, day after day, from the first one again."""
        cents = [self.cents // self.days] * self.days
        for number in range(self.cents % self.days):
            cents[number] += 1
        return {self.on + timedelta(days=number): part for number, part in enumerate(cents)}


@dataclass(frozen=True)
class QueryExample:
    """The parameters of a comparison, and the settings of the brand that matter for it."""

    brand_id: UUID
    zone: str
    first: date
    end: date
    promised_s: int = 120
    cents_for_100_points: int = 0
    price: int | None = None
    commission_percent: int = 0

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.end - self.first).days)]

    @property
    def months(self) -> Fraction:
        return sum(
            (Fraction(1, monthrange(day.year, day.month)[1]) for day in self.days), Fraction()
        )


@dataclass
class Ledger:
    """The conversations and costs of one brand and period."""

    query: QueryExample
    conversations: list[ConversationExample] = field(default_factory=list)
    costs: list[CostExample] = field(default_factory=list)

    def answered(self, model: str | None = None) -> list[ConversationExample]:
        answered = [
            conversation for conversation in self.conversations if conversation.waited is not None
        ]
        return [conversation for conversation in answered if model in (None, conversation.model)]

    def over(self, model: str) -> list[ConversationExample]:
        return [
            conversation for conversation in self.answered(model) if conversation.talked is not None
        ]


def figures(
    conversations: list[ConversationExample], costs: list[CostExample], query: QueryExample
) -> dict[str, object]:
    """What a comparison must say, by the names of its figures."""
    ledger = Ledger(
        query,
        [
            conversation
            for conversation in conversations
            if conversation.brand_id == query.brand_id
            and local_time(conversation, query.zone).date() in query.days
        ],
        [
            cost
            for cost in costs
            if cost.brand_id == query.brand_id
            and not cost.is_reversed
            and set(cost.cents_by_day()) & set(query.days)
        ],
    )
    lost = [conversation for conversation in ledger.conversations if conversation.lost_reason]
    return {
        "requests": len(ledger.conversations),
        "answered": len(ledger.answered()),
        "lost": dict(Counter(conversation.lost_reason for conversation in lost)),
        "demand_coverage": share(len(ledger.answered()), len(ledger.conversations)),
        "requests_by_hour": by_hour(ledger.conversations, query.zone),
        "lost_by_hour": by_hour(lost, query.zone),
        "voluntary": of_model("voluntary", volunteers_cost(ledger), ledger),
        "paid": of_model("paid", experts_cost(ledger), ledger),
        "employed": of_model("employed", employees_cost(ledger), ledger),
        "break_even": break_even(ledger),
        "what_if": what_if(ledger),
    }


def local_time(conversation: ConversationExample, zone: str) -> datetime:
    return conversation.requested_at.astimezone(ZoneInfo(zone))


def by_hour(conversations: list[ConversationExample], zone: str) -> dict[int, int]:
    times = [local_time(conversation, zone) for conversation in conversations]
    return dict(Counter(time.weekday() * 24 + time.hour for time in times))


def share(k: int, n: int) -> tuple[float, float, float, int] | None:
    """The share, and the two p for which it lies just Z standard errors of p away."""
    if not n:
        return None
    a, b, c = 1 + Z * Z / n, -(2 * k / n + Z * Z / n), (k / n) ** 2
    root = sqrt(max(0.0, b * b - 4 * a * c))
    return k / n, (-b - root) / (2 * a), (-b + root) / (2 * a), n


def of_model(model: str, lines: dict[str, int | None], ledger: Ledger) -> dict[str, object]:
    answered, over = ledger.answered(model), ledger.over(model)
    hours = Fraction(sum(conversation.handled_s for conversation in over), 3600)
    total, sold = sum_of_known(lines), [cents for example in over for cents in example.sold]
    return {
        "answered": len(answered),
        # Without engagements or presence, only a model that answered was in service.
        "demand_coverage": share(len(answered), len(ledger.conversations)) if answered else None,
        "wait": wait(
            [
                conversation.waited // SECOND
                for conversation in answered
                if conversation.waited is not None
            ],
            ledger,
        ),
        "handled_hours": float(hours),
        "work_hours": sum(
            round(conversation.handled_s / CONCURRENCY[conversation.concurrent])
            for conversation in over
        )
        / 3600,
        "full_time_equivalents": float(hours / FULL_TIME / ledger.query.months),
        "cost_lines": lines,
        "cost_total": total,
        "cost_per_answered": (
            half_up(Fraction(total, len(answered))) if answered and total is not None else None
        ),
        "satisfaction": satisfaction(over),
        "sales": (len(sold), sum(sold) if sold else None),
    }


def wait(seconds: list[int], ledger: Ledger) -> dict[str, object]:
    n, promised = len(seconds), ledger.query.promised_s
    return {
        "n": n,
        "median": median(seconds) if seconds else None,
        "p90": sorted(seconds)[ceil(Fraction(9 * n, 10)) - 1] if seconds else None,
        "within_promise": share(len([s for s in seconds if s <= promised]), n),
    }


def sum_of_known(amounts: dict[str, int | None]) -> int | None:
    """Nothing is known of the sum of nothing known."""
    known = [amount for amount in amounts.values() if amount is not None]
    return sum(known) if known else None


def recorded_cost(ledger: Ledger, model: str) -> dict[str, int | None]:
    lines = Counter[str]()
    for cost in ledger.costs:
        if cost.model == model:
            by_day = cost.cents_by_day()
            lines[cost.category] += sum(by_day.get(day, 0) for day in ledger.query.days)
    return dict(lines)


def fixed_cost(ledger: Ledger, model: str) -> int:
    return sum(cents or 0 for cents in recorded_cost(ledger, model).values())


def experts_cost(ledger: Ledger) -> dict[str, int | None]:
    over = ledger.over("paid")
    euros = [conversation.price for conversation in over if conversation.currency == "EUR"]
    foreign = [conversation.price for conversation in over if conversation.currency != "EUR"]
    unknown = not over or (sum(euros) == 0 and any(foreign))
    recorded = recorded_cost(ledger, "paid")
    return {"conversations": None if unknown else sum(euros), **recorded}


def volunteers_cost(ledger: Ledger) -> dict[str, int | None]:
    lines = recorded_cost(ledger, "voluntary")
    points = sum(conversation.points for conversation in ledger.over("voluntary"))
    expected = half_up(Fraction(points * ledger.query.cents_for_100_points, 100))
    return {**lines, "points_expected": expected if points else None}


def employees_cost(ledger: Ledger) -> dict[str, int | None]:
    """Exact amounts for each conversation, added up, then rounded once."""
    over = ledger.over("employed")
    exact = {
        currency: sum(
            (
                Fraction(example.hourly_wage * example.handled_s, 3600)
                for example in over
                if example.currency == currency
            ),
            Fraction(),
        )
        for currency in {example.currency for example in over}
    }
    euros = exact.pop("EUR", Fraction())
    unknown = not over or (euros == 0 and any(exact.values()))
    recorded = recorded_cost(ledger, "employed")
    return {"wages": None if unknown else half_up(euros), **recorded}


def half_up(amount: Fraction) -> int:
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def satisfaction(over: list[ConversationExample]) -> dict[str, object]:
    ratings = [conversation.ratings for conversation in over if conversation.ratings]
    means = [Fraction(sum(conversation), 3) for conversation in ratings]
    enough = len(ratings) >= 10
    return {
        "n": len(ratings),
        "response_rate": len(ratings) / len(over) if over else None,
        "mean": float(sum(means, Fraction()) / len(means)) if enough else None,
        "satisfied": share(len([m for m in means if m >= 4]), len(means)) if enough else None,
    }


def break_even(ledger: Ledger) -> dict[str, float] | None:
    """At how many answers a month the fixed costs and the points equal so many prices."""
    answered = {model: len(ledger.answered(model)) for model in ("voluntary", "paid")}
    points = volunteers_cost(ledger)["points_expected"] or 0
    difference = fixed_cost(ledger, "voluntary") - fixed_cost(ledger, "paid")
    fixed = difference / ledger.query.months
    per_volunteer = Fraction(points, answered["voluntary"] or 1)
    per_expert = Fraction(ledger.query.price or 0)
    if answered["paid"]:
        per_expert = Fraction(experts_cost(ledger)["conversations"] or 0, answered["paid"])
    if fixed <= 0 or per_expert <= per_volunteer:
        return None
    return {
        "fixed": float(fixed),
        "voluntary": float(per_volunteer),
        "paid": float(per_expert),
        "requests": float(fixed / (per_expert - per_volunteer)),
    }


def what_if(ledger: Ledger) -> dict[str, int | None] | None:
    """Every answer of experts and volunteers again, each at the price of the card."""
    price, percent = ledger.query.price, ledger.query.commission_percent
    if price is None:
        return None
    total, commission = 0, 0
    priced = [*ledger.answered("paid"), *ledger.answered("voluntary")]
    for _ in priced:
        total += price
        commission += half_up(Fraction(price * percent, 100))
    costs = {
        "paid": sum_of_known(experts_cost(ledger)),
        "voluntary": sum_of_known(volunteers_cost(ledger)),
    }
    unknown = any(ledger.answered(model) and cost is None for model, cost in costs.items())
    actual = None if unknown else sum_of_known(costs)
    return {
        "conversations": len(priced),
        "total": total,
        "commission": commission,
        "actual": actual,
        "difference": None if actual is None else total - actual,
    }
