import pytest

from domain.brands.subject import Subject
from domain.errors import Invalid, NotNow
from tests.domain.brands.subject_examples import ADDED, CAMPING_CARS, NAMES
from tests.support.history import given, happened
from tests.support.people import MANAGER, after


def test_a_subject_is_added_with_a_name_and_a_parent():
    subject = given(Subject)

    subject.add("electricity", NAMES, CAMPING_CARS, MANAGER, after(0))

    assert happened(subject) == [ADDED]


def test_a_subject_is_added_once():
    subject = given(Subject, ADDED)

    with pytest.raises(NotNow, match="This subject already exists"):
        subject.add("power", NAMES, None, MANAGER, after(1))

    assert happened(subject) == []


@pytest.mark.parametrize(("slug", "names"), [("", NAMES), ("electricity", {})])
def test_a_subject_has_a_short_name_and_a_name_in_a_language(slug, names):
    subject = given(Subject)

    with pytest.raises(Invalid, match="short name, and a name in at least one language"):
        subject.add(slug, names, None, MANAGER, after(0))

    assert happened(subject) == []
