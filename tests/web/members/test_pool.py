"""The pool: counts for brands, names for the platform, a public badge."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from domain.members.member import Member
from domain.members.qualification import RevocationReason
from tests.support.people import ELECTRICITY, HEATING, MANAGER, MORNING, after
from tests.support.pool_members import CAMPING_CAR, SOLAR, attempt_id, member_id
from tests.web.members.pool_fixture import BRAND, EXPERT, PLATFORM

POOL = "/brands/nest/pool"
TO = "\N{EN DASH}"
INDENT = "\N{NO-BREAK SPACE}"


@pytest.fixture
def crowd(scenario):
    """Nine who speak French, four of them English too; five are qualified, two live in Belgium."""
    crowd = scenario.crowd
    for number in range(9):
        languages = ("fr", "en") if number < 4 else ("fr",)
        country, subject = ("BE", SOLAR) if number > 6 else ("FR", ELECTRICITY)
        crowd.joins(number, languages=languages, country=country, subjects=(subject,))
    for number, percent in enumerate((70, 71, 79, 90, 95)):
        crowd.qualifies(number, percent)
    scenario.update_read_models()
    return crowd


@pytest.fixture
def ines(scenario, signed_in):  # noqa: ARG001 - the fixture creates the members
    return signed_in(BRAND)


def figures_on(page):
    return dict(re.findall(r"<div><dt>([^<]+)</dt><dd>([^<]+)</dd>", page))


def table_of(page, key):
    """The rows of the table under a chart."""
    table = page.split(f'id="{key}-table"')[1].split("</table>")[0]
    rows = re.findall(r"<tr><th scope=\"row\">([^<]+)</th>(.*?)</tr>", table)
    return {name.strip("\xa0"): re.findall(r">([^<]+)</td>", cells) for name, cells in rows}


@pytest.mark.usefixtures("crowd")
def test_a_brand_sees_how_many_and_how_good(ines):
    page = ines.get(POOL).text

    assert figures_on(page) == {
        "Members": "9",
        "Qualified members": "3",
        "Online now": "0",
        "Already answer for you": "0",
    }
    assert table_of(page, "subjects") == {
        "Camping-car": ["9", "3"],
        "Electricity": ["9", "3"],
        "Solar": ["fewer than 3", "0"],
    }
    assert table_of(page, "languages") == {"French": ["9", "3"], "English": ["3", "3"]}
    assert table_of(page, "countries") == {"France": ["6", "3"], "Belgium": ["fewer than 3", "0"]}
    assert table_of(page, "bands") == {
        f"0{TO}59%": ["0"],
        f"60{TO}69%": ["0"],
        f"70{TO}79%": ["3"],
        f"80{TO}89%": ["0"],
        f"90{TO}100%": ["fewer than 3"],
    }


@pytest.mark.usefixtures("crowd")
def test_subjects_stand_below_the_one_they_are_a_part_of(ines):
    page = ines.get(POOL).text

    assert list(table_of(page, "subjects")) == ["Camping-car", "Electricity", "Solar"]
    for steps, name in enumerate(("Camping-car", "Electricity", "Solar")):
        assert f'<th scope="row">{3 * steps * INDENT}{name}</th>' in page


@pytest.fixture
def heating(scenario, crowd):
    """A subject that the pool counts already, and whose name no page knows yet."""
    scenario.market.subjects.add(HEATING, "heating", {"en": "Hot"}, CAMPING_CAR, None, MORNING)
    for number in range(20, 23):
        crowd.joins(number, subjects=(HEATING,))
        crowd.qualifies(number, subject_id=HEATING)
    scenario.market.projector.step(scenario.market.read_models.pool)


@pytest.mark.usefixtures("heating")
def test_a_subject_without_a_name_is_omitted_and_its_members_count(ines, scenario):
    page = ines.get(POOL).text
    assert figures_on(page)["Members"] == "12"
    assert table_of(page, "subjects")["Camping-car"] == ["12", "6"]
    assert list(table_of(page, "subjects")) == ["Camping-car", "Electricity", "Solar"]

    scenario.update_read_models()
    assert table_of(ines.get(POOL).text, "subjects")["Hot"] == ["3", "3"]


@pytest.mark.usefixtures("heating")
def test_the_platforms_list_omits_subjects_without_a_name(scenario, signed_in):
    paola, badge = signed_in(PLATFORM), f'href="/badges/{attempt_id(20)}"'
    page = paola.get("/pool").text
    assert "n = 12" in page
    assert badge not in page

    scenario.update_read_models()
    assert badge in paola.get("/pool").text


@pytest.mark.usefixtures("crowd")
def test_filters_narrow_it_and_stay(ines):
    page = ines.get(POOL, query_string={"subject_id": str(ELECTRICITY), "language": "en"}).text

    assert figures_on(page)["Members"] == "3"
    assert f'<option value="{ELECTRICITY}" selected>' in page
    assert '<option value="en" selected>English</option>' in page


@pytest.mark.usefixtures("crowd")
def test_groups_of_one_or_two_are_not_described(ines):
    page = ines.get(POOL, query_string={"country": "BE"}).text

    assert figures_on(page) == {"Members": "fewer than 3", "Already answer for you": "0"}
    assert 'class="chart' not in page
    assert "Fewer than 3 members match" in page


def test_a_brand_sees_no_names(ines, scenario, crowd):
    scenario.ed_joins()
    crowd.is_welcomed(0, scenario.brand_id)
    scenario.update_read_models()
    page = ines.get(POOL).text

    for number in range(9):
        assert str(member_id(number)) not in page
        assert member_id(number).hex[:8] not in page
    assert "Ed Xpert" not in page
    assert str(scenario.id_of()) not in page


def test_an_empty_pool_is_empty(ines):
    assert figures_on(ines.get(POOL).text) == {"Members": "0", "Already answer for you": "0"}


def test_invalid_filters_are_refused_in_a_sentence(ines):
    response = ines.get(POOL, query_string={"subject_id": "everything"})

    assert response.status_code == 422
    assert "Choose a subject from the list." in response.text


# The platform.


def test_the_platform_sees_every_member_by_name(scenario, crowd, signed_in):
    scenario.ed_joins()
    scenario.welcomes_ed()
    page = signed_in(PLATFORM).get("/pool").text

    assert "n = 10" in page
    assert "Ed Xpert" in page
    assert "no account" in page
    assert member_id(3).hex[:8] in page
    assert '<span class="tag tag-paid">Nest &amp; Away · Expert</span>' in page
    assert f'href="/badges/{attempt_id(0)}"' in page
    assert crowd.market is scenario.market


@pytest.mark.usefixtures("crowd")
def test_the_platform_filters_too(signed_in):
    paola = signed_in(PLATFORM)

    assert "n = 2" in paola.get("/pool?country=BE").text
    assert "No members match" in paola.get("/pool?country=XX").text


def test_fifty_a_page_and_the_filters_stay(scenario, signed_in):
    for number in range(51):
        scenario.crowd.joins(number)
    scenario.update_read_models()
    paola = signed_in(PLATFORM)
    first, second = (paola.get(f"/pool?language=fr&page={page}").text for page in ("1", "2"))

    assert len(re.findall("no account", first)) == 50
    assert len(re.findall("no account", second)) == 1
    assert 'href="/pool?language=fr&amp;page=2"' in first
    assert paola.get("/pool?page=99").status_code == paola.get("/pool?page=-1").status_code == 200


@pytest.mark.parametrize("email", [BRAND, EXPERT])
@pytest.mark.usefixtures("scenario")
def test_only_the_platform_sees_names(signed_in, email):
    assert signed_in(email).get("/pool").status_code == 403


# Badges.


def test_a_badge_names_the_qualification_and_no_member(scenario, client):
    member_id = scenario.ed_joins()
    attempt = scenario.ed_passes(83)

    response = client.get(f"/badges/{attempt}")

    assert response.status_code == 200
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    for text in ("Electricity", f"80{TO}89%", "1 June 2026", "Electricity on board", "Valid"):
        assert text in response.text
    for hidden in ("83", "Ed Xpert", EXPERT, str(member_id), member_id.hex[:8]):
        assert hidden not in response.text.split("<main")[1].split("</main>")[0]


def test_an_expired_badge_says_so(scenario, client):
    scenario.ed_joins()
    attempt = scenario.ed_passes(until=MORNING + timedelta(days=9))

    assert "Expired on 10 June 2026: no longer valid." in client.get(f"/badges/{attempt}").text


def test_a_revoked_badge_says_so(scenario, client):
    member_id = scenario.ed_joins()
    attempt = scenario.ed_passes()

    def revoke(member):
        member.revoke_qualification(attempt, RevocationReason.ANNULLED, MANAGER, after(60))

    scenario.market.log.update(Member, member_id, revoke)
    scenario.update_read_models()

    page = client.get(f"/badges/{attempt}").text
    assert "Revoked on 1 June 2026: no longer valid." in page
    assert "notice-well" not in page


@pytest.mark.usefixtures("scenario")
def test_an_attempt_without_qualification_has_no_badge(client):
    assert client.get(f"/badges/{UUID(int=404)}").status_code == 404
