"""
Digests of the tables of every projection; `python -m tests.projections.table_digests` renews them.

What was changed since a version need not be remembered: the file beside this one does.
"""

import hashlib
import json
from pathlib import Path

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from projections.read_models import ReadModels

STORED = Path(__file__).with_suffix(".json")
RENEW = "python -m tests.projections.table_digests"


def digest_of(projection):
    """A digest of the statements that create a projection's tables, on both databases."""
    tables = projection.tables.sorted_tables
    indexes = sorted((i for table in tables for i in table.indexes), key=lambda i: str(i.name))
    statements = [*map(CreateTable, tables), *map(CreateIndex, indexes)]
    dialects = sqlite.dialect(), postgresql.dialect()
    texts = [str(made.compile(dialect=dialect)) for dialect in dialects for made in statements]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def present():
    """By projection: its version, and the digest of its tables."""
    return {
        projection.name: {"version": projection.version, "tables": digest_of(projection)}
        for projection in ReadModels(None, None).all
    }


def stored():
    return json.loads(STORED.read_text())


if __name__ == "__main__":
    STORED.write_text(json.dumps(present(), indent=2) + "\n")
