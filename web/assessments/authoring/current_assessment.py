"""The test that a page is about: found here, before any page runs, and only among the brand's."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from domain.aggregate import Event
from domain.assessments.assessment import Test
from domain.errors import NotFound
from domain.log.subscription import EventEnvelope
from web.http.access import ABSENT
from web.http.read_your_writes import remember
from web.http.request_context import current_brand, marketplace, signed_in_account


def find_test() -> None:
    """For `before_request` of each blueprint: another brand's test is absent, like none at all."""
    test_id = (request.view_args or {}).get("test_id")
    if test_id is None:
        return
    told = marketplace().log.history(test_id)
    if not told or _brand_of(told) != current_brand().brand_id:
        raise NotFound(ABSENT)
    g.test_told = told
    g.test = test_of(test_id, told)


def test_of(test_id: UUID, told: Sequence[EventEnvelope[Event]]) -> Test:
    test = Test(test_id)
    for each in told:
        test.replay(each.data)
    return test


def current_test() -> Test:
    return cast(Test, g.test)


def current_story() -> list[EventEnvelope[Event]]:
    """What happened to the test of this page."""
    return cast(list[EventEnvelope[Event]], g.test_told)


def current_begun() -> Test.Begun:
    return cast(Test.Begun, current_story()[0].data)


def author_id() -> UUID:
    """Who asks for this; access.py has checked that somebody does."""
    account = signed_in_account()
    assert account is not None
    return account.id


def done(position: int, endpoint: str = "tests.show_test", **where: object) -> ResponseReturnValue:
    """On to a page that shows what was just done."""
    remember(position)
    address: dict[str, Any] = {**(request.view_args or {}), **where}
    wanted = {name: value for name, value in address.items() if value is not None}
    return redirect(url_for(endpoint, **wanted), code=303)


def _brand_of(told: Sequence[EventEnvelope[Event]]) -> UUID | None:
    begun = told[0].data
    return begun.brand_id if isinstance(begun, Test.Begun) else None
