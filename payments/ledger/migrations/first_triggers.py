"""
The triggers of revision 0001: what no program may do to the ledger, on both databases.

A line is written before its entry, and an entry completes the lines of its number: then they must
balance, and no further line is taken. So no transaction can commit half an entry, and the rules
need nothing that only one of the databases has.
"""

Rules = tuple[tuple[str, str], ...]
"""What must not hold of a new row, and what is said then."""
APPEND_ONLY = ("account", "entry", "line", "closed_period")

# The same SQL on both databases; {ledger} is the schema and a dot, or nothing.
ACCOUNT_RULES = (
    (
        "EXISTS (SELECT 1 FROM {ledger}account WHERE name = NEW.name AND unit = NEW.unit)",
        "the account exists",
    ),
)
LINE_RULES = (
    (
        "NEW.unit <> (SELECT unit FROM {ledger}account WHERE id = NEW.account_id)",
        "the unit of a line is not that of its account",
    ),
    (
        "EXISTS (SELECT 1 FROM {ledger}entry WHERE id = NEW.entry_id)",
        "the entry is complete",
    ),
    (
        (
            "NEW.entry_id <= (SELECT MAX(entry_id) FROM {ledger}line"
            " WHERE account_id = NEW.account_id)"
        ),
        "the account has a later line",
    ),
    (
        (
            "NEW.balance_minor <> NEW.amount_minor"
            " + COALESCE((SELECT balance_minor FROM {ledger}line"
            " WHERE account_id = NEW.account_id ORDER BY entry_id DESC LIMIT 1), 0)"
        ),
        "the balance of a line does not continue that of the line before",
    ),
    (
        (
            "NEW.balance_minor < 0 AND EXISTS (SELECT 1 FROM {ledger}account"
            " WHERE id = NEW.account_id AND has_floor)"
        ),
        "an account with a floor would become negative",
    ),
)
ENTRY_RULES = (
    (
        "NEW.id <> COALESCE((SELECT MAX(id) FROM {ledger}entry), 0) + 1",
        "the number of an entry is not the next one",
    ),
    (
        "EXISTS (SELECT 1 FROM {ledger}entry WHERE key = NEW.key)",
        "an entry of this key exists",
    ),
    (
        "EXISTS (SELECT 1 FROM {ledger}entry WHERE reverses = NEW.reverses)",
        "the entry is reversed already",
    ),
    (
        "(SELECT COUNT(*) FROM {ledger}line WHERE entry_id = NEW.id) < 2",
        "an entry needs two lines",
    ),
    (
        (
            "EXISTS (SELECT 1 FROM {ledger}line WHERE entry_id = NEW.id"
            " GROUP BY unit HAVING SUM(amount_minor) <> 0)"
        ),
        "an entry does not balance in each unit",
    ),
    (
        "NEW.period <= (SELECT MAX(period) FROM {ledger}closed_period)",
        "the period is closed",
    ),
)
CLOSED_PERIOD_RULES = (
    (
        "NEW.period <= (SELECT MAX(period) FROM {ledger}closed_period)",
        "the period is closed already",
    ),
)
INSERT_RULES = {
    "account": ACCOUNT_RULES,
    "line": LINE_RULES,
    "entry": ENTRY_RULES,
    "closed_period": CLOSED_PERIOD_RULES,
}


def sqlite_insert_trigger(table: str, rules: Rules) -> str:
    """What refuses a new row of which one of these holds."""
    checks = "\n".join(
        f"SELECT RAISE(ABORT, '{message}') WHERE {condition.format(ledger='')};"
        for condition, message in rules
    )
    return f"CREATE TRIGGER {table}_rules BEFORE INSERT ON {table} BEGIN\n{checks}\nEND"


def sqlite_append_only(table: str, action: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} BEGIN"
        " SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    )


def postgres_insert_function(table: str, rules: Rules) -> str:
    """What the trigger calls; it replaces the function that is there."""
    checks = "\n".join(
        f"IF {condition.format(ledger='ledger.')} THEN RAISE EXCEPTION '{message}'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        for condition, message in rules
    )
    return (
        f"CREATE OR REPLACE FUNCTION ledger.{table}_rules() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$BEGIN\n{checks}\nRETURN NEW; END$$"
    )


def _postgres_insert_trigger(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_rules BEFORE INSERT ON ledger.{table}"
        f" FOR EACH ROW EXECUTE FUNCTION ledger.{table}_rules()"
    )


POSTGRES_REFUSAL = (
    "CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    " $$BEGIN RAISE EXCEPTION 'the ledger is append-only'"
    " USING ERRCODE = 'integrity_constraint_violation'; END$$"
)


def _postgres_append_only(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.{table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()"
    )


SQLITE_TRIGGERS = (
    *(sqlite_insert_trigger(table, rules) for table, rules in INSERT_RULES.items()),
    *(
        sqlite_append_only(table, action)
        for table in APPEND_ONLY
        for action in ("UPDATE", "DELETE")
    ),
)
POSTGRES_TRIGGERS = (
    POSTGRES_REFUSAL,
    *(postgres_insert_function(table, rules) for table, rules in INSERT_RULES.items()),
    *map(_postgres_insert_trigger, INSERT_RULES),
    *map(_postgres_append_only, APPEND_ONLY),
)
