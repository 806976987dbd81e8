"""The timeline of a conversation, made from its events."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from domain.aggregate import EVENT_TYPES
from domain.conversations.conversation import Conversation
from domain.conversations.conversation_reasons import (
    ConversationCloseReason,
    LostReason,
    TransferReason,
)
from domain.conversations.imported_history import PastConversation, identify
from domain.log.commit_metadata import metadata_for
from domain.log.entries import AppendRequest
from domain.terms import Paid, Voluntary
from tests.support.people import ELECTRICITY, EXPERT, MANAGER, MORNING, VOLUNTARY
from tests.web.conversations.busy_days import a_long_conversation
from tests.web.conversations.busy_shop import OPENED, counter_of
from tests.web.shop import NEST, ROAD
from web.conversations.timeline_labels import DESCRIPTIONS, HANDOVERS, terms_text

FRENCH = {"Accept-Language": "fr"}


@pytest.fixture
def counter(app, sqlite_url):
    with counter_of(app, sqlite_url) as counter:
        yield counter


@pytest.fixture
def ines(counter, signed_in):  # noqa: ARG001 - the fixture creates the members
    return signed_in("ines@nest.example")


@pytest.fixture
def show_timeline(counter, ines):
    def show_timeline(conversation_id, **headers):
        counter.update_read_models()
        return ines.get(f"/brands/nest/conversations/{conversation_id}", headers=headers)

    return show_timeline


def moments_on(response):
    """The text of each event, without tags."""
    parts = response.text.split('<li class="timeline-event">')[1:]
    sections = [part.split('<details class="timeline-log">')[0] for part in parts]
    return [" ".join(re.sub(r"<[^>]+>", " ", section).split()) for section in sections]


def kinds_on(response):
    return re.findall(r"<dd><code>(Conversation\.\w+)\.\d+</code></dd>", response.text)


def test_every_event_of_a_conversation_has_a_sentence():
    events = {
        event_type for name, event_type in EVENT_TYPES.items() if name.startswith("Conversation.")
    }

    assert len(events) > 10
    assert set(DESCRIPTIONS) == events


def test_every_reason_has_a_label():
    assert set(HANDOVERS) == set(TransferReason)


def test_a_long_timeline_from_request_to_sale(counter, show_timeline):
    response = show_timeline(a_long_conversation(counter, MORNING))
    entries = moments_on(response)

    assert kinds_on(response) == [
        f"Conversation.{kind}"
        for kind in (
            *("Requested", "Offered", "Declined", "Claimed", "FirstReplySent", "VisitorNavigated"),
            *("Transferred", "Offered", "Claimed", "FirstReplySent", "Closed", "Rated"),
            "SaleAttributed",
        )
    ]
    for entry, expected in zip(entries, LONG_TIMELINE, strict=True):
        assert expected in entry


LONG_TIMELINE = [
    "A visitor wrote to the brand (language: French). From the page /guides/solar-panels",
    "Respondents offered the request: 2. e0000000, d0000000",
    "Respondent d0000000 declined the request. This is their right and has no consequences.",
    (
        "An expert paid by the brand took the conversation (e0000000). Terms: €2.00 for the"
        " conversation, including €0.40 commission."
    ),
    "Respondent e0000000 sent a first reply. The visitor had waited 1 min 40 s.",
    "The visitor went to the page /shop/solar-panels/foldable-120-w",
    (
        "Respondent e0000000 transferred the conversation, which is waiting for another"
        " respondent. Reason: another subject"
    ),
    "Respondents offered the request: 1. d0000000",
    (
        "A volunteer ambassador took the conversation (d0000000). Terms: 10 points as a thank-you,"
        " no money."
    ),
    "Respondent d0000000 sent a first reply.",
    (
        "the question was answered. Closed by the respondent. Messages: 6 from the visitor, 7"
        " from respondents. Credited to d0000000."
    ),
    "ratings (of 5): speed 5, service 5, answer 4.",
    (
        "A sale of €129.00 was attributed to this conversation."
        " Rule: a sale within 48 hours of the end belongs to the last respondent (d0000000)"
    ),
]


def test_the_disclosure_is_shown_in_the_visitors_language(counter, show_timeline):
    response = show_timeline(a_long_conversation(counter, MORNING))

    for terms in (Paid, Voluntary):
        assert f'<blockquote lang="fr">{terms.disclosures["fr"]}</blockquote>' in response.text
    assert response.text.count("What the visitor read at that moment") == 2


def test_times_are_in_the_brands_zone_with_the_time_since_the_event_before(counter, show_timeline):
    response = show_timeline(counter.is_answered(EXPERT))

    assert "Time zone: Paris (Europe/Paris)." in response.text
    assert [entry.split(" recorded on")[0] for entry in moments_on(response)] == [
        "1 Jun 2026, 11:00:00",
        "1 Jun 2026, 11:00:01 1 s later",
        "1 Jun 2026, 11:00:20 19 s later",
        "1 Jun 2026, 11:00:45 25 s later",
        "1 Jun 2026, 11:12:00 11 min 15 s later",
    ]


def test_an_event_dated_before_the_one_above_says_so(counter, show_timeline):
    conversation_id = counter.is_claimed(EXPERT)
    counter.market.conversations.send_first_reply(
        conversation_id, EXPERT, MORNING + timedelta(seconds=5)
    )

    assert "15 s before the event above" in moments_on(show_timeline(conversation_id))[-1]


def test_only_events_recorded_later_show_the_recording_time(counter, show_timeline):
    at = datetime.now(UTC) - timedelta(seconds=30)
    conversation_id = counter.asks(at)
    counter.market.conversations.lose(
        conversation_id, LostReason.VISITOR_LEFT, at - timedelta(minutes=2)
    )
    requested, lost = moments_on(show_timeline(conversation_id))

    assert "recorded on" not in requested
    assert "recorded on" in lost
    assert "The request was lost: visitor left before an answer." in lost


def test_a_lost_conversation_names_the_respondent_who_had_claimed_it(counter, show_timeline):
    conversation_id = counter.is_claimed(EXPERT)
    counter.market.conversations.lose(
        conversation_id, LostReason.VISITOR_LEFT, MORNING + timedelta(minutes=9)
    )

    assert (
        "e0000000 had taken the conversation but sent no reply."
        in moments_on(show_timeline(conversation_id))[-1]
    )


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        (EXPERT, "Closed by the respondent."),
        (None, "Closed by Comptoir."),
        (MANAGER, "Closed by another person (a0000000)."),
        ("visitor", "Closed by the visitor."),
    ],
)
def test_a_closed_conversation_names_the_actor(counter, show_timeline, by, sentence):
    conversation_id, at = counter.is_claimed(EXPERT), MORNING + timedelta(minutes=5)
    if by == "visitor":
        by = counter.market.log.load(Conversation, conversation_id).visitor_id
    counter.market.conversations.send_first_reply(conversation_id, EXPERT, at)
    counter.market.conversations.close(conversation_id, by, "no_reply", (1, 1), at, at)

    assert (
        f"there were no further replies. {sentence}"
        in moments_on(show_timeline(conversation_id))[-1]
    )


def test_every_close_reason_has_a_label(counter, show_timeline):
    for number, reason in enumerate(ConversationCloseReason.__args__):
        at = MORNING + timedelta(hours=number)
        conversation_id = counter.is_claimed(EXPERT, at)
        counter.market.conversations.send_first_reply(
            conversation_id, EXPERT, at + timedelta(minutes=1)
        )
        over = at + timedelta(minutes=5)
        counter.market.conversations.close(conversation_id, None, reason, (1, 1), over, over)
        assert show_timeline(conversation_id).status_code == 200


def test_an_imported_conversation_claims_nothing_unknown(counter, show_timeline):
    past = PastConversation(
        MORNING, "v", "helper", MORNING + timedelta(minutes=1), MORNING + timedelta(hours=1), 2, 3
    )
    [brought] = identify(NEST.brand_id, [past])
    counter.market.history.import_conversations(NEST.brand_id, [brought], VOLUNTARY)
    response = show_timeline(brought.id)
    requested, claimed, _, closed = moments_on(response)

    assert "This conversation took place before Comptoir" in requested
    assert "What the visitor read about the respondent is not recorded." in claimed
    assert "<blockquote" not in response.text
    assert "The reason was not recorded. The person who closed it is not recorded." in closed
    assert all("recorded on" in entry for entry in moments_on(response))


def test_a_subject_is_called_by_its_name(counter, show_timeline):
    names = {"fr": "Électricité", "en": "Electricity"}
    counter.market.subjects.add(ELECTRICITY, "electricity", names, None, None, OPENED)
    conversation_id, request = uuid4(), counter.market.conversations.request
    request(conversation_id, NEST.brand_id, uuid4(), "de", MORNING, subject_id=ELECTRICITY)

    assert (
        "(language: German). Subject: Electricity" in moments_on(show_timeline(conversation_id))[0]
    )
    assert "Sujet : Électricité" in moments_on(show_timeline(conversation_id, **FRENCH))[0]


def test_engineers_see_positions_and_versions(counter, show_timeline):
    conversation_id = counter.is_lost()
    response = show_timeline(conversation_id)

    history = counter.market.log.history(conversation_id)
    assert len(history) > 1
    for row in history:
        assert f"<dd>{row.position}</dd>" in response.text
        assert f"<dd>{row.version}</dd>" in response.text
        assert row.recorded_at.isoformat() in response.text


def test_the_timeline_says_that_messages_are_not_in_the_log(counter, show_timeline):
    conversation_id = counter.asks()

    assert (
        "The messages of visitors and respondents are not in the log: it holds times, counts"
        " and decisions" in show_timeline(conversation_id).text
    )
    assert "pas dans le journal" in show_timeline(conversation_id, **FRENCH).text


def test_another_brands_conversation_is_absent(counter, show_timeline):
    other, absent = show_timeline(counter.asks(brand=ROAD)), show_timeline(UUID(int=404))
    brand, nonsense = show_timeline(NEST.brand_id), show_timeline("what-is-this")

    for response in (other, absent, brand, nonsense):
        assert response.status_code == 404
        assert "There is no page at this address." in response.text
    assert without_addresses(other) == without_addresses(absent) == without_addresses(brand)


def without_addresses(response):
    lines = [line for line in response.text.splitlines() if "csrf_token" not in line]
    return [re.sub(r"conversations/[0-9a-f-]{36}", "ID", line) for line in lines]


def test_an_unreadable_timeline_says_so(counter, show_timeline):
    conversation_id = counter.asks()
    stored = StoredEvent(conversation_id, 2, "Conversation.Unheard.1", b"{}")
    counter.market.log.rows.insert_events(
        [stored], append_request=AppendRequest(metadata_for("test"))
    )
    response = show_timeline(conversation_id)

    assert response.status_code == 409
    assert "This conversation contains an event that cannot be read at the moment" in response.text


@pytest.mark.parametrize(
    ("language", "points", "sentence"),
    [
        ("en", 1, "Terms: 1 point as a thank-you, no money."),
        ("en", 2, "Terms: 2 points as a thank-you, no money."),
        ("fr", 1, "Conditions\u00a0: 1 point de remerciement, pas d\u2019argent."),
        ("fr", 2, "Conditions\u00a0: 2 points de remerciement, pas d\u2019argent."),
    ],
)
def test_one_point_is_singular(app, language, points, sentence):
    with app.test_request_context(headers={"Cookie": f"lang={language}"}):
        assert terms_text(Voluntary(points)) == sentence
