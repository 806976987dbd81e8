"""The status page in a real browser: all is well, and not."""

from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from domain.clock import system_clock
from domain.log.commit_metadata import metadata_for
from domain.log.entries import AppendRequest
from tests.browser.conftest import signed_in
from tests.support.browser import serving
from tests.web.conversations.busy_shop import counter_of
from tests.web.shop import open_shop, settings_at
from web.jobs.job_runs import JobRuns
from web.reactors.reactions import Failure, Reactions


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("status"))) as shop:
        for name in ("deliver_mail", "expire_attempts"):
            JobRuns(shop.store).record(name, system_clock(), 60.0, None)
        yield shop


@pytest.fixture(scope="module")
def counter(shop):
    with counter_of(shop.app, shop.settings.database_url) as counter:
        yield counter


@pytest.fixture(scope="module")
def base(shop, counter):  # noqa: ARG001 - there is something to look after
    with serving(shop.app) as base:
        yield base


@pytest.fixture(scope="module")
def platform_member(browser, base):
    return signed_in(browser, base, "plat@comptoir.example")


@pytest.fixture(scope="module")
def brand_member(browser, base):
    return signed_in(browser, base, "ines@nest.example")


def test_the_status_without_problems(platform_member):
    platform_member.check("/status")


def test_the_status_is_refused_to_other_accounts(brand_member):
    brand_member.check("/status", status=403)


def test_reloading_shows_later_events(platform_member, counter):
    with platform_member.opened() as page:
        page.goto(f"{platform_member.base}/status")
        assert "All is well: all pages are up to date" in page.locator(".verdict").inner_text()
        counter.asks()
        page.get_by_role("link", name="Reload the status").press("Enter")
        page.get_by_text("Events left to process: 1.").wait_for()
    counter.update_read_models()


def test_a_parked_reaction_is_retried(platform_member, shop, counter):
    row, at = counter.market.log.read(0, 1)[0], system_clock()
    reactions = Reactions(shop.store, "send_result_emails")
    reactions.checkpoint(0, at)
    reactions.fail(0, row, Failure(8, at, at, is_parked=True, error="NotFound: This test is gone."))
    platform_member.check("/status?reaction")

    with platform_member.opened() as page:
        page.goto(f"{platform_member.base}/status")
        page.get_by_role("button", name="Retry the reaction").click()
        page.get_by_text("All is well: all pages are up to date").wait_for()
    reactions.finish_failed(row.position, (), at)


def test_the_status_with_a_parked_event(platform_member, counter):
    """Last: from here on the log holds an event that cannot be decoded."""
    stored = StoredEvent(UUID(int=99), 1, "Conversation.Unheard.1", b"{}")
    counter.market.log.rows.insert_events(
        [stored], append_request=AppendRequest(metadata_for("test"))
    )
    counter.update_read_models()

    platform_member.check("/status?parked")
