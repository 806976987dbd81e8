"""
Everything that the OpenAPI document allows and forbids, tried by schemathesis over loopback.

No 5xx, and no status, header or answer that is not documented. Wrong queries are refused, right
ones are not; without a token nothing opens; links are followed, and lead somewhere.
"""

import re
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
import schemathesis
from msgspec.structs import replace
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from sqlalchemy import delete

from domain.conversations.conversation import Conversation
from domain.log.mapper import decode
from tests.domain.bookings.booking_examples import BOOKING, PLAN
from tests.support.browser import serving
from tests.support.people import AMBASSADOR, MANAGER, MORNING
from tests.web.api.programs import bearer, token_for
from tests.web.assessments.authoring_fixture import school_of
from tests.web.assessments.graded_fixture import GradedTest
from tests.web.shop import NEST, open_shop, settings_at
from web.private_store.rate_limits import rate_limits

pytestmark = pytest.mark.slow

ID = re.compile(r"[0-9a-f-]{36}")
LIST, FULL_LIST = b'{"items":[', b'{"items":[{'


def config_with(token):
    return SchemathesisConfig.from_dict(
        {
            "headers": bearer(token),
            # Any other brand is absent for the token; test_access.py tries those.
            "parameters": {"path.brand_slug": "nest"},
            "generation": {"database": "none", "deterministic": True, "max-examples": 25},
            "checks": {
                # Two days may be right each for itself and wrong together, and none generates
                # a cursor: a query of the right types may be refused with 422. A write may come
                # at the wrong stage.
                "positive_data_acceptance": {
                    "expected-statuses": ["2xx", "401", "403", "404", "409", "422"]
                },
            },
        }
    )


@dataclass
class Tried:
    """What schemathesis found wrong, and how the application answered."""

    problems: list[str] = field(default_factory=list)
    scenarios: Counter = field(default_factory=Counter)
    answers: Counter = field(default_factory=Counter)
    lists: Counter = field(default_factory=Counter)
    full_lists: Counter = field(default_factory=Counter)

    def note(self, event):
        if isinstance(event, events.NonFatalError | events.FatalError):
            self.problems.append(str(event))
        if isinstance(event, events.ScenarioFinished) and event.status != Status.SKIP:
            self.scenarios[event.phase] += 1
            for checks in event.recorder.checks.values():
                self.problems += [
                    f"{event.label} {check.name}: {check.failure_info.failure}"
                    for check in checks
                    if check.failure_info
                ]


def watched(shop, tried):
    """The application: counts its answers, and takes each query as if it were the token's first."""

    def application(environ, start_response):
        with shop.store.engine.begin() as db:
            db.execute(delete(rate_limits))

        path = ID.sub("ID", environ["PATH_INFO"])

        def start(status, headers, error=None):
            tried.answers[path, int(status[:3])] += 1
            return start_response(status, headers, error)

        with closing(shop.app(environ, start)) as answer:
            body = b"".join(answer)
        tried.lists[path] += body.startswith(LIST)
        tried.full_lists[path] += body.startswith(FULL_LIST)
        return [body]

    return application


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """One with a few of everything that can be read."""
    at = settings_at(tmp_path_factory.mktemp("tried"))
    with open_shop(at) as shop, school_of(shop.app, at.database_url) as school:
        graded = GradedTest(school, shop.store).open()
        for number in (1, 2, 3):
            graded.takes_test(number, right=number != 2)
            on_day = MORNING + timedelta(days=number)
            school.counter.is_answered(at=on_day, ratings=(5, 4, 3), sales=(4990,))
            school.counter.is_answered(AMBASSADOR, at=on_day)
            school.counter.is_lost(at=on_day)
        school.counter.asks()
        drafted = school.counter.market.bookings.draft
        drafted(BOOKING, NEST.brand_id, replace(PLAN, subject_id=None), MANAGER, MORNING)
        for row in school.counter.market.log.all_rows():
            event = decode(row.topic, row.state)
            if isinstance(event, Conversation.Closed):
                school.counter.market.earnings.earn(UUID(bytes=row.stream), event, timedelta(7))
        school.counter.market.poster.catch_up()
        school.counter.update_read_models()
        yield shop


@pytest.fixture(scope="module")
def tried(shop):
    token, _ = token_for(shop)
    tried = Tried()
    with serving(watched(shop, tried)) as base:
        document = schemathesis.openapi.from_url(f"{base}/api/v1.json", config=config_with(token))
        for event in from_schema(document).execute():
            tried.note(event)
    return tried


def test_every_answer_is_as_documented(tried):
    assert tried.problems == []
    assert {"coverage", "fuzzing", "stateful"} <= {phase.value for phase in tried.scenarios}


def test_nothing_breaks(tried):
    assert [answer for answer in tried.answers if answer[1] >= 500] == []
    assert tried.answers.total() > 400


@pytest.mark.parametrize(
    "path",
    [
        "bookings",
        "bookings/ID",
        "bookings/ID/shifts",
        "comparison",
        "conversations",
        "conversations/ID",
        "forecast",
        "lost-requests",
        "quote",
        "spend",
        "spend/ID",
        "tests",
        "tests/ID/results",
    ],
)
def test_each_resource_was_read_and_its_links_were_followed(tried, path):
    assert tried.answers[f"/api/v1/brands/nest/{path}", 200] > 0


def test_bookings_were_written_and_their_links_were_followed(tried):
    bookings = "/api/v1/brands/nest/bookings"

    assert tried.answers[bookings, 201] > 0
    for action in ("confirm", "discard", "pause", "resume", "top-up", "move-end", "end"):
        statuses = {status for path, status in tried.answers if path == f"{bookings}/ID/{action}"}
        assert statuses & {200, 409}, action


def test_every_list_had_items(tried):
    lists, with_items = (set(+counted) for counted in (tried.lists, tried.full_lists))

    assert lists == with_items, "`shop` must have an item of each"
