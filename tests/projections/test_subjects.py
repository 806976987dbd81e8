"""The subjects: the tree that all brands share."""

from uuid import UUID

import pytest
from sqlalchemy import create_engine

from domain.errors import NotFound
from domain.subject import Subject
from projections.subjects import (
    KnownSubject,
    Subjects,
    all_subjects,
    subject_called,
    subjects_tables,
)
from tests.projections.facts.paper import Told
from tests.support.people import ELECTRICITY, HEATING, MORNING

CAMPERS = UUID(int=5)


@pytest.fixture
def db():
    with create_engine("sqlite://").connect() as db:
        subjects_tables.create_all(db)
        yield db


def named(slug, names, parent_id=None):
    return Subject.Named(at=MORNING, slug=slug, names=names, parent_id=parent_id, by=None)


@pytest.fixture
def told(db):
    """Three subjects, told in two batches."""
    story = Told()
    story.tell(CAMPERS, named("campers", {"fr": "Camping-cars", "en": "Campers"}))
    story.tell(HEATING, named("campers-heating", {"fr": "Chauffage"}, CAMPERS))
    story.tell(ELECTRICITY, named("campers-electricity", {"en": "Electricity"}, CAMPERS))
    fold = Subjects().fold(db, fresh=False)
    for batch in (story.seen[:1], story.seen[1:]):
        fold.take(batch)
        fold.write()


@pytest.mark.usefixtures("told")
def test_every_subject_by_its_short_name(db):
    assert [(each.slug, each.parent_id) for each in all_subjects(db)] == [
        ("campers", None),
        ("campers-electricity", CAMPERS),
        ("campers-heating", CAMPERS),
    ]


@pytest.mark.usefixtures("told")
def test_one_subject_by_its_short_name(db):
    heating = KnownSubject(HEATING, "campers-heating", {"fr": "Chauffage"}, CAMPERS)

    assert subject_called("campers-heating", db) == heating
    with pytest.raises(NotFound, match="There is no subject called cooling"):
        subject_called("cooling", db)


@pytest.mark.usefixtures("told")
def test_a_name_in_the_reader_s_language_or_in_the_one_there_is(db):
    campers = subject_called("campers", db)
    heating = subject_called("campers-heating", db)

    assert (campers.name("fr"), campers.name("en")) == ("Camping-cars", "Campers")
    assert (heating.name("fr"), heating.name("en")) == ("Chauffage", "Chauffage")


def test_nothing_is_known_before_something_is_told(db):
    assert all_subjects(db) == []
