"""No command pays an ambassador money."""

import inspect
import itertools
import sqlite3
from contextlib import closing
from typing import get_type_hints

from domain.money import Money
from domain.rewards.recognition import Recognition
from domain.rewards.recognition_commands import RecognitionCommands
from domain.rewards.redemption import Redemption
from domain.rewards.redemption_commands import RedemptionCommands
from tests.domain.rewards.reward_fixture import APRIL_AFTER, JUNE, ask_for_a_guide
from tests.support.people import MANAGER


def test_no_command_pays_an_ambassador(shop, ambassador, sqlite_url):
    """A gift's unit cost is what the brand pays its supplier; the only balances that move are
    points and stock, and no answer to an ambassador carries an amount."""
    redemption = ask_for_a_guide(shop, ambassador)
    shop.redemptions.send(redemption, MANAGER, JUNE)
    shop.recognitions.reach_tiers(shop.brand, ambassador, 60, JUNE)
    shop.recognitions.expire_lots(shop.brand, ambassador, APRIL_AFTER)

    assert kinds_of_balances(sqlite_url) == {"points", "gift-stock"}
    for command in commands_of(RedemptionCommands, RecognitionCommands):
        assert get_type_hints(command)["return"] in (int, Recognition)


def test_the_only_amount_in_rewards_events_is_the_unit_cost_of_a_gift():
    amounts = {
        f"{event.__qualname__}.{field}"
        for aggregate_type in (Redemption, Recognition)
        for event in vars(aggregate_type).values()
        if isinstance(event, type)
        for field, field_type in get_type_hints(event).items()
        if field_type is Money
    }

    assert amounts == {"Redemption.Requested.unit_cost", "Redemption.Sent.unit_cost"}


def commands_of(*services):
    members = itertools.chain.from_iterable(vars(service).items() for service in services)
    return [member for name, member in members if inspect.isfunction(member) and name[0] != "_"]


def kinds_of_balances(url):
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        return {kind for (kind,) in database.execute("SELECT DISTINCT kind FROM balances")}
