"""The facts and their sums, computed once more from the events, one by one."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from domain.brands.brand import Brand
from domain.conversations.conversation import Conversation
from domain.terms import Employed, Paid, Voluntary
from projections.engine.timestamps import ms_of

EPOCH = date(1970, 1, 1)
CONCURRENCY = {1: Fraction(1), 2: Fraction(17, 10), 3: Fraction(25, 10), 4: Fraction(29, 10)}


def rows_of(events):
    """The rows of `conversations` that these events make, by name of column."""
    by_stream = {}
    for event in events:
        by_stream.setdefault(event.stream, []).append(event)
    zones = {
        event.stream: event.data.zone
        for event in events
        if isinstance(event.data, Brand.Registered)
    }
    return [
        row_of(stream, events, zones)
        for stream, events in sorted(by_stream.items())
        if stream not in zones
    ]


def row_of(stream, events, zones):
    by_type = {}
    for event in events:
        by_type.setdefault(type(event.data), []).append(event)
    request = by_type[Conversation.Requested][0]
    local = request.data.at.astimezone(ZoneInfo(zones[request.data.brand_id.bytes]))
    return {
        "conversation_id": stream,
        "brand_id": request.data.brand_id.bytes,
        "day": (local.date() - EPOCH).days,
        "hour_of_week": local.weekday() * 24 + local.hour,
        "requested_ms": ms_of(request.data.at),
        "requested_us": request.data.at.microsecond % 1000,
        "language": request.data.language,
        "subject_id": request.data.subject_id and request.data.subject_id.bytes,
        "source": request.data.source,
        "status": status(events),
        "transfers": len(by_type.get(Conversation.Transferred, ()))
        + len(by_type.get(Conversation.ClaimReleased, ())),
        # The last to reply is credited in the end; before that, the last who claimed it.
        **credit(last(by_type, Conversation.Closed) or last(by_type, Conversation.Claimed)),
        **waived(events),
        **claim(first(by_type, Conversation.Claimed)),
        **answer(request, first(by_type, Conversation.FirstReplySent)),
        **end(first(by_type, Conversation.Claimed), last(by_type, Conversation.Closed)),
        **loss(last(by_type, Conversation.Lost)),
        **rating(last(by_type, Conversation.Rated)),
        "sales": len(by_type.get(Conversation.SaleAttributed, ())),
        "sales_amount": sum(
            event.data.amount.amount for event in by_type.get(Conversation.SaleAttributed, ())
        ),
    }


def first(by_type, event_type):
    return by_type[event_type][0] if event_type in by_type else None


def claim(claimed):
    return {
        "claimed_ms": claimed and ms_of(claimed.data.at),
        "concurrent_conversations": claimed and claimed.data.concurrent_conversations,
    }


def last(by_type, event_type):
    return by_type[event_type][-1] if event_type in by_type else None


def status(events):
    means = {
        Conversation.Requested: "waiting",
        Conversation.Claimed: "open",
        Conversation.Transferred: "waiting",
        Conversation.ClaimReleased: "waiting",
        Conversation.Closed: "closed",
        Conversation.Lost: "lost",
    }
    return [means[type(event.data)] for event in events if type(event.data) in means][-1]


def credit(envelope):
    event = envelope and envelope.data
    terms = event and event.terms
    paid, voluntary = isinstance(terms, Paid), isinstance(terms, Voluntary)
    employed = isinstance(terms, Employed)
    share = paid and Fraction(terms.price.amount * terms.commission_percent, 100) + Fraction(1, 2)
    return {
        "respondent_id": event and event.respondent_id.bytes,
        "model": {Paid: "paid", Voluntary: "voluntary", Employed: "employed"}.get(type(terms)),
        "currency": terms.price.currency if paid else None,
        "price": terms.price.amount if paid else None,
        "commission": share.numerator // share.denominator if paid else None,
        "points": terms.points if voluntary else None,
        "wage_currency": terms.hourly_wage.currency if employed else None,
        "hourly_wage": terms.hourly_wage.amount if employed else None,
    }


def waived(events):
    """What the last decision about the price says, if there was one."""
    decisions = (Conversation.PriceWaived, Conversation.PriceReinstated)
    made = [event.data for event in events if isinstance(event.data, decisions)]
    is_waived = made and isinstance(made[-1], Conversation.PriceWaived)
    return {"price": 0, "commission": 0} if is_waived else {}


def answer(request, answered):
    waited = answered and answered.data.at - request.data.at
    return {"wait_s": answered and waited // timedelta(seconds=1)}


def end(claimed, closed):
    event = closed and closed.data
    took = event and max(event.last_message_at - claimed.data.at, timedelta())
    handled = event and took // timedelta(seconds=1)
    return {
        "visitor_messages": event and event.visitor_messages,
        "respondent_messages": event and event.respondent_messages,
        "handled_s": handled,
        "work_s": event and round(handled / CONCURRENCY[claimed.data.concurrent_conversations]),
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
    sums = Counter()
    for row in rows:
        day = EPOCH + timedelta(days=row["day"])
        for model, measure, bucket, n in measures_of(row):
            for grain, start in (("d", row["day"]), ("m", day.year * 12 + day.month - 1)):
                sums[row["brand_id"], grain, start, model, measure, bucket] += n
    return {key: n for key, n in sums.items() if n}


def measures_of(row):
    measures = [("", "requests", row["hour_of_week"], 1)]
    if row["lost_reason"]:
        measures.append(("", f"lost:{row['lost_reason']}", row["hour_of_week"], 1))
    if row["wait_s"] is not None:
        measures.append((row["model"], "answered", row["hour_of_week"], 1))
        measures.append((row["model"], "wait", row["wait_s"], 1))
    if row["handled_s"] is not None:
        measures += [(row["model"], measure, 0, n) for measure, n in measures_of_end(row)]
    if row["speed"] is not None:
        ratings = row["speed"] + row["service"] + row["quality"]
        measures.append((row["model"], "marks", ratings, 1))
    measures.append((row["model"], "sales", 0, row["sales"]))
    measures.append((row["model"], "sales_amount", 0, row["sales_amount"]))
    return measures


def measures_of_end(row):
    yield "closed", 1
    yield "handled_s", row["handled_s"]
    yield "work_s", row["work_s"]
    yield f"price:{row['currency']}", row["price"] or 0
    yield f"commission:{row['currency']}", row["commission"] or 0
    yield "points", row["points"] or 0
    yield f"wage_s:{row['wage_currency']}", row["handled_s"] * (row["hourly_wage"] or 0)
