"""Append-only tables are append-only in the database itself, on both databases."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData, Table, event

from cstrain.kit.db.model import Base

PG_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'append-only: %%', TG_TABLE_NAME; END $$ LANGUAGE plpgsql
"""


def append_only_tables() -> list[str]:
    """Names of the tables whose rows may never change."""
    return sorted(mapper.class_.__tablename__ for mapper in Base.registry.mappers if mapper.class_.__appended__)


def append_only_ddl(table: str, dialect: str) -> list[str]:
    """The statements that make ``table`` append-only."""
    if dialect == "postgresql":
        return [
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        for verb in ("update", "delete")
    ]


@event.listens_for(Base.metadata, "after_create")
def _after_create(target: MetaData, connection: Connection, tables: list[Table], **_: object) -> None:
    """Tables made without migrations (in tests) get the same triggers."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.exec_driver_sql(PG_FUNCTION)
    made = {table.name for table in tables}
    for name in append_only_tables():
        if name in made:
            for statement in append_only_ddl(name, dialect):
                connection.exec_driver_sql(statement)
