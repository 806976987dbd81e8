"""Migrations of the private store: from nothing and from its first shape to what the code wants."""

import logging
import pkgutil
import sqlite3
from contextlib import closing
from importlib import import_module
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import BLANK_SCHEMA, select, update
from sqlalchemy.exc import OperationalError

import web
from tests.web.shop import settings_at
from web.installation.bad_setting import BadSetting
from web.private_store import store as private_store
from web.private_store.accounts import Account
from web.private_store.store import (
    NEWEST_REVISION,
    SCHEMA,
    VERSION_TABLE,
    Private,
    open_private_store,
    private_file,
)
from web.private_store.texts import PrivateTexts, texts

SHAPES = Path(__file__).parents[2] / "support" / "private_store_shapes"
MIGRATIONS = Path(private_store.__file__).parent / "migrations"


def import_every_module_with_a_table():
    for module in pkgutil.walk_packages(web.__path__, "web."):
        if not module.name.startswith("web.private_store.migrations."):
            import_module(module.name)


def make_first_shape(settings):
    """The tables as the first version made them, with an account and a text."""
    if settings.log_file is None:
        with psycopg.connect(settings.database_url) as db:
            db.execute((SHAPES / "first.postgresql.sql").read_bytes())
        return
    db = sqlite3.connect(private_file(settings.log_file))
    db.executescript((SHAPES / "first.sqlite.sql").read_text(encoding="utf-8"))
    db.close()


def differences(store):
    """What Alembic would still have to change for the tables to be as the code says."""
    import_every_module_with_a_table()
    is_sqlite = store.engine.dialect.name == "sqlite"

    def is_ours(_object, name, kind, _reflected, _compared):
        return not (kind == "table" and name == VERSION_TABLE)

    schema, metadata = (None if is_sqlite else SCHEMA), Private.metadata
    if is_sqlite:
        metadata = type(metadata)()
        for table in Private.metadata.sorted_tables:
            table.to_metadata(metadata, schema=None, referred_schema_fn=lambda *_: BLANK_SCHEMA)
    options = {
        "include_schemas": not is_sqlite,
        "include_object": is_ours,
        "include_name": lambda name, kind, _names: kind != "schema" or name == schema,
    }
    with store.engine.connect() as db:
        return compare_metadata(MigrationContext.configure(db, opts=options), metadata)


def test_a_new_store_has_the_tables_that_the_code_wants(settings):
    store = open_private_store(settings)

    assert differences(store) == []
    store.close()


def test_the_first_shape_is_migrated_and_keeps_what_it_holds(settings):
    make_first_shape(settings)

    store = open_private_store(settings)

    assert differences(store) == []
    with store.sessions() as session:
        assert session.get(Account, UUID(int=7)).email == "ada@example.org"
    with store.engine.connect() as db:
        [text_id] = db.scalars(select(texts.c.id))
    assert PrivateTexts(store).read([text_id]) == {text_id: "A second battery."}
    store.close()


def test_opening_a_current_store_changes_nothing(settings):
    open_private_store(settings).close()

    store = open_private_store(settings)

    with store.engine.connect() as db:
        assert db.scalar(select(private_store.version_table.c.version_num)) == NEWEST_REVISION
    store.close()


def test_a_store_of_a_newer_version_is_refused_in_a_sentence(settings):
    store = open_private_store(settings)
    with store.engine.begin() as db:
        db.execute(update(private_store.version_table).values(version_num="9999"))
    store.close()

    with pytest.raises(BadSetting, match="made by a newer version of Comptoir"):
        open_private_store(settings)


def test_a_migration_that_fails_is_not_repeated(tmp_path, caplog):
    settings = settings_at(tmp_path)
    make_first_shape(settings)
    with closing(sqlite3.connect(private_file(settings.log_file))) as db:
        db.execute("CREATE TABLE job_run (another TEXT)")

    with caplog.at_level(logging.INFO, "alembic"), pytest.raises(OperationalError):
        open_private_store(settings)

    assert caplog.text.count("Running upgrade 0001 -> 0002") == 1


def test_the_revisions_are_one_line_that_ends_with_the_newest():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    revisions = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]

    numbers = [f"{number:04d}" for number in range(1, len(revisions) + 1)]
    assert revisions[::-1] == numbers
    assert numbers[-1] == NEWEST_REVISION
