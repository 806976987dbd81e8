"""Tables that change need a new version of their projection: else old ones would be kept."""

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from tests.projections.table_digests import RENEW, digest_of, present, stored


def test_every_projection_has_a_stored_digest():
    assert present().keys() == stored().keys(), f"run `{RENEW}`"


@pytest.mark.parametrize("name", present())
def test_tables_that_changed_have_a_new_version(name):
    now, before = present()[name], stored().get(name, {})

    if now["tables"] != before.get("tables"):
        assert now["version"] > before.get("version", 0), (
            f"The tables of {name} have changed: raise its `version` above"
            f" {before['version']}, so that workers rebuild it; then run `{RENEW}`."
        )
    assert now == before, f"{name} has a new version: run `{RENEW}` and commit the file."


def test_a_new_column_changes_the_digest():
    assert digest_of(toy("a")) == digest_of(toy("a"))
    assert digest_of(toy("a")) != digest_of(toy("a", "b"))


def toy(*columns):
    class Toy:
        tables = MetaData()

    Table("toy", Toy.tables, *(Column(name, Integer, primary_key=True) for name in columns))
    return Toy
