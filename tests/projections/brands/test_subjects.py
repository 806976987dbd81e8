"""The subjects: the tree that all brands share."""

from uuid import UUID

import pytest
from sqlalchemy import create_engine

from domain.brands.subject import Subject
from domain.errors import NotFound
from projections.brands.subjects import (
    Subjects,
    SubjectSummary,
    all_subjects,
    name_in,
    subject_called,
    subjects_tables,
)
from projections.engine.rebuild import Rebuilder
from tests.projections.in_memory_projections import RecordedEvents
from tests.support.people import ELECTRICITY, HEATING, MANAGER, MORNING

CAMPERS, SOLAR, BOATS = UUID(int=5), UUID(int=6), UUID(int=7)


@pytest.fixture
def db():
    with create_engine("sqlite://").connect() as db:
        subjects_tables.create_all(db)
        yield db


def named(slug, names, parent_id=None):
    return Subject.Added(
        at=MORNING, slug=slug, name_by_language=names, parent_id=parent_id, by=None
    )


def projected(history, db):
    """In two batches."""
    fold = Subjects().begin(db)
    for batch in (history.events[:1], history.events[1:]):
        fold.apply(batch)
        fold.flush()


@pytest.fixture
def three_subjects(db):
    """Three subjects, projected in two batches."""
    history = RecordedEvents()
    history.add(CAMPERS, named("campers", {"fr": "Camping-cars", "en": "Campers"}))
    history.add(HEATING, named("campers-heating", {"fr": "Chauffage"}, CAMPERS))
    history.add(ELECTRICITY, named("campers-electricity", {"en": "Electricity"}, CAMPERS))
    projected(history, db)


@pytest.mark.usefixtures("three_subjects")
def test_every_subject_by_its_short_name(db):
    assert [(subject.slug, subject.parent_id) for subject in all_subjects(db)] == [
        ("campers", None),
        ("campers-electricity", CAMPERS),
        ("campers-heating", CAMPERS),
    ]


@pytest.mark.usefixtures("three_subjects")
def test_a_subject_has_all_the_names_it_was_added_with(db):
    assert [(subject.slug, subject.names) for subject in all_subjects(db)] == [
        ("campers", {"fr": "Camping-cars", "en": "Campers"}),
        ("campers-electricity", {"en": "Electricity"}),
        ("campers-heating", {"fr": "Chauffage"}),
    ]


def test_subjects_are_listed_after_their_parents_whatever_their_names(db):
    history = RecordedEvents()
    history.add(CAMPERS, named("campers", {"en": "Campers"}))
    history.add(ELECTRICITY, named("watts", {"en": "Electricity"}, CAMPERS))
    history.add(BOATS, named("boats", {"en": "Boats"}))
    history.add(SOLAR, named("a-roof", {"en": "Solar"}, ELECTRICITY))
    history.add(HEATING, named("heating", {"en": "Heating"}, CAMPERS))
    projected(history, db)

    assert [(subject.slug, subject.depth) for subject in all_subjects(db)] == [
        ("boats", 0),
        ("campers", 0),
        ("heating", 1),
        ("watts", 1),
        ("a-roof", 2),
    ]


def test_a_subject_whose_parent_is_parked_is_listed_at_the_top(db):
    projected(RecordedEvents().add(HEATING, named("heating", {"en": "Heating"}, CAMPERS)), db)

    assert [(subject.slug, subject.parent_id, subject.depth) for subject in all_subjects(db)] == [
        ("heating", CAMPERS, 0)
    ]


@pytest.mark.usefixtures("three_subjects")
def test_one_subject_by_its_short_name(db):
    heating = SubjectSummary(HEATING, CAMPERS, "campers-heating", {"fr": "Chauffage"}, 1)

    assert subject_called("campers-heating", db) == heating
    with pytest.raises(NotFound, match="There is no subject called cooling"):
        subject_called("cooling", db)


@pytest.mark.usefixtures("three_subjects")
def test_a_name_in_the_reader_s_language_or_in_the_one_there_is(db):
    campers = subject_called("campers", db)
    heating = subject_called("campers-heating", db)

    assert (campers.name("fr"), campers.name("en")) == ("Camping-cars", "Campers")
    assert (heating.name("fr"), heating.name("en")) == ("Chauffage", "Chauffage")


def test_a_name_that_is_empty_is_none(db):
    assert name_in({"en": "", "fr": "Gaz"}, "en") == name_in({"en": "", "fr": "Gaz"}, "de") == "Gaz"
    assert name_in({}, "en") == ""
    projected(RecordedEvents().add(CAMPERS, named("campers", {"en": ""})), db)
    assert subject_called("campers", db).name("en") == "campers"


def test_both_databases_answer_alike(market):
    name = market.subjects.add
    name(CAMPERS, "campers", {"fr": "Camping-cars"}, None, MANAGER, MORNING)
    name(SOLAR, "a-roof", {"fr": "Toit"}, CAMPERS, MANAGER, MORNING)
    market.projector.catch_up()
    name(BOATS, "boats", {"fr": "Bateaux"}, None, MANAGER, MORNING)
    market.projector.catch_up()

    with market.read_models.read(market.read_models.subjects) as db:
        assert [(subject.slug, subject.depth) for subject in all_subjects(db)] == [
            *(("boats", 0), ("campers", 0), ("a-roof", 1)),
        ]
        assert subject_called("a-roof", db).parent_id == CAMPERS
    assert (
        Rebuilder(market.log, market.read_model_store, lambda *_: None).check(
            market.read_models.subjects
        )
        == []
    )


def test_nothing_is_listed_before_something_is_recorded(db):
    assert all_subjects(db) == []
