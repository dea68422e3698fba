"""Runs the migrations, each in one transaction.

On SQLite foreign keys are off while tables are rebuilt: with them on, the rebuild of a parent fires ON DELETE in its
children and data is gone while the migration reports success.
"""

from alembic import context
from flask import current_app
from sqlalchemy import text

from cstrain.kit.db import Base, UtcDateTime

database = current_app.extensions["migrate"].db


def render_item(kind, item, autogen_context):
    """Our own column types are written as the plain types they stand for."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run():
    engine = database.engine
    options = current_app.extensions["migrate"].configure_args | {"render_item": render_item}
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(connection=connection, target_metadata=Base.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()
            if engine.dialect.name == "sqlite":
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                if broken:
                    raise RuntimeError(f"the migration would leave broken references: {broken[:5]}")
        if engine.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run()
