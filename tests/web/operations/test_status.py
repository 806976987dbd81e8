"""The status page and its twin for monitoring."""

from datetime import timedelta
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent
from sqlalchemy import delete, update

from domain.clock import system_clock
from domain.conversations.imported_history import PastConversation, identify
from domain.log.commit_metadata import metadata_for
from domain.log.entries import AppendRequest
from domain.money import Money
from domain.terms import Paid
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.support.people import CONVERSATION, MORNING, VOLUNTARY
from tests.support.raw_sql import execute
from tests.web.assessments.graded_fixture import post_form
from tests.web.conversations.busy_shop import counter_of
from tests.web.shop import NEST
from web.jobs.job_runs import JobRuns, runs
from web.private_store.store import NEWEST_REVISION, version_table
from web.private_store.texts import PrivateTexts
from web.reactors.reactions import Failure, Reactions, checkpoints, failures

PLATFORM = "plat@comptoir.example"
JOB, REACTOR = "deliver_mail", "send_result_emails"
PROJECTIONS = [
    *("applications", "assessments", "attempts", "bookings", "brands", "calls"),
    *("demand_by_half_hour", "facts", "open_conversations", "points", "pool", "presence"),
    "programme_costs",
    *("recognitions", "reward_catalogue", "settings_history", "shifts", "staff_invitations"),
    *("subjects", "suspensions", "usual_hours"),
]


@pytest.fixture
def counter(app, shop, sqlite_url):
    with counter_of(app, sqlite_url) as counter:
        JobRuns(shop.store).record(JOB, system_clock(), 60.0, None)
        yield counter
        with shop.store.engine.begin() as db:
            for table in (runs, failures, checkpoints):
                db.execute(delete(table))


def parks_a_reaction(shop, counter):
    row, at = counter.market.log.read(0, 1)[0], system_clock()
    reactions = Reactions(shop.store, REACTOR)
    reactions.checkpoint(0, at)
    reactions.fail(0, row, Failure(8, at, at, is_parked=True, error="NotFound: gone"))
    return row.position


@pytest.fixture
def platform(counter, signed_in):  # noqa: ARG001 - the fixture creates the members
    return signed_in(PLATFORM)


def something_unreadable(counter):
    stored = StoredEvent(UUID(int=99), 1, "Conversation.Unheard.1", b'{"of": 1}')
    counter.market.log.rows.insert_events(
        [stored], append_request=AppendRequest(metadata_for("test"))
    )


def long_history(counter, conversations):
    past = [
        PastConversation(at, "v", None, None, at + timedelta(minutes=1), 1, 0)
        for at in (MORNING + timedelta(minutes=number) for number in range(conversations))
    ]
    counter.market.history.import_conversations(
        NEST.brand_id, identify(NEST.brand_id, past), VOLUNTARY
    )


def test_the_status_without_problems(counter, platform):
    head = counter.market.log.rows.head()
    page, data = platform.get("/status"), platform.get("/status.json")

    assert "All is well: all pages are up to date." in page.text
    assert data.status_code == 200
    assert (data.json["head"], data.json["verdict"], data.json["well"]) == (head, "well", True)
    positions = {(row["name"], row["position"], row["behind"]) for row in data.json["projections"]}
    assert positions == {(name, head, 0) for name in PROJECTIONS}
    assert data.json["parked"] == []


def test_being_a_little_behind_is_no_problem(counter, platform):
    counter.asks()
    page, data = platform.get("/status"), platform.get("/status.json")

    assert "the pages are catching up. Events left to process: 1." in page.text
    assert data.status_code == 200
    assert (data.json["verdict"], data.json["furthest_behind"]) == ("catching_up", 1)


@pytest.mark.parametrize(
    ("conversations", "code", "verdict"), [(500, 200, "catching_up"), (501, 503, "behind")]
)
def test_more_than_a_thousand_events_behind_is_a_problem(
    counter, platform, conversations, code, verdict
):
    long_history(counter, conversations)
    page, data = platform.get("/status"), platform.get("/status.json")

    assert (data.status_code, data.json["verdict"]) == (code, verdict)
    assert data.json["furthest_behind"] == 2 * conversations
    assert ("The pages are far behind. Events left to process: 1,002." in page.text) is (
        verdict == "behind"
    )


def test_a_ledger_that_has_stopped_is_a_problem(counter, platform):
    with opened_ledger(counter.market.log.database_url) as desk:
        position = desk.closes(CONVERSATION, Paid(Money(200, "JPY"), 20))
        desk.posted()
    counter.update_read_models()
    page, data = platform.get("/status"), platform.get("/status.json")

    assert (data.status_code, data.json["verdict"]) == (503, "ledger_stopped")
    assert data.json["ledger"]["failed_position"] == position
    assert f"it cannot post: position {position}." in page.text
    assert "amounts in JPY cannot be posted, only EUR, GBP, CHF, PTS" in page.text


def test_a_ledger_that_is_far_behind_is_a_problem_while_a_job_follows_it(counter, shop, platform):
    long_history(counter, 501)
    counter.update_read_models()

    without_a_job = platform.get("/status.json")
    JobRuns(shop.store).record("post_ledger", system_clock(), 60.0, None)
    page, data = platform.get("/status"), platform.get("/status.json")

    assert (without_a_job.status_code, without_a_job.json["verdict"]) == (200, "well")
    assert (data.status_code, data.json["verdict"]) == (503, "ledger_behind")
    assert "The ledger is far behind. Events left to post: 1," in page.text


def test_a_parked_event_is_listed_with_its_reason(counter, platform):
    something_unreadable(counter)
    counter.update_read_models()
    page, data = platform.get("/status"), platform.get("/status.json")

    assert page.status_code == 200
    assert "Some events could not be processed: 1." in page.text
    assert page.text.count("Conversation.Unheard.1") >= len(PROJECTIONS)
    assert data.status_code == 503
    assert (data.json["verdict"], data.json["well"]) == ("parked", False)
    head = counter.market.log.rows.head()
    assert {(row["projection"], row["position"]) for row in data.json["parked"]} == {
        (name, head) for name in PROJECTIONS
    }
    assert all("unknown event type" in row["error"] for row in data.json["parked"])


def test_read_models_of_another_log_are_a_problem(platform, sqlite_url):
    execute(sqlite_url, "UPDATE log_identity SET id = ?", bytes(16))
    page, data = platform.get("/status"), platform.get("/status.json")

    assert "Some pages were built from another log" in page.text
    assert (data.status_code, data.json["verdict"]) == (503, "other_log")
    assert not any(row["is_of_this_log"] for row in data.json["projections"])


@pytest.mark.parametrize("path", ["/status", "/status.json"])
@pytest.mark.parametrize("email", ["ines@nest.example", "ed@expert.example"])
def test_other_accounts_get_a_styled_refusal(signed_in, path, email):
    response = signed_in(email).get(path)

    assert response.status_code == 403
    assert "Your account is not allowed to do this." in response.text
    assert response.text.count("<h1") == 1
    assert "position" not in response.text.lower()


@pytest.mark.parametrize("path", ["/status", "/status.json"])
def test_visitors_are_led_to_sign_in(client, path):
    assert client.get(path).status_code == 302
    assert client.get(path, headers={"Accept": "application/json"}).status_code == 401


def test_the_status_is_translated_into_french(platform):
    page = platform.get("/status", headers={"Accept-Language": "fr"})

    assert "Tout va bien" in page.text


def test_jobs_and_reactors_are_listed(counter, shop, platform):
    Reactions(shop.store, REACTOR).checkpoint(counter.market.log.rows.head(), system_clock())

    page, data = platform.get("/status"), platform.get("/status.json").json

    assert f"<code>{JOB}</code>" in page.text
    assert f"<code>{REACTOR}</code>" in page.text
    assert [(job["name"], job["error"], job["is_late"]) for job in data["jobs"]] == [
        (JOB, None, False)
    ]
    assert [(reactor["name"], reactor["behind"]) for reactor in data["reactors"]] == [(REACTOR, 0)]


def test_a_reactor_that_is_far_behind_is_named_while_a_job_follows_it(counter, shop, platform):
    Reactions(shop.store, REACTOR).checkpoint(0, system_clock())
    long_history(counter, 501)
    counter.update_read_models()

    without_a_job = platform.get("/status.json")
    JobRuns(shop.store).record(REACTOR, system_clock(), 60.0, None)
    page, data = platform.get("/status"), platform.get("/status.json")

    assert (without_a_job.status_code, without_a_job.json["verdict"]) == (200, "well")
    assert f"Some reactors are far behind: {REACTOR}." in page.text
    assert (data.status_code, data.json["verdict"]) == (503, "reactor_behind")


def test_without_a_worker_the_status_is_not_well(shop, platform):
    with shop.store.engine.begin() as db:
        db.execute(delete(runs))

    page, data = platform.get("/status"), platform.get("/status.json")

    assert "No worker has run yet." in page.text
    assert (data.status_code, data.json["verdict"]) == (503, "no_worker")


def test_a_job_that_has_not_run_well_for_long_is_named(shop, platform):
    JobRuns(shop.store).record("tidy", system_clock() - timedelta(hours=1), 60.0, None)
    JobRuns(shop.store).record("tidy", system_clock(), 60.0, OSError())

    page, data = platform.get("/status"), platform.get("/status.json")

    assert "Some jobs have not run well for some time: tidy." in page.text
    assert (data.status_code, data.json["verdict"]) == (503, "job_late")


def test_a_parked_reaction_is_listed_and_retried(shop, counter, platform):
    position = parks_a_reaction(shop, counter)
    page, data = platform.get("/status"), platform.get("/status.json")

    action = f"/status/reactions/{REACTOR}/{position}/retry"
    retried, again = (post_form(platform, "/status", action) for _ in range(2))

    assert "NotFound: gone" in page.text
    assert [reaction["error"] for reaction in data.json["parked_reactions"]] == ["NotFound"]
    assert (data.status_code, data.json["verdict"]) == (503, "reaction_parked")
    assert (retried.status_code, again.status_code) == (303, 409)
    assert platform.get("/status.json").json["parked_reactions"] == []


def test_other_accounts_cannot_retry_a_reaction(shop, counter, signed_in):
    position = parks_a_reaction(shop, counter)

    action = f"/status/reactions/{REACTOR}/{position}/retry"
    response = post_form(signed_in("ines@nest.example"), "/me", action)

    assert response.status_code == 403


def test_a_private_store_of_another_revision_is_a_problem(shop, platform):
    try:
        has_revision("0002", shop.store)
        page, data = platform.get("/status"), platform.get("/status.json")
    finally:
        has_revision(NEWEST_REVISION, shop.store)

    assert "The private store has other tables than this version of Comptoir" in page.text
    assert (data.status_code, data.json["verdict"]) == (503, "private_store")
    assert data.json["private_store"] == {"revision": "0002", "opens": True, "unsettled_texts": 0}


def test_texts_that_no_event_names_are_counted_and_no_problem(shop, platform):
    texts = PrivateTexts(shop.store)
    long_ago = system_clock() - timedelta(hours=1)
    before = platform.get("/status.json").json["private_store"]["unsettled_texts"]
    with texts.with_event_of(UUID(int=8), UUID(int=9), long_ago) as store_text:
        text_id = store_text("It works.")

    page, data = platform.get("/status"), platform.get("/status.json")
    texts.settle((), [text_id])

    assert "Texts that no event names yet" in page.text
    unsettled = data.json["private_store"]["unsettled_texts"]
    assert (data.json["verdict"], unsettled) == ("well", before + 1)


def has_revision(revision, store):
    with store.engine.begin() as db:
        db.execute(update(version_table).values(version_num=revision))
