"""
Keys of the advisory locks in PostgreSQL, all in one place so that no two are the same.

A lock of one key is taken with the key alone. A lock of two has one of these as its first key and
a number of the owner's choice as its second.
"""

LOG_TABLES = 0x436F6D70
"""Programs that first start on one database make the log's tables one after the other ("Comp")."""

PRIVATE_STORE_TABLES = 0x636F6D70
"""The same for the private store's tables ("comp")."""

LEDGER_TABLES = 0x6C656467
"""The same for the ledger's tables ("ledg")."""

DELIVERY_WORKERS = 0x6D61696C
"""First of two keys: a worker that delivers is alive while it holds its own ("mail")."""

READ_MODEL_REGISTER = 0x72656769
"""Who changes which generation of a projection is live ("regi")."""

REBUILDS = 0x72626C64
"""First of two keys: a projection is rebuilt while its own is held ("rbld")."""

JOBS = 0x6A6F6273
"""First of two keys: a job runs in one worker while its own is held ("jobs")."""

RATE_LIMITS = 0x72617465
"""Taken to count what is limited in number: all processes count one after the other ("rate")."""
