"""What Alembic runs first: migrations use the connection, and the transaction, of their caller."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    version_table="private_store_version",
    version_table_schema=None if connection.dialect.name == "sqlite" else "private",
)
context.run_migrations()
