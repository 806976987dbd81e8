from uuid import uuid4

import pytest

from domain.brands.subject import SubjectCommands
from domain.errors import NotFound, NotNow
from tests.domain.brands.subject_examples import ADDED, CAMPING_CARS, NAMES
from tests.support.people import ELECTRICITY, HEATING, MANAGER, after


@pytest.fixture
def subjects(log):
    return SubjectCommands(log)


def test_subjects_form_a_tree(subjects, log):
    subjects.add(CAMPING_CARS, "camping-cars", {"en": "Camping-cars"}, None, None, after(0))

    subjects.add(ELECTRICITY, "electricity", NAMES, CAMPING_CARS, MANAGER, after(0))

    [event] = log.history(ELECTRICITY)
    assert event.data == ADDED


def test_a_parent_subject_must_exist(subjects, log):
    with pytest.raises(NotFound, match="This subject does not exist"):
        subjects.add(ELECTRICITY, "electricity", NAMES, CAMPING_CARS, None, after(0))

    assert log.rows.head() == 0


def test_two_subjects_never_share_a_short_name(subjects, log):
    head = subjects.add(ELECTRICITY, "electricity", NAMES, None, None, after(0))

    with pytest.raises(NotNow, match="A subject called electricity already exists"):
        subjects.add(HEATING, "electricity", {"en": "Power"}, None, None, after(1))

    assert log.rows.head() == head


def test_a_refused_subject_reserves_no_short_name(subjects, log):
    subjects.add(ELECTRICITY, "electricity", NAMES, None, None, after(0))
    with pytest.raises(NotNow, match="This subject already exists"):
        subjects.add(ELECTRICITY, "power", NAMES, None, None, after(1))

    subjects.add(uuid4(), "power", NAMES, None, None, after(2))

    assert log.rows.holder_of("subject-slug", "power") is not None
