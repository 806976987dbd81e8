"""Suspensions: decided by a person with a name, on events that are shown, and appealed against."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from domain.clock import system_clock
from domain.errors import NotAllowed
from domain.log.mapper import Unreadable
from domain.moderation.suspension import NO_DECIDER, Suspension
from domain.presence.presence_session import PresenceSession
from projections.moderation.suspensions import SuspensionStatus, suspension_with_id
from tests.support.people import AMBASSADOR, EMPLOYED, EXPERT, MANAGER
from tests.support.raw_sql import smuggle
from tests.web.assessments.authoring_fixture import errors_on, text_on
from tests.web.assessments.graded_fixture import post_form
from tests.web.moderation.suspension_fixture import (
    HERE,
    MEMBER,
    NAMELESS,
    OTHER_MEMBER,
    REASON,
    SECOND,
    case_of,
)
from tests.web.shop import NEST
from web.moderation.jobs import apply_due_suspensions
from web.private_store.accounts import account_of

PLATFORM = "/suspensions"


@pytest.fixture
def case(app, shop, sqlite_url):
    with case_of(app, shop.store, sqlite_url, NEST.brand_id) as case:
        yield case


@pytest.fixture
def ines(case, signed_in):  # noqa: ARG001 - the fixture has the conversations
    return signed_in("ines@nest.example")


@pytest.fixture
def omar(case, signed_in):  # noqa: ARG001 - as above
    return signed_in(SECOND)


@pytest.fixture
def emma(case, signed_in):  # noqa: ARG001 - as above
    return signed_in(MEMBER)


def status_of(case, address):
    read_models = case.counter.market.read_models
    with read_models.read(read_models.suspensions) as db:
        return suspension_with_id(UUID(address.rpartition("/")[2]), db).status


def suspensions_in(case):
    """So many were ever decided."""
    return sum(
        row.topic.startswith("Suspension.Decided") for row in case.counter.market.log.all_rows()
    )


def test_evidence_is_described_and_excludes_declined_conversations(case, ines):
    at = system_clock() - timedelta(days=1)
    conversation_id = case.counter.asks(at)
    case.counter.market.conversations.offer(conversation_id, (EXPERT,), at)
    case.counter.market.conversations.decline(conversation_id, EXPERT, at)
    case.counter.update_read_models()

    text = text_on(ines.get(f"{HERE}/new?member={EXPERT}").text)

    assert "The visitor's ratings (of 5): speed 2, service 1, answer 1." in text
    assert "Was accepted to answer visitors for the brand." in text
    assert "declined the request" not in text
    assert "speed 5" not in text  # the other member's


def test_a_decision_has_a_file_with_name_reason_events_and_the_way_to_appeal(case, ines):
    response = case.decides(ines)

    assert response.status_code == 303
    text = text_on(ines.get(response.location).text)
    assert "Inès Morel" in text
    assert REASON in text
    assert "The visitor's ratings (of 5): speed 2, service 1, answer 1." in text
    assert (
        "The person concerned can appeal once, in writing, while the suspension lasts, on the"
        " page “Decisions about me”" in text
    )
    assert "In notice period" in text


def test_later_events_do_not_change_a_case_file(case, ines):
    address = case.decides(ines).location
    before = text_on(ines.get(address).text).partition("Since the decision")[0]
    case.counter.is_answered(EXPERT, system_clock() - timedelta(hours=2), ratings=(5, 5, 5))
    case.counter.update_read_models()

    assert text_on(ines.get(address).text).partition("Since the decision")[0] == before


def test_a_suspension_without_a_named_decider_is_refused(case, signed_in):
    nameless = signed_in(NAMELESS)
    assert "Your account has no name." in nameless.get(f"{HERE}/new?member={EXPERT}").text

    response = case.decides(nameless)

    assert response.status_code == 403
    assert NO_DECIDER in text_on(response.text)
    assert suspensions_in(case) == 0


def test_the_domain_refuses_a_suspension_without_a_named_decider():
    with pytest.raises(
        NotAllowed, match="A suspension must carry the name of the person who decides it"
    ):
        Suspension(UUID(int=1)).decide(
            EXPERT,
            NEST.brand_id,
            (system_clock(), None),
            [1],
            (UUID(int=2), 9),
            None,
            system_clock(),
        )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"evidence_positions": []}, "evidence_positions"),
        ({"reason": " "}, "reason"),
        ({"lasts": ""}, "lasts"),
        ({"lasts": "31"}, "lasts"),
        ({"notice": "-1"}, "notice"),
    ],
)
def test_a_suspension_without_evidence_reason_or_duration_is_refused(case, ines, fields, field):
    response = case.decides(ines, **fields)

    assert response.status_code == 422
    assert field in errors_on(response.text)
    assert suspensions_in(case) == 0


def test_evidence_about_another_member_is_refused(case, ines):
    others = case.evidence(ines, AMBASSADOR)[0]

    response = case.decides(ines, evidence_positions=[others])

    assert response.status_code == 422
    assert suspensions_in(case) == 0


def test_a_brand_cannot_suspend_another_brands_member(ines, signed_in):
    tom = signed_in("tom@road.example")

    assert ines.get(f"{HERE}/new?member={MANAGER}").status_code == 404
    assert ines.get(f"{HERE}/new?member=somebody").status_code == 404
    assert tom.get(f"/brands/road/suspensions/new?member={AMBASSADOR}").status_code == 404
    assert tom.get(HERE).status_code == 404


def test_a_suspension_without_notice_ends_the_presence_session(case, ines):
    desk_id = case.counter.market.log.rows.holder_of("presence-session", str(EXPERT))

    address = case.decides(ines, notice="0").location

    assert status_of(case, address) is SuspensionStatus.IN_FORCE
    [*_, left] = [row.data for row in case.counter.market.log.history(UUID(desk_id))]
    assert isinstance(left, PresenceSession.Left)


def test_the_worker_starts_and_expires_a_suspension(case, ines):
    address, market = case.decides(ines).location, case.counter.market

    def after_days(days):
        done = apply_due_suspensions(market, system_clock() + timedelta(days=days))
        case.counter.update_read_models()
        return done, status_of(case, address)

    assert after_days(6) == (0, SuspensionStatus.NOTICE)
    assert after_days(8) == (1, SuspensionStatus.IN_FORCE)
    assert after_days(36) == (0, SuspensionStatus.IN_FORCE)
    assert after_days(38) == (1, SuspensionStatus.OVER)
    assert after_days(39) == (0, SuspensionStatus.OVER)
    assert "The suspension reached its end date" in text_on(ines.get(address).text)


def test_a_suspension_that_cannot_be_read_keeps_no_other_from_its_effect(case, ines, sqlite_url):
    broken, other = (case.decides(ines, member=member).location for member in (EXPERT, AMBASSADOR))
    smuggle(sqlite_url, UUID(broken.rpartition("/")[2]), "Suspension.Sang.1", b"{}")

    with pytest.raises(Unreadable):
        apply_due_suspensions(case.counter.market, system_clock() + timedelta(days=8))

    case.counter.update_read_models()
    assert status_of(case, other) is SuspensionStatus.IN_FORCE


def test_an_appeal_is_decided_by_another_person(case, ines, omar, emma):
    address = case.decides(ines).location

    assert case.appeals(emma, address).status_code == 303
    assert "I copied what the brand's page says." in text_on(omar.get(address).text)
    assert "Appeal review" not in ines.get(address).text  # who decided does not
    assert case.hears(ines, address, outcome="granted").status_code == 403
    assert case.hears(omar, address, outcome="granted").status_code == 303

    assert status_of(case, address) is SuspensionStatus.OVER
    text = text_on(emma.get(f"/me/decisions/{address.rpartition('/')[2]}").text)
    assert "Omar Diallo granted the appeal: the suspension is lifted." in text


def test_a_rejected_appeal_leaves_the_suspension(case, ines, omar, emma):
    address = case.decides(ines, notice="0").location
    case.appeals(emma, address)

    case.hears(omar, address)

    assert status_of(case, address) is SuspensionStatus.IN_FORCE
    assert "The page says the contrary." in text_on(ines.get(address).text)
    own_page = emma.get(f"/me/decisions/{address.rpartition('/')[2]}").text
    assert 'name="reason"' not in own_page  # there is one appeal


def test_an_appeal_is_not_decided_without_a_name(case, ines, emma, signed_in):
    address = case.decides(ines).location
    case.appeals(emma, address)

    assert case.hears(signed_in(NAMELESS), address, outcome="granted").status_code == 403
    assert status_of(case, address) is SuspensionStatus.NOTICE


def test_a_named_person_can_lift_a_suspension_at_any_time(case, ines, signed_in):
    address = case.decides(ines, notice="0").location

    refused = post_form(signed_in(NAMELESS), address, f"{address}/end")
    ended = post_form(ines, address, f"{address}/end")

    case.counter.update_read_models()
    assert (refused.status_code, ended.status_code) == (403, 303)
    assert status_of(case, address) is SuspensionStatus.OVER
    assert "Inès Morel lifted the suspension." in text_on(ines.get(address).text)


def test_a_suspension_lifted_in_its_notice_period_never_took_effect(case, ines):
    address = case.decides(ines).location

    post_form(ines, address, f"{address}/end")

    page = text_on(ines.get(address).text)
    assert "Inès Morel lifted the suspension before it took effect." in page


def test_respondents_are_described_by_role_and_only_employees_by_name(case, ines, shop, signed_in):
    with shop.store.sessions() as session:
        employee_id = account_of(session, "ed@expert.example").id
    members, at = case.counter.market.members, system_clock()
    members.join(employee_id, ("fr",), "FR", at)
    members.start_engagement(employee_id, NEST.brand_id, EMPLOYED, MANAGER, at)
    case.counter.update_read_models()

    page = ines.get(HERE).text
    names_of_platform = signed_in("plat@comptoir.example").get("/suspensions").text

    assert f">Employee {employee_id.hex[:8]} (Ed Xpert)</option>" in page
    assert f">Expert {EXPERT.hex[:8]}</option>" in page
    assert "Emma" not in page
    offered = re.findall(r"<option[^>]*>([^<]+)</option>", names_of_platform)
    assert offered == sorted(offered, key=str.casefold)
    assert f"Emma Expert {EXPERT.hex[:8]}" in offered


def test_the_list_shows_member_duration_and_status(case, ines):
    case.decides(ines, lasts="for_good")

    text = text_on(ines.get(HERE).text)

    assert EXPERT.hex[:8] in text
    assert "Emma Expert" not in text  # a brand knows members by a pseudonym
    assert "permanently" in text
    assert "In notice period" in text


def test_a_case_file_is_absent_for_other_brands(case, ines, signed_in):
    address = case.decides(ines).location

    elsewhere = address.replace("/nest/", "/road/")
    assert signed_in("tom@road.example").get(elsewhere).status_code == 404
    assert signed_in(OTHER_MEMBER).get(address).status_code == 404


@pytest.fixture
def paola(case, signed_in):  # noqa: ARG001 - the fixture has the conversations
    return signed_in("plat@comptoir.example")


def test_the_platform_suspends_for_all_brands(case, paola, signed_in):
    address = case.decides(paola, PLATFORM).location

    decided = case.counter.market.log.load(Suspension, UUID(address.rpartition("/")[2]))
    assert decided.brand_id is None
    assert "No new conversations for any brand" in text_on(paola.get(address).text)
    ines = signed_in("ines@nest.example")
    assert ines.get(f"/brands/nest{address}").status_code == 404  # not the brand's


def test_a_member_who_does_not_exist_is_absent_in_french(paola):
    nobody = f"{PLATFORM}/new?member={UUID(int=7)}"
    response = paola.get(nobody, headers={"Accept-Language": "fr"})

    assert response.status_code == 404
    assert "Ce membre n’existe pas." in response.text


def test_the_platform_reads_every_brands_decisions(case, paola, signed_in):
    address = case.decides(signed_in("ines@nest.example")).location

    text = text_on(paola.get(PLATFORM).text)
    assert "Nest & Away" in text
    assert "Emma Expert" in text  # the platform knows members by name
    assert paola.get(f"{PLATFORM}/{address.rpartition('/')[2]}").status_code == 200


def test_the_pages_are_absent_for_other_accounts(case, signed_in):  # noqa: ARG001 - as above
    for email in ("ines@nest.example", MEMBER):
        client = signed_in(email)
        for path in (PLATFORM, f"{PLATFORM}/new", f"{PLATFORM}/{UUID(int=1)}"):
            assert client.get(path).status_code == 403
