"""The facts and their tallies, made of the events in the dumbest way."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from domain.brands.brand import Brand
from domain.conversations.conversation import Conversation
from domain.terms import Paid, Voluntary
from projections.engine.timestamps import ms_of

EPOCH = date(1970, 1, 1)
WORTH = {1: Fraction(1), 2: Fraction(17, 10), 3: Fraction(25, 10), 4: Fraction(29, 10)}


def rows_of(seen):
    """The rows of `conversations`, by name of column, of all that was told."""
    told = {}
    for each in seen:
        told.setdefault(each.stream, []).append(each)
    zones = {
        each.stream: each.data.zone for each in seen if isinstance(each.data, Brand.Registered)
    }
    return [
        row_of(stream, events, zones)
        for stream, events in sorted(told.items())
        if stream not in zones
    ]


def row_of(stream, told, zones):
    happened = {}
    for each in told:
        happened.setdefault(type(each.data), []).append(each)
    asked = happened[Conversation.Requested][0]
    local = asked.data.at.astimezone(ZoneInfo(zones[asked.data.brand_id.bytes]))
    return {
        "conversation_id": stream,
        "brand_id": asked.data.brand_id.bytes,
        "day": (local.date() - EPOCH).days,
        "hour_of_week": local.weekday() * 24 + local.hour,
        "requested_ms": ms_of(asked.data.at),
        "language": asked.data.language,
        "subject_id": asked.data.subject_id and asked.data.subject_id.bytes,
        "source": asked.data.source,
        "status": status(told),
        "transfers": len(happened.get(Conversation.Transferred, ())),
        # Whoever answered last has it in the end; before that, whoever took it last.
        **credit(last(happened, Conversation.Closed) or last(happened, Conversation.Claimed)),
        **begun(first(happened, Conversation.Claimed)),
        **answer(asked, first(happened, Conversation.FirstReplySent)),
        **end(first(happened, Conversation.Claimed), last(happened, Conversation.Closed)),
        **loss(last(happened, Conversation.Lost)),
        **rating(last(happened, Conversation.Rated)),
        "sales": len(happened.get(Conversation.SaleAttributed, ())),
        "sales_amount": sum(
            each.data.amount.amount for each in happened.get(Conversation.SaleAttributed, ())
        ),
    }


def first(happened, kind):
    return happened[kind][0] if kind in happened else None


def begun(claimed):
    return {
        "claimed_ms": claimed and ms_of(claimed.data.at),
        "concurrent_conversations": claimed and claimed.data.concurrent_conversations,
    }


def last(happened, kind):
    return happened[kind][-1] if kind in happened else None


def status(told):
    means = {
        Conversation.Requested: "waiting",
        Conversation.Claimed: "open",
        Conversation.Transferred: "waiting",
        Conversation.Closed: "closed",
        Conversation.Lost: "lost",
    }
    return [means[type(each.data)] for each in told if type(each.data) in means][-1]


def credit(told):
    event = told and told.data
    terms = event and event.terms
    paid, voluntary = isinstance(terms, Paid), isinstance(terms, Voluntary)
    share = paid and Fraction(terms.price.amount * terms.commission_percent, 100) + Fraction(1, 2)
    return {
        "respondent_id": event and event.respondent_id.bytes,
        "model": "paid" if paid else "voluntary" if voluntary else None,
        "currency": terms.price.currency if paid else None,
        "price": terms.price.amount if paid else None,
        "commission": share.numerator // share.denominator if paid else None,
        "points": terms.points if voluntary else None,
    }


def answer(asked, answered):
    waited = answered and answered.data.at - asked.data.at
    return {"wait_s": answered and waited // timedelta(seconds=1)}


def end(claimed, closed):
    event = closed and closed.data
    took = event and max(event.last_message_at - claimed.data.at, timedelta())
    handled = event and took // timedelta(seconds=1)
    return {
        "visitor_messages": event and event.visitor_messages,
        "respondent_messages": event and event.respondent_messages,
        "handled_s": handled,
        "work_s": event and round(handled / WORTH[claimed.data.concurrent_conversations]),
    }


def loss(lost):
    return {"lost_reason": lost and lost.data.reason.value}


def rating(rated):
    event = rated and rated.data
    return {
        "speed": event and event.speed,
        "service": event and event.service,
        "quality": event and event.quality,
    }


def tallies_of(rows):
    """The rows of `tallies` (brand, grain, start, model, measure, bucket, n) of these facts."""
    tally = Counter()
    for row in rows:
        day = EPOCH + timedelta(days=row["day"])
        for model, measure, bucket, n in measures_of(row):
            for grain, start in (("d", row["day"]), ("m", day.year * 12 + day.month - 1)):
                tally[row["brand_id"], grain, start, model, measure, bucket] += n
    return {key: n for key, n in tally.items() if n}


def measures_of(row):
    measures = [("", "requests", row["hour_of_week"], 1)]
    if row["lost_reason"]:
        measures.append(("", f"lost:{row['lost_reason']}", row["hour_of_week"], 1))
    if row["wait_s"] is not None:
        measures.append((row["model"], "answered", row["hour_of_week"], 1))
        measures.append((row["model"], "wait", row["wait_s"], 1))
    if row["handled_s"] is not None:
        measures.append((row["model"], "closed", 0, 1))
        measures.append((row["model"], "handled_s", 0, row["handled_s"]))
        measures.append((row["model"], "work_s", 0, row["work_s"]))
        measures.append((row["model"], f"price:{row['currency']}", 0, row["price"] or 0))
        measures.append((row["model"], f"commission:{row['currency']}", 0, row["commission"] or 0))
        measures.append((row["model"], "points", 0, row["points"] or 0))
    if row["speed"] is not None:
        marks = row["speed"] + row["service"] + row["quality"]
        measures.append((row["model"], "marks", marks, 1))
    measures.append((row["model"], "sales", 0, row["sales"]))
    measures.append((row["model"], "sales_amount", 0, row["sales_amount"]))
    return measures
