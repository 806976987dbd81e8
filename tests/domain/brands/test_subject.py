from uuid import UUID, uuid4

import pytest

from domain.brands.subject import Subject, SubjectCommands
from domain.errors import Invalid, NotFound, NotNow
from tests.support.history import given, happened
from tests.support.people import ELECTRICITY, HEATING, MANAGER, after

CAMPING_CARS = UUID(int=50)
NAMES = {"fr": "Électricité", "en": "Electricity"}
NAMED = Subject.Added(
    at=after(0), slug="electricity", name_by_language=NAMES, parent_id=CAMPING_CARS, by=MANAGER
)


def test_a_subject_gets_a_name_and_its_place_in_the_tree():
    subject = given(Subject)

    subject.add("electricity", NAMES, CAMPING_CARS, MANAGER, after(0))

    assert happened(subject) == [NAMED]


def test_a_subject_is_named_once():
    subject = given(Subject, NAMED)

    with pytest.raises(NotNow, match="This subject already exists"):
        subject.add("power", NAMES, None, MANAGER, after(1))

    assert happened(subject) == []


@pytest.mark.parametrize(("slug", "names"), [("", NAMES), ("electricity", {})])
def test_a_subject_has_a_short_name_and_a_name_in_a_language(slug, names):
    subject = given(Subject)

    with pytest.raises(Invalid, match="short name, and a name in at least one language"):
        subject.add(slug, names, None, MANAGER, after(0))

    assert happened(subject) == []


@pytest.fixture
def subjects(log):
    return SubjectCommands(log)


def test_subjects_form_a_tree(subjects, log):
    subjects.add(CAMPING_CARS, "camping-cars", {"en": "Camping-cars"}, None, None, after(0))

    subjects.add(ELECTRICITY, "electricity", NAMES, CAMPING_CARS, MANAGER, after(0))

    [told] = log.history(ELECTRICITY)
    assert told.data == NAMED


def test_a_branch_grows_from_a_subject_that_exists(subjects, log):
    with pytest.raises(NotFound, match="This subject does not exist"):
        subjects.add(ELECTRICITY, "electricity", NAMES, CAMPING_CARS, None, after(0))

    assert log.rows.head() == 0


def test_two_subjects_never_share_a_short_name(subjects, log):
    head = subjects.add(ELECTRICITY, "electricity", NAMES, None, None, after(0))

    with pytest.raises(NotNow, match="A subject called electricity already exists"):
        subjects.add(HEATING, "electricity", {"en": "Power"}, None, None, after(1))

    assert log.rows.head() == head


def test_a_refused_subject_keeps_no_short_name_from_others(subjects, log):
    subjects.add(ELECTRICITY, "electricity", NAMES, None, None, after(0))
    with pytest.raises(NotNow, match="This subject already exists"):
        subjects.add(ELECTRICITY, "power", NAMES, None, None, after(1))

    subjects.add(uuid4(), "power", NAMES, None, None, after(2))

    assert log.rows.holder_of("subject-slug", "power") is not None
