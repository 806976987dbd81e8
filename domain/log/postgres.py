"""The log in PostgreSQL: the library's recorder, with positions from one head row."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import (
    InfrastructureFactory,
    InterfaceError,
    OperationalError,
    StoredEvent,
)
from eventsourcing.postgres import (
    ConnectionPool,
    PostgresApplicationRecorder,
    PostgresDatastore,
    PostgresFactory,
)
from eventsourcing.utils import Environment
from psycopg import Connection
from psycopg.rows import dict_row, tuple_row
from typing_extensions import override

from domain.log.entries import AppendRequest
from domain.log.locks import LOG_TABLES
from domain.log.queries import RecorderQueries, metadata_values

PATIENCE_S = 5
"""For how many seconds a connection is waited for."""
MAX_CONNECTIONS = 16
"""Of a process."""
TABLES = (
    """CREATE TABLE IF NOT EXISTS events (
        position bigint NOT NULL PRIMARY KEY,
        stream bytea NOT NULL,
        version bigint NOT NULL,
        topic text NOT NULL,
        state bytea NOT NULL,
        recorded_us bigint NOT NULL,
        commit_id bytea NOT NULL,
        correlation_id bytea NOT NULL,
        causation_id bytea,
        command text NOT NULL,
        UNIQUE (stream, version))""",
    # One row, updated by every append: fillfactor leaves room to do it in place.
    """CREATE TABLE IF NOT EXISTS log_head (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        position bigint NOT NULL) WITH (fillfactor = 10)""",
    "INSERT INTO log_head (position) VALUES (0) ON CONFLICT DO NOTHING",
    """CREATE TABLE IF NOT EXISTS reservations (
        kind text NOT NULL, key text NOT NULL, holder text NOT NULL,
        PRIMARY KEY (kind, key))""",
    "CREATE INDEX IF NOT EXISTS reservations_by_holder ON reservations (kind, holder, key)",
    """CREATE TABLE IF NOT EXISTS balances (
        kind text NOT NULL, key text COLLATE "C" NOT NULL,
        credited bigint NOT NULL, debited bigint NOT NULL, PRIMARY KEY (kind, key))""",
    """CREATE TABLE IF NOT EXISTS idempotency_keys (
        key text PRIMARY KEY, content text NOT NULL, position bigint NOT NULL)""",
    # The newest table, and with its row: `create_table` looks for it.
    """CREATE TABLE IF NOT EXISTS log_identity (
        one boolean PRIMARY KEY DEFAULT true CHECK (one), id bytea NOT NULL)""",
    "INSERT INTO log_identity (id) VALUES (uuid_send(gen_random_uuid())) ON CONFLICT DO NOTHING",
)

# One statement, one round trip. The head row is locked before anything else, because the main
# query needs it and unreferenced parts run last: positions are gapless and in commit order.
HEAD = "head AS (UPDATE log_head SET position = position + %(n)s RETURNING position)"
PARTS = {
    "reserve": """reserved AS (
        INSERT INTO reservations (kind, key, holder)
        SELECT * FROM
            unnest(%(reserve_kinds)s::text[], %(reserve_keys)s::text[], %(holders)s::text[]))""",
    "release": """freed AS (
        DELETE FROM reservations
        USING unnest(%(release_kinds)s::text[], %(release_keys)s::text[]) AS f (kind, key)
        WHERE reservations.kind = f.kind AND reservations.key = f.key)""",
    "balance_changes": """moved AS (
        INSERT INTO balances AS p (kind, key, credited, debited)
        SELECT kind, key, sum(credited)::bigint, sum(debited)::bigint
        FROM unnest(%(change_kinds)s::text[], %(change_keys)s::text[], %(credits)s::bigint[],
            %(debits)s::bigint[]) AS m (kind, key, credited, debited)
        GROUP BY kind, key
        ON CONFLICT (kind, key)
        DO UPDATE SET credited = p.credited + excluded.credited,
            debited = p.debited + excluded.debited
        RETURNING credited - debited AS remains)""",
    "preconditions": """kept AS MATERIALIZED (
        SELECT FROM reservations
        JOIN unnest(%(precondition_kinds)s::text[], %(precondition_keys)s::text[],
            %(precondition_holders)s::text[])
            AS s (kind, key, holder) USING (kind, key, holder)
        FOR SHARE OF reservations),
    occupied AS MATERIALIZED (
        SELECT FROM reservations
        JOIN unnest(%(precondition_kinds)s::text[], %(precondition_keys)s::text[],
            %(precondition_holders)s::text[])
            AS s (kind, key, wanted) USING (kind, key)
        WHERE wanted = '')""",
    "idempotency_key": """answered AS (
        INSERT INTO idempotency_keys (key, content, position)
        SELECT %(stored_key)s::text, %(stored_content)s::text, position FROM head)""",
}
"""What a decision may write besides its events; each costs time also where there is nothing."""

# An overdrawn balance leaves the events without a version, which their table refuses. A CHECK would
# not do: it looks at the row to be inserted before that row is added to what is there. A changed
# precondition does the same: FOR SHARE does not return a reservation that was released while we
# waited for the head row, although our snapshot still shows it. An older snapshot cannot tell that
# a key is still free: then the head row is locked in a statement of its own, before this one.
CONDITIONS = {
    "balance_changes": "NOT EXISTS (SELECT FROM moved WHERE remains < 0)",
    "preconditions": "(SELECT count(*) FROM kept) = %(kept)s AND NOT EXISTS (SELECT FROM occupied)",
}


@cache
def append_with(*parts: str) -> str:
    """The statement that appends events, and writes these parts with them."""
    conditions = [CONDITIONS[part] for part in parts if part in CONDITIONS]
    version = (
        f"CASE WHEN {' AND '.join(conditions)} THEN e.version END" if conditions else "e.version"
    )
    return f"""
    WITH {", ".join([HEAD, *(PARTS[part] for part in parts)])}
    INSERT INTO events (position, stream, version, topic, state, recorded_us, commit_id,
        correlation_id, causation_id, command)
    SELECT head.position - %(n)s + e.ordinal, e.stream, {version}, e.topic, e.state,
        (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, %(commit_id)s::bytea,
        %(correlation_id)s::bytea, %(causation_id)s::bytea, %(command)s::text
    FROM head, unnest(%(streams)s::bytea[], %(versions)s::bigint[], %(topics)s::text[],
        %(states)s::bytea[]) WITH ORDINALITY AS e (stream, version, topic, state, ordinal)
    RETURNING position
    """  # noqa: S608 - made of our own sentences


LOCK_HEAD = "SELECT FROM log_head FOR UPDATE"


class PostgresRecorder(RecorderQueries, PostgresApplicationRecorder):
    """Appends with one statement; a refused append leaves no gap."""

    def create_table(self) -> None:
        """Make the tables, also when several programs start for the first time at once."""
        with self.datastore.get_connection() as connection:
            if connection.execute("SELECT to_regclass('log_identity') AS t").fetchone() != {
                "t": None
            }:
                return
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOG_TABLES,))
                for statement in TABLES:
                    connection.execute(statement)

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        append_request: AppendRequest = kwargs["append_request"]
        statement = append_with(*(part for part in PARTS if getattr(append_request, part)))
        values = {**_events(stored_events), **_rule_values(append_request)}
        append = self._append_alone if "" in values["precondition_holders"] else self._fetch
        return sorted(row[0] for row in append(statement, values))

    def _append_alone(self, statement: str, values: Any) -> list[Any]:
        """Append with a snapshot that also shows what others wrote while we waited for them."""
        with self.datastore.get_connection() as connection, connection.transaction():
            connection.execute(LOCK_HEAD)
            cursor = connection.cursor(row_factory=tuple_row, binary=True)
            return cursor.execute(statement, values, prepare=True).fetchall()

    def _read(self, query: str, values: Any) -> list[Any]:
        statement = query.replace("?", "%s")
        try:
            return self._fetch(statement, values)
        except (OperationalError, InterfaceError):
            # The server was started anew, or cut connections that were idle; reading is repeatable.
            self.datastore.pool.check()
            return self._fetch(statement, values)

    def _fetch(self, statement: str, values: Any) -> list[Any]:
        with self.datastore.get_connection() as connection:
            cursor = connection.cursor(row_factory=tuple_row, binary=True)
            return cursor.execute(statement, values, prepare=True).fetchall()


def _events(stored_events: Sequence[StoredEvent]) -> dict[str, Any]:
    return {
        "n": len(stored_events),
        "streams": [cast(UUID, stored.originator_id).bytes for stored in stored_events],
        "versions": [stored.originator_version for stored in stored_events],
        "topics": [stored.topic for stored in stored_events],
        "states": [stored.state for stored in stored_events],
    }


def _rule_values(append_request: AppendRequest) -> dict[str, Any]:
    return {
        **metadata_values(append_request.metadata),
        "reserve_kinds": [reservation.kind for reservation in append_request.reserve],
        "reserve_keys": [reservation.key for reservation in append_request.reserve],
        "holders": [reservation.holder for reservation in append_request.reserve],
        "release_kinds": [reservation.kind for reservation in append_request.release],
        "release_keys": [reservation.key for reservation in append_request.release],
        "kept": sum(reservation.holder != "" for reservation in append_request.preconditions),
        "precondition_kinds": [reservation.kind for reservation in append_request.preconditions],
        "precondition_keys": [reservation.key for reservation in append_request.preconditions],
        "precondition_holders": [
            reservation.holder for reservation in append_request.preconditions
        ],
        "change_kinds": [change.kind for change in append_request.balance_changes],
        "change_keys": [change.key for change in append_request.balance_changes],
        "credits": [change.credited for change in append_request.balance_changes],
        "debits": [change.debited for change in append_request.balance_changes],
        "stored_key": append_request.idempotency_key and append_request.idempotency_key.key,
        "stored_content": append_request.idempotency_key and append_request.idempotency_key.content,
    }


class Datastore(PostgresDatastore):
    """Connections as the whole URL says, TLS and all: the library knows five parts of it."""

    def __init__(self, database_url: str) -> None:
        no_part = ("",) * 5
        super().__init__(*no_part, idle_in_transaction_session_timeout=30)
        # While the server is away the pool tries to connect after one second, two, four, and so
        # on. It gives up after PATIENCE_S, and begins anew for the next who needs a connection: so
        # it is there soon after the server, however long that was away.
        self.pool = ConnectionPool(
            database_url,
            kwargs={"row_factory": dict_row},
            min_size=1,
            max_size=MAX_CONNECTIONS,
            open=False,
            configure=self.after_connect_func(),
            timeout=PATIENCE_S,
            reconnect_timeout=PATIENCE_S,
        )

    def after_connect_func(self) -> Callable[[Connection[Any]], None]:
        as_ever = super().after_connect_func()

        def after_connect(connection: Connection[Any]) -> None:
            as_ever(connection)
            # Appends would be planned each time, for arrays as long as those given: a sixth of a
            # command's time, for the plan that there was before.
            connection.execute("SET plan_cache_mode = force_generic_plan")

        return after_connect


class PostgresLogFactory(PostgresFactory):
    """Makes the recorder of the log."""

    def __init__(self, env: Environment) -> None:
        """Connect to the DATABASE_URL; of the library's own settings there are none."""
        InfrastructureFactory.__init__(self, env)
        self.datastore = Datastore(env["DATABASE_URL"])

    @override
    def application_recorder(self) -> PostgresApplicationRecorder:
        recorder = PostgresRecorder(self.datastore)
        recorder.create_table()
        return recorder


def factory_for(env: Environment) -> PostgresLogFactory:
    """The factory of recorders; env: what `settings_of` gives."""
    return PostgresLogFactory(env)


def settings_of(database_url: str) -> dict[str, str]:
    """What the factory needs to know."""
    return {"DATABASE_URL": database_url}
