"""The triggers of revision 0002: an entry continues the chain of hashes."""

from payments.ledger.migrations.first_triggers import (
    ENTRY_RULES,
    postgres_insert_function,
    sqlite_append_only,
    sqlite_insert_trigger,
)

FIRST = "0" * 64
CHAIN_RULES = (
    *ENTRY_RULES,
    (
        (
            "NEW.previous_hash <> COALESCE("
            "(SELECT hash FROM {ledger}entry WHERE id = NEW.id - 1),"
            " '0000000000000000000000000000000000000000000000000000000000000000')"
        ),
        "the entry does not continue the chain of hashes",
    ),
    (
        "LENGTH(NEW.content_hash) <> 64 OR LENGTH(NEW.hash) <> 64",
        "a hash has 64 hexadecimal digits",
    ),
)
# While the hashes of entries from before are filled in, entries can be changed.
SQLITE_BEFORE = ("DROP TRIGGER entry_no_update", "DROP TRIGGER entry_rules")
SQLITE_AFTER = (
    sqlite_append_only("entry", "UPDATE"),
    sqlite_insert_trigger("entry", CHAIN_RULES),
)
POSTGRES_BEFORE = ("ALTER TABLE ledger.entry DISABLE TRIGGER entry_append_only",)
POSTGRES_AFTER = (
    "ALTER TABLE ledger.entry ENABLE TRIGGER entry_append_only",
    postgres_insert_function("entry", CHAIN_RULES),
)
