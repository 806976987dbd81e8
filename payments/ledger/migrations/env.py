"""What Alembic runs first: migrations use the connection, and the transaction, of their caller."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    version_table="ledger_version",
    version_table_schema=None if connection.dialect.name == "sqlite" else "ledger",
)
context.run_migrations()
