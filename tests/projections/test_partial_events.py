"""A partial event has fields of its event: a name that is gone would be read as its default."""

import msgspec
import pytest

from domain.log.event_reader import PartialEvent
from projections.engine.read_model_store import ReadModelStore
from projections.read_models import ReadModels


def all_views(folder):
    read_model_store = ReadModelStore(f"sqlite:///{folder / 'none.db'}", None)
    event_types = {
        event_type
        for projection in ReadModels(None, read_model_store).all
        for event_type in projection.event_types
    }
    read_model_store.close()
    return [event_type for event_type in event_types if issubclass(event_type, PartialEvent)]


@pytest.fixture
def views(tmp_path):
    return all_views(tmp_path)


def test_every_field_of_a_view_is_one_of_its_event_and_is_missing_where_that_is(views):
    assert len(views) > 5
    for view in views:
        theirs = {field.name: field.default for field in msgspec.structs.fields(view.OF)}
        ours = {field.name: field.default for field in msgspec.structs.fields(view)}
        assert ours.items() <= theirs.items(), view
