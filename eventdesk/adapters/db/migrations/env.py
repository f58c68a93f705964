"""Runs the migrations on the connection that `schema` hands over, inside its transaction."""

from alembic import context

from eventdesk.adapters.db.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can't alter most things: such a table is copied.
    render_as_batch=True,
)
context.run_migrations()
