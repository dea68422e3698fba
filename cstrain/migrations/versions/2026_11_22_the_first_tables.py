"""the first tables

Revision ID: 2026_11_22_first
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_first"
down_revision = None
branch_labels = None
depends_on = None


APPEND_ONLY = (
    "answer_step",
    "api_token_store",
    "attachment",
    "attempt_move",
    "audit",
    "certificate_move",
    "citation",
    "decision_value",
    "ending_notice",
    "exam_version",
    "former_number",
    "gate_version",
    "kpi_fact",
    "kpi_import",
    "ladder_version",
    "level_holding",
    "mark",
    "material_version",
    "play_text_version",
    "practice_answer",
    "question_event",
    "question_use",
    "question_version",
    "record_entry",
    "rule_version",
    "sign_token",
    "slot",
    "state_change",
    "text_version",
)


def _guard():
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$ "
            "BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
        )
    for table in APPEND_ONLY:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            continue
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
            )


def upgrade():
    op.create_table(
        "access_log",
        sa.Column("token_id", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_id", "address", name=op.f("pk_access_log")),
    )
    op.create_table(
        "answer_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("attempt_id", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("client", sa.String(length=24), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_step")),
        sa.UniqueConstraint("attempt_id", "key", name=op.f("uq_answer_step_attempt_id_key")),
        sa.UniqueConstraint(
            "attempt_id", "place", "client", "seq", name=op.f("uq_answer_step_attempt_id_place_client_seq")
        ),
    )
    op.create_table(
        "attachment",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("mimetype", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_attachment")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("request", sa.String(length=16), nullable=False),
        sa.Column("table", sa.String(length=40), nullable=False),
        sa.Column("row", sa.String(length=80), nullable=False),
        sa.Column("change", sa.String(length=6), nullable=False),
        sa.Column("old", sa.JSON(), nullable=False),
        sa.Column("new", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_actor"), ["actor"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_row"), ["row"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_table"), ["table"], unique=False)

    op.create_table(
        "bank",
        sa.Column("key", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("english", sa.String(length=120), nullable=False),
        sa.Column("english_intro", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("defaults", sa.JSON(), nullable=False),
        sa.Column("file", sa.String(length=120), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("loaded_by", sa.String(length=40), nullable=False),
        sa.Column("loaded_new", sa.Integer(), nullable=False),
        sa.Column("loaded_changed", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_bank")),
    )
    op.create_table(
        "certificate_serial",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_certificate_serial")),
    )
    op.create_table(
        "cohort",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("course_key", sa.String(length=60), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("name", name=op.f("uq_cohort_name")),
    )
    op.create_table(
        "content_file",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("loaded", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("loaded_by", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_file")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_content_file_kind_key")),
        sa.UniqueConstraint("path", name=op.f("uq_content_file_path")),
    )
    op.create_table(
        "decision_text",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("low", sa.String(length=20), nullable=False),
        sa.Column("high", sa.String(length=20), nullable=False),
        sa.Column("used_in", sa.String(length=200), nullable=False),
        sa.Column("suggestion", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("caution", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_text")),
        sa.UniqueConstraint("name", name=op.f("uq_decision_text_name")),
    )
    op.create_table(
        "decision_value",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("suggested", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_value")),
    )
    with op.batch_alter_table("decision_value", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_value_name"), ["name"], unique=False)

    op.create_table(
        "exam",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam")),
        sa.UniqueConstraint("key", name=op.f("uq_exam_key")),
    )
    op.create_table(
        "gate_version",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("certificate", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_version")),
        sa.UniqueConstraint("key", "number", name=op.f("uq_gate_version_key_number")),
    )
    with op.batch_alter_table("gate_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gate_version_certificate"), ["certificate"], unique=False)
        batch_op.create_index(batch_op.f("ix_gate_version_key"), ["key"], unique=False)

    op.create_table(
        "installation",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("setup_code_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('demo', 'real')", name=op.f("ck_installation_kind")),
        sa.CheckConstraint("one = 1", name=op.f("ck_installation_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
        sa.UniqueConstraint("one", name=op.f("uq_installation_one")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_job_kind_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_done_at"), ["done_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_due"), ["due"], unique=False)

    op.create_table(
        "knowledge_point",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("english", sa.String(length=120), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_knowledge_point")),
    )
    op.create_table(
        "kpi_import",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_import")),
    )
    with op.batch_alter_table("kpi_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kpi_import_at"), ["at"], unique=False)

    op.create_table(
        "ladder_version",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=9), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("origin IN ('shipped', 'imported', 'made_here')", name=op.f("ck_ladder_version_origin")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_ladder_version_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_version")),
        sa.UniqueConstraint("key", "number", name=op.f("uq_ladder_version_key_number")),
    )
    op.create_table(
        "material",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('课文', '模块', '课程', '章程')", name=op.f("ck_material_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_material_kind_key")),
    )
    op.create_table(
        "play_text",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("english", sa.String(length=120), nullable=False),
        sa.Column("file", sa.String(length=120), nullable=False),
        sa.Column("withdrawn", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('场景', '量表', '禁语', '话术')", name=op.f("ck_play_text_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_play_text")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_play_text_kind_key")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("part_id", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("inherited", sa.JSON(), nullable=False),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=9), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("settled_by", sa.String(length=40), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'taken', 'declined', 'replaced')", name=op.f("ck_proposal_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("part_id", "hash", name=op.f("uq_proposal_part_id_hash")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_part_id"), ["part_id"], unique=False)

    op.create_table(
        "refused_save",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("attempt_id", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_save")),
    )
    with op.batch_alter_table("refused_save", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refused_save_attempt_id"), ["attempt_id"], unique=False)

    op.create_table(
        "register",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("english", sa.String(length=120), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("defaults", sa.JSON(), nullable=False),
        sa.Column("file", sa.String(length=120), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('rules', 'points')", name=op.f("ck_register_kind")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_register")),
    )
    op.create_table(
        "session_use",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_use")),
    )
    op.create_table(
        "store",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store")),
        sa.UniqueConstraint("name", name=op.f("uq_store_name")),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "text_proposal",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=9), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name=op.f("ck_text_proposal_settled_has_time")),
        sa.CheckConstraint("state IN ('open', 'taken', 'kept', 'replaced')", name=op.f("ck_text_proposal_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_proposal")),
    )
    with op.batch_alter_table("text_proposal", schema=None) as batch_op:
        batch_op.create_index(
            "uq_text_proposal_open",
            ["kind", "key"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "text_version",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=9), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('decisions', 'points', 'ladder')", name=op.f("ck_text_version_kind")),
        sa.CheckConstraint("origin IN ('shipped', 'imported', 'made_here')", name=op.f("ck_text_version_origin")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_version")),
        sa.UniqueConstraint("kind", "key", "number", name=op.f("uq_text_version_kind_key_number")),
    )
    op.create_table(
        "try",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('sign_in', 'sign', 'code', 'setup')", name=op.f("ck_try_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_try")),
    )
    with op.batch_alter_table("try", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_try_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_try_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_try_at"), ["at"], unique=False)

    op.create_table(
        "exam_version",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("exam_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_exam_version_exam_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_version")),
        sa.UniqueConstraint("exam_id", "number", name=op.f("uq_exam_version_exam_id_number")),
    )
    with op.batch_alter_table("exam_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_version_exam_id"), ["exam_id"], unique=False)

    op.create_table(
        "material_version",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("material_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("number_in_file", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.CheckConstraint("origin IN ('shipped', 'imported', 'made_here')", name=op.f("ck_material_version_origin")),
        sa.ForeignKeyConstraint(["material_id"], ["material.id"], name=op.f("fk_material_version_material_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_version")),
        sa.UniqueConstraint("material_id", "number", name=op.f("uq_material_version_material_id_number")),
    )
    with op.batch_alter_table("material_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_material_version_material_id"), ["material_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("employee_no", sa.String(length=40), nullable=False),
        sa.Column("folded_no", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("team_id", sa.String(length=16), nullable=True),
        sa.Column("store_id", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("password_is_own", sa.Boolean(), nullable=False),
        sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reset_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reset_by", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("theme", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('in_training', 'at_work', 'on_leave', 'paused', 'left', 'rehired')", name=op.f("ck_person_state")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_person_store_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_person_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("folded_no", name=op.f("uq_person_folded_no")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_store_id"), ["store_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_team_id"), ["team_id"], unique=False)

    op.create_table(
        "play_text_version",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("play_text_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("number_in_file", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=9), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.CheckConstraint("origin IN ('shipped', 'imported', 'made_here')", name=op.f("ck_play_text_version_origin")),
        sa.ForeignKeyConstraint(["play_text_id"], ["play_text.id"], name=op.f("fk_play_text_version_play_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_play_text_version")),
        sa.UniqueConstraint("play_text_id", "number", name=op.f("uq_play_text_version_play_text_id_number")),
    )
    with op.batch_alter_table("play_text_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_play_text_version_play_text_id"), ["play_text_id"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bank_key", sa.String(length=6), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("loaded_hash", sa.String(length=64), nullable=False),
        sa.Column("loaded_bearing", sa.String(length=64), nullable=False),
        sa.Column("loaded_number", sa.String(length=12), nullable=False),
        sa.Column("loaded_from", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'live', 'disputed', 'retired')", name=op.f("ck_question_state")),
        sa.ForeignKeyConstraint(["bank_key"], ["bank.key"], name=op.f("fk_question_bank_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_bank_key"), ["bank_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_state"), ["state"], unique=False)

    op.create_table(
        "rule",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("register_key", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.String(length=20), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("withdrawn", sa.Text(), nullable=False),
        sa.Column("loaded_hash", sa.String(length=64), nullable=False),
        sa.Column("loaded_bearing", sa.String(length=64), nullable=False),
        sa.Column("loaded_number", sa.String(length=12), nullable=False),
        sa.Column("loaded_from", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["register_key"], ["register.key"], name=op.f("fk_rule_register_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule")),
    )
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_register_key"), ["register_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_rule_review_on"), ["review_on"], unique=False)

    op.create_table(
        "api_token",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("prefix", sa.String(length=16), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("sees_clearance", sa.Boolean(), nullable=False),
        sa.Column("sees_level", sa.Boolean(), nullable=False),
        sa.Column("issued_by", sa.String(length=16), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(length=16), nullable=True),
        sa.Column("revoked_why", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("sees_clearance OR sees_level", name=op.f("ck_api_token_sees")),
        sa.ForeignKeyConstraint(["issued_by"], ["person.id"], name=op.f("fk_api_token_issued_by")),
        sa.ForeignKeyConstraint(["revoked_by"], ["person.id"], name=op.f("fk_api_token_revoked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("prefix", name=op.f("uq_api_token_prefix")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_token_secret_hash")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_issued_by"), ["issued_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_api_token_revoked_by"), ["revoked_by"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("course_key", sa.String(length=60), nullable=False),
        sa.Column("course_name", sa.String(length=120), nullable=False),
        sa.Column("course_version_id", sa.String(length=16), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.Column("post_name", sa.String(length=40), nullable=False),
        sa.Column("gate_key", sa.String(length=60), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("workdays", sa.String(length=7), nullable=False),
        sa.Column("cohort_id", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enrolled_by", sa.String(length=40), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('active', 'finished', 'ended', 'voided')", name=op.f("ck_enrolment_state")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_enrolment_cohort_id")),
        sa.ForeignKeyConstraint(
            ["course_version_id"], ["material_version.id"], name=op.f("fk_enrolment_course_version_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_course_version_id"), ["course_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_enrolment_running",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )

    op.create_table(
        "exam_publication",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("exam_id", sa.String(length=16), nullable=False),
        sa.Column("version_id", sa.String(length=16), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_exam_publication_exam_id")),
        sa.ForeignKeyConstraint(["version_id"], ["exam_version.id"], name=op.f("fk_exam_publication_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_publication")),
    )
    with op.batch_alter_table("exam_publication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_publication_exam_id"), ["exam_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_publication_version_id"), ["version_id"], unique=False)

    op.create_table(
        "exam_resit",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("exam_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_exam_resit_exam_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_exam_resit_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_resit")),
    )
    with op.batch_alter_table("exam_resit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_resit_exam_id"), ["exam_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_resit_person_id"), ["person_id"], unique=False)

    op.create_table(
        "former_number",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("folded_no", sa.String(length=40), nullable=False),
        sa.Column("employee_no", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_former_number_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_number")),
        sa.UniqueConstraint("folded_no", name=op.f("uq_former_number_folded_no")),
    )
    with op.batch_alter_table("former_number", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_number_person_id"), ["person_id"], unique=False)

    op.create_table(
        "grant_of_role",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("team_id", sa.String(length=16), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("deputy_of_id", sa.String(length=16), nullable=True),
        sa.Column("given_by", sa.String(length=40), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "role IN ('trainer', 'mentor', 'inspector', 'supervisor', 'administrator', 'auditor')",
            name=op.f("ck_grant_of_role_role"),
        ),
        sa.ForeignKeyConstraint(["deputy_of_id"], ["person.id"], name=op.f("fk_grant_of_role_deputy_of_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_grant_of_role_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_grant_of_role_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_of_role")),
    )
    with op.batch_alter_table("grant_of_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_of_role_deputy_of_id"), ["deputy_of_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_of_role_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_of_role_team_id"), ["team_id"], unique=False)

    op.create_table(
        "inbox_item",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_inbox_item_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_item")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_inbox_item_person_id_key")),
    )
    with op.batch_alter_table("inbox_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbox_item_person_id"), ["person_id"], unique=False)

    op.create_table(
        "kpi_fact",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("num", sa.BigInteger(), nullable=True),
        sa.Column("den", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("import_id", sa.String(length=16), nullable=False),
        sa.CheckConstraint("month LIKE '____-__'", name=op.f("ck_kpi_fact_month")),
        sa.CheckConstraint("den >= 1", name=op.f("ck_kpi_fact_den")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_kpi_fact_number")),
        sa.ForeignKeyConstraint(["import_id"], ["kpi_import.id"], name=op.f("fk_kpi_fact_import_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_kpi_fact_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_fact")),
        sa.UniqueConstraint(
            "person_id", "indicator", "month", "number", name=op.f("uq_kpi_fact_person_id_indicator_month_number")
        ),
    )
    with op.batch_alter_table("kpi_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kpi_fact_import_id"), ["import_id"], unique=False)
        batch_op.create_index("ix_kpi_fact_month", ["month"], unique=False)
        batch_op.create_index(batch_op.f("ix_kpi_fact_person_id"), ["person_id"], unique=False)

    op.create_table(
        "one_time_code",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_for", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_one_time_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
    )
    with op.batch_alter_table("one_time_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_time_code_person_id"), ["person_id"], unique=False)

    op.create_table(
        "private_value",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_private_value_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_value")),
        sa.UniqueConstraint("digest", name=op.f("uq_private_value_digest")),
    )
    with op.batch_alter_table("private_value", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_private_value_person_id"), ["person_id"], unique=False)

    op.create_table(
        "promotion",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("ladder", sa.String(length=60), nullable=False),
        sa.Column("ladder_version_id", sa.String(length=16), nullable=False),
        sa.Column("old_level", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("level_name", sa.String(length=80), nullable=False),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("effective_month", sa.String(length=7), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=40), nullable=False),
        sa.Column("deputy_of_id", sa.String(length=16), nullable=True),
        sa.Column("entry_seq", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'approved') = (effective_month IS NOT NULL)", name=op.f("ck_promotion_approved_has_month")
        ),
        sa.CheckConstraint("(state = 'proposed') = (settled_at IS NULL)", name=op.f("ck_promotion_settled_has_time")),
        sa.CheckConstraint("state IN ('proposed', 'approved', 'declined', 'lapsed')", name=op.f("ck_promotion_state")),
        sa.ForeignKeyConstraint(["deputy_of_id"], ["person.id"], name=op.f("fk_promotion_deputy_of_id")),
        sa.ForeignKeyConstraint(
            ["ladder_version_id"], ["ladder_version.id"], name=op.f("fk_promotion_ladder_version_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_promotion_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion")),
    )
    with op.batch_alter_table("promotion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promotion_deputy_of_id"), ["deputy_of_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_promotion_ladder_version_id"), ["ladder_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_promotion_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_promotion_proposed_at"), ["proposed_at"], unique=False)
        batch_op.create_index(
            "uq_promotion_proposed",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )

    op.create_table(
        "question_event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("question_id", sa.String(length=16), nullable=False),
        sa.Column("event", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "event IN ('release', 'dispute', 'confirm', 'retire', 'restore')", name=op.f("ck_question_event_event")
        ),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_event_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_event")),
    )
    with op.batch_alter_table("question_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_event_question_id"), ["question_id"], unique=False)

    op.create_table(
        "question_version",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("question_id", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("minor", sa.Integer(), nullable=False),
        sa.Column("number_in_file", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("inherited", sa.JSON(), nullable=False),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("bearing", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=9), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("difficulty", sa.String(length=2), nullable=False),
        sa.Column("stem", sa.Text(), nullable=False),
        sa.Column("is_fatal", sa.Boolean(), nullable=False),
        sa.Column("needs_marker", sa.Boolean(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('单选', '多选', '判断', '填空', '数值', '排序', '匹配', '归类', '权限', '简答', '改写', '案例')",
            name=op.f("ck_question_version_kind"),
        ),
        sa.CheckConstraint("origin IN ('shipped', 'imported', 'made_here')", name=op.f("ck_question_version_origin")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_version_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_version")),
        sa.UniqueConstraint("question_id", "major", "minor", name=op.f("uq_question_version_question_id_major_minor")),
        sa.UniqueConstraint("question_id", "seq", name=op.f("uq_question_version_question_id_seq")),
    )
    with op.batch_alter_table("question_version", schema=None) as batch_op:
        batch_op.create_index("ix_question_version_draw", ["kind", "difficulty"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_version_question_id"), ["question_id"], unique=False)

    op.create_table(
        "record_entry",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('enrolled', 'moved', 'paused', 'resumed', 'waived', 'attended', 'step_done', 'confirmed', 'signed', 'refused_to_sign', 'refusal_answered', 'acknowledged', 'practice', 'fluency', 'roleplay', 'exam_result', 'red_line', 'red_line_settled', 'gate_decided', 'gate_withdrawn', 'certificate_issued', 'certificate_suspended', 'certificate_restored', 'certificate_revoked', 'level_reached', 'level_declined', 'level_on_hold', 'level_resumed', 'state_changed', 'took_over', 'corrected', 'voided', 'password_reset', 'rights_noted')",
            name=op.f("ck_record_entry_kind"),
        ),
        sa.CheckConstraint("seq > 0", name=op.f("ck_record_entry_seq")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_record_entry_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_record_entry_hash")),
        sa.UniqueConstraint("person_id", "seq", name=op.f("uq_record_entry_person_id_seq")),
        sa.UniqueConstraint("prev", name=op.f("uq_record_entry_prev")),
    )
    with op.batch_alter_table("record_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_entry_actor"), ["actor"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_entry_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_record_entry_person_id_kind", ["person_id", "kind"], unique=False)
        batch_op.create_index("ix_record_entry_person_id_subject", ["person_id", "subject"], unique=False)

    op.create_table(
        "record_head",
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_record_head_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_record_head")),
    )
    with op.batch_alter_table("record_head", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_head_person_id"), ["person_id"], unique=False)

    op.create_table(
        "red_line_event",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.String(length=16), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_id", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry_seq", sa.Integer(), nullable=True),
        sa.Column("settled_by", sa.String(length=16), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_seq", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('reported', 'confirmed', 'dismissed', 'settled')", name=op.f("ck_red_line_event_state")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_red_line_event_person_id")),
        sa.ForeignKeyConstraint(["reported_by"], ["person.id"], name=op.f("fk_red_line_event_reported_by")),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_red_line_event_second_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_red_line_event_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_red_line_event")),
    )
    with op.batch_alter_table("red_line_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_red_line_event_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_red_line_event_reported_by"), ["reported_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_red_line_event_second_id"), ["second_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_red_line_event_settled_by"), ["settled_by"], unique=False)

    op.create_table(
        "roleplay_session",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("customer_id", sa.String(length=16), nullable=False),
        sa.Column("scored_by", sa.String(length=16), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scenario_key", sa.String(length=8), nullable=False),
        sa.Column("scenario_version_id", sa.String(length=16), nullable=False),
        sa.Column("rubric_version_id", sa.String(length=16), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("critical", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("den", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("entry_seq", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(voided_at IS NULL) = (voided_by = '')", name=op.f("ck_roleplay_session_voided")),
        sa.CheckConstraint("den > 0 AND num >= 0 AND num <= 100 * den", name=op.f("ck_roleplay_session_points")),
        sa.CheckConstraint(
            "person_id <> scored_by AND person_id <> customer_id", name=op.f("ck_roleplay_session_others")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["person.id"], name=op.f("fk_roleplay_session_customer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roleplay_session_person_id")),
        sa.ForeignKeyConstraint(
            ["rubric_version_id"], ["play_text_version.id"], name=op.f("fk_roleplay_session_rubric_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["scenario_version_id"], ["play_text_version.id"], name=op.f("fk_roleplay_session_scenario_version_id")
        ),
        sa.ForeignKeyConstraint(["scored_by"], ["person.id"], name=op.f("fk_roleplay_session_scored_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roleplay_session")),
    )
    with op.batch_alter_table("roleplay_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roleplay_session_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_roleplay_session_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_roleplay_session_person_id_scenario_key", ["person_id", "scenario_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_roleplay_session_rubric_version_id"), ["rubric_version_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_roleplay_session_scenario_version_id"), ["scenario_version_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_roleplay_session_scored_at"), ["scored_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_roleplay_session_scored_by"), ["scored_by"], unique=False)

    op.create_table(
        "rule_version",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("rule_id", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("minor", sa.Integer(), nullable=False),
        sa.Column("number_in_file", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("inherited", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("bearing", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=9), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("origin IN ('shipped', 'imported', 'made_here')", name=op.f("ck_rule_version_origin")),
        sa.ForeignKeyConstraint(["rule_id"], ["rule.id"], name=op.f("fk_rule_version_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_version")),
        sa.UniqueConstraint("rule_id", "major", "minor", name=op.f("uq_rule_version_rule_id_major_minor")),
        sa.UniqueConstraint("rule_id", "seq", name=op.f("uq_rule_version_rule_id_seq")),
    )
    with op.batch_alter_table("rule_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_version_rule_id"), ["rule_id"], unique=False)

    op.create_table(
        "session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "state_change",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("old", sa.String(length=12), nullable=False),
        sa.Column("new", sa.String(length=12), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_state_change_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_state_change")),
    )
    with op.batch_alter_table("state_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_state_change_person_id"), ["person_id"], unique=False)

    op.create_table(
        "take_over",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.Column("post_name", sa.String(length=40), nullable=False),
        sa.Column("gate_key", sa.String(length=60), nullable=False),
        sa.Column("certificate", sa.String(length=80), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("level", sa.String(length=60), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("approver_id", sa.String(length=16), nullable=False),
        sa.Column("prepared_by", sa.String(length=16), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("settled_by", sa.String(length=16), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('prepared', 'approved', 'declined')", name=op.f("ck_take_over_state")),
        sa.ForeignKeyConstraint(["approver_id"], ["person.id"], name=op.f("fk_take_over_approver_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_take_over_person_id")),
        sa.ForeignKeyConstraint(["prepared_by"], ["person.id"], name=op.f("fk_take_over_prepared_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_take_over_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_take_over")),
    )
    with op.batch_alter_table("take_over", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_take_over_approver_id"), ["approver_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_take_over_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_take_over_prepared_at"), ["prepared_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_take_over_prepared_by"), ["prepared_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_take_over_settled_by"), ["settled_by"], unique=False)
        batch_op.create_index(
            "uq_take_over_prepared",
            ["person_id", "certificate"],
            unique=True,
            sqlite_where=sa.text("state = 'prepared'"),
            postgresql_where=sa.text("state = 'prepared'"),
        )

    op.create_table(
        "absence",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("enrolment_id", sa.String(length=16), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_absence_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "api_token_store",
        sa.Column("token_id", sa.String(length=16), nullable=False),
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_api_token_store_store_id")),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name=op.f("fk_api_token_store_token_id")),
        sa.PrimaryKeyConstraint("token_id", "store_id", name=op.f("pk_api_token_store")),
    )
    with op.batch_alter_table("api_token_store", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_store_store_id"), ["store_id"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("exam_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("publication_id", sa.String(length=16), nullable=False),
        sa.Column("version_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("chance", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("line_num", sa.Integer(), nullable=False),
        sa.Column("line_den", sa.Integer(), nullable=False),
        sa.Column("decided", sa.JSON(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=8), nullable=False),
        sa.Column("score_num", sa.BigInteger(), nullable=True),
        sa.Column("score_den", sa.BigInteger(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("verdict", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'graded') = (score_num IS NOT NULL)", name=op.f("ck_attempt_graded_has_score")),
        sa.CheckConstraint("state IN ('open', 'paused', 'to_mark', 'graded', 'void')", name=op.f("ck_attempt_state")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_attempt_exam_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attempt_person_id")),
        sa.ForeignKeyConstraint(["publication_id"], ["exam_publication.id"], name=op.f("fk_attempt_publication_id")),
        sa.ForeignKeyConstraint(["version_id"], ["exam_version.id"], name=op.f("fk_attempt_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("person_id", "exam_id", "number", name=op.f("uq_attempt_person_id_exam_id_number")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_deadline"), ["deadline"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempt_exam_id"), ["exam_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempt_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempt_publication_id"), ["publication_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempt_version_id"), ["version_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("enrolment_id", sa.String(length=16), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_attendance_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("enrolment_id", "on_day", name=op.f("uq_attendance_enrolment_id_on_day")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "citation",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version_id", sa.String(length=16), nullable=False),
        sa.Column("rule_id", sa.String(length=16), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["rule_id"], ["rule.id"], name=op.f("fk_citation_rule_id")),
        sa.ForeignKeyConstraint(["version_id"], ["question_version.id"], name=op.f("fk_citation_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation")),
        sa.UniqueConstraint("version_id", "rule_id", name=op.f("uq_citation_version_id_rule_id")),
    )
    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_citation_rule_id"), ["rule_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_citation_version_id"), ["version_id"], unique=False)

    op.create_table(
        "coach",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("enrolment_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint("role IN ('mentor', 'trainer')", name=op.f("ck_coach_role")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_coach_enrolment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_coach_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coach")),
    )
    with op.batch_alter_table("coach", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coach_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coach_person_id"), ["person_id"], unique=False)

    op.create_table(
        "gate_decision",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("enrolment_id", sa.String(length=16), nullable=False),
        sa.Column("gate_version_id", sa.String(length=16), nullable=False),
        sa.Column("decision", sa.String(length=12), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("left_open", sa.JSON(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("evidence_hash", sa.String(length=64), nullable=False),
        sa.Column("facts_hash", sa.String(length=64), nullable=False),
        sa.Column("relaxed", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(length=16), nullable=False),
        sa.Column("deputy_of_id", sa.String(length=16), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_seq", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_seq", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("decision IN ('agree', 'conditional', 'postpone')", name=op.f("ck_gate_decision_decision")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_gate_decision_decided_by")),
        sa.ForeignKeyConstraint(["deputy_of_id"], ["person.id"], name=op.f("fk_gate_decision_deputy_of_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_gate_decision_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["gate_version_id"], ["gate_version.id"], name=op.f("fk_gate_decision_gate_version_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_gate_decision_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_decision")),
    )
    with op.batch_alter_table("gate_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gate_decision_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_gate_decision_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_gate_decision_deputy_of_id"), ["deputy_of_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_gate_decision_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_gate_decision_gate_version_id"), ["gate_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_gate_decision_person_id"), ["person_id"], unique=False)

    op.create_table(
        "level_holding",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("ladder", sa.String(length=60), nullable=False),
        sa.Column("ladder_version_id", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=9), nullable=False),
        sa.Column("certificates", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("entry_seq", sa.Integer(), nullable=False),
        sa.Column("promotion_id", sa.String(length=16), nullable=True),
        sa.Column("take_over_id", sa.String(length=16), nullable=True),
        sa.CheckConstraint("basis IN ('promotion', '存量认定')", name=op.f("ck_level_holding_basis")),
        sa.CheckConstraint(
            "(promotion_id IS NULL) <> (take_over_id IS NULL)", name=op.f("ck_level_holding_one_ground")
        ),
        sa.ForeignKeyConstraint(
            ["ladder_version_id"], ["ladder_version.id"], name=op.f("fk_level_holding_ladder_version_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_level_holding_person_id")),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotion.id"], name=op.f("fk_level_holding_promotion_id")),
        sa.ForeignKeyConstraint(["take_over_id"], ["take_over.id"], name=op.f("fk_level_holding_take_over_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_holding")),
    )
    with op.batch_alter_table("level_holding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_level_holding_ladder_version_id"), ["ladder_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_level_holding_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_level_holding_promotion_id"), ["promotion_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_level_holding_take_over_id"), ["take_over_id"], unique=False)

    op.create_table(
        "plan_step",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("enrolment_id", sa.String(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("duration", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("signers", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("material_version_id", sa.String(length=16), nullable=True),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_plan_step_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["material_version_id"], ["material_version.id"], name=op.f("fk_plan_step_material_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_step")),
        sa.UniqueConstraint("enrolment_id", "key", "generation", name=op.f("uq_plan_step_enrolment_id_key_generation")),
    )
    with op.batch_alter_table("plan_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_step_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_step_material_version_id"), ["material_version_id"], unique=False)

    op.create_table(
        "practice_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("question_id", sa.String(length=16), nullable=False),
        sa.Column("version_id", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("num", sa.Integer(), nullable=True),
        sa.Column("den", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "den > 0 AND (num IS NULL OR (num >= 0 AND num <= den))", name=op.f("ck_practice_answer_share")
        ),
        sa.CheckConstraint("milliseconds >= 0", name=op.f("ck_practice_answer_milliseconds")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practice_answer_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_practice_answer_question_id")),
        sa.ForeignKeyConstraint(["version_id"], ["question_version.id"], name=op.f("fk_practice_answer_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_answer")),
    )
    with op.batch_alter_table("practice_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_answer_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_practice_answer_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_practice_answer_person_question", ["person_id", "question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_practice_answer_question_id"), ["question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_practice_answer_version_id"), ["version_id"], unique=False)

    op.create_table(
        "question_use",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.CheckConstraint("kind IN ('point', 'lesson', 'fact', 'decision')", name=op.f("ck_question_use_kind")),
        sa.ForeignKeyConstraint(["version_id"], ["question_version.id"], name=op.f("fk_question_use_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_use")),
        sa.UniqueConstraint("version_id", "kind", "name", name=op.f("uq_question_use_version_id_kind_name")),
    )
    with op.batch_alter_table("question_use", schema=None) as batch_op:
        batch_op.create_index("ix_question_use_named", ["kind", "name"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_use_version_id"), ["version_id"], unique=False)

    op.create_table(
        "signature_request",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("signer_id", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("step_kind", sa.String(length=8), nullable=False),
        sa.Column("bundle", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("others", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("after_id", sa.String(length=16), nullable=True),
        sa.Column("entry_id", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "role IN ('trainee', 'mentor', 'trainer', 'supervisor')", name=op.f("ck_signature_request_role")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'signed', 'refused', 'withdrawn')", name=op.f("ck_signature_request_state")
        ),
        sa.ForeignKeyConstraint(["after_id"], ["signature_request.id"], name=op.f("fk_signature_request_after_id")),
        sa.ForeignKeyConstraint(["document_id"], ["private_value.id"], name=op.f("fk_signature_request_document_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["record_entry.id"], name=op.f("fk_signature_request_entry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signature_request_person_id")),
        sa.ForeignKeyConstraint(["signer_id"], ["person.id"], name=op.f("fk_signature_request_signer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature_request")),
    )
    with op.batch_alter_table("signature_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_request_after_id"), ["after_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signature_request_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signature_request_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signature_request_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signature_request_signer_id"), ["signer_id"], unique=False)
        batch_op.create_index("ix_signature_request_signer_id_state", ["signer_id", "state"], unique=False)
        batch_op.create_index(
            "uq_signature_request_open",
            ["person_id", "subject", "role"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "attempt_move",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("attempt_id", sa.String(length=16), nullable=False),
        sa.Column("event", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_move_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_move")),
    )
    with op.batch_alter_table("attempt_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_move_attempt_id"), ["attempt_id"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("no", sa.String(length=20), nullable=False),
        sa.Column("check_code", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("gate_key", sa.String(length=60), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("conditional", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(length=8), nullable=False),
        sa.Column("clears", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("decision_id", sa.String(length=16), nullable=True),
        sa.Column("take_over_id", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("entry_seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("basis IN ('gate', 'renewal', '存量认定', 'examined')", name=op.f("ck_certificate_basis")),
        sa.CheckConstraint(
            "state IN ('in_force', 'suspended', 'revoked', 'replaced')", name=op.f("ck_certificate_state")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["gate_decision.id"], name=op.f("fk_certificate_decision_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_person_id")),
        sa.ForeignKeyConstraint(["take_over_id"], ["take_over.id"], name=op.f("fk_certificate_take_over_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("no", name=op.f("uq_certificate_no")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_certificate_state_valid_until", ["state", "valid_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_take_over_id"), ["take_over_id"], unique=False)

    op.create_table(
        "level_hold",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("holding_id", sa.Integer(), nullable=False),
        sa.Column("lacking", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begin_seq", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_seq", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (end_seq IS NULL)", name=op.f("ck_level_hold_end_has_entry")),
        sa.ForeignKeyConstraint(["holding_id"], ["level_holding.id"], name=op.f("fk_level_hold_holding_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_level_hold_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_hold")),
    )
    with op.batch_alter_table("level_hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_level_hold_holding_id"), ["holding_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_level_hold_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_level_hold_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "mark",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("attempt_id", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("den", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_mark_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
    )
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mark_attempt_id"), ["attempt_id"], unique=False)

    op.create_table(
        "sign_token",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["signature_request.id"], name=op.f("fk_sign_token_request_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sign_token")),
    )
    with op.batch_alter_table("sign_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_token_request_id"), ["request_id"], unique=False)

    op.create_table(
        "slot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("attempt_id", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.String(length=16), nullable=False),
        sa.Column("points_num", sa.Integer(), nullable=False),
        sa.Column("points_den", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_slot_attempt_id")),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_version.id"], name=op.f("fk_slot_question_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("attempt_id", "place", name=op.f("uq_slot_attempt_id_place")),
    )
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slot_attempt_id"), ["attempt_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_slot_question_version_id"), ["question_version_id"], unique=False)

    op.create_table(
        "step_run",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("plan_step_id", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (done_at IS NULL)", name=op.f("ck_step_run_done_has_time")),
        sa.CheckConstraint("state IN ('open', 'done', 'waived')", name=op.f("ck_step_run_state")),
        sa.ForeignKeyConstraint(["plan_step_id"], ["plan_step.id"], name=op.f("fk_step_run_plan_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_run")),
        sa.UniqueConstraint("plan_step_id", name=op.f("uq_step_run_plan_step_id")),
    )
    with op.batch_alter_table("step_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_run_plan_step_id"), ["plan_step_id"], unique=False)

    op.create_table(
        "certificate_move",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("certificate_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("event", sa.String(length=8), nullable=False),
        sa.Column("old", sa.String(length=10), nullable=False),
        sa.Column("new", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("entry_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "event IN ('issue', 'suspend', 'restore', 'revoke', 'replace')", name=op.f("ck_certificate_move_event")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_move_certificate_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_move_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_move")),
    )
    with op.batch_alter_table("certificate_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_move_certificate_id"), ["certificate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_move_person_id"), ["person_id"], unique=False)

    op.create_table(
        "ending_notice",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("certificate_id", sa.String(length=16), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_ending_notice_certificate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ending_notice")),
        sa.UniqueConstraint("certificate_id", "days", name=op.f("uq_ending_notice_certificate_id_days")),
    )
    with op.batch_alter_table("ending_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ending_notice_certificate_id"), ["certificate_id"], unique=False)

    _guard()


def downgrade():
    with op.batch_alter_table("ending_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ending_notice_certificate_id"))

    op.drop_table("ending_notice")
    with op.batch_alter_table("certificate_move", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_move_person_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_move_certificate_id"))

    op.drop_table("certificate_move")
    with op.batch_alter_table("step_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_step_run_plan_step_id"))

    op.drop_table("step_run")
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_slot_question_version_id"))
        batch_op.drop_index(batch_op.f("ix_slot_attempt_id"))

    op.drop_table("slot")
    with op.batch_alter_table("sign_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_token_request_id"))

    op.drop_table("sign_token")
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mark_attempt_id"))

    op.drop_table("mark")
    with op.batch_alter_table("level_hold", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_level_hold_open", sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_level_hold_person_id"))
        batch_op.drop_index(batch_op.f("ix_level_hold_holding_id"))

    op.drop_table("level_hold")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_take_over_id"))
        batch_op.drop_index("ix_certificate_state_valid_until")
        batch_op.drop_index(batch_op.f("ix_certificate_person_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_decision_id"))

    op.drop_table("certificate")
    with op.batch_alter_table("attempt_move", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_move_attempt_id"))

    op.drop_table("attempt_move")
    with op.batch_alter_table("signature_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_signature_request_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_signature_request_signer_id_state")
        batch_op.drop_index(batch_op.f("ix_signature_request_signer_id"))
        batch_op.drop_index(batch_op.f("ix_signature_request_person_id"))
        batch_op.drop_index(batch_op.f("ix_signature_request_entry_id"))
        batch_op.drop_index(batch_op.f("ix_signature_request_document_id"))
        batch_op.drop_index(batch_op.f("ix_signature_request_after_id"))

    op.drop_table("signature_request")
    with op.batch_alter_table("question_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_use_version_id"))
        batch_op.drop_index("ix_question_use_named")

    op.drop_table("question_use")
    with op.batch_alter_table("practice_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_answer_version_id"))
        batch_op.drop_index(batch_op.f("ix_practice_answer_question_id"))
        batch_op.drop_index("ix_practice_answer_person_question")
        batch_op.drop_index(batch_op.f("ix_practice_answer_person_id"))
        batch_op.drop_index(batch_op.f("ix_practice_answer_at"))

    op.drop_table("practice_answer")
    with op.batch_alter_table("plan_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_step_material_version_id"))
        batch_op.drop_index(batch_op.f("ix_plan_step_enrolment_id"))

    op.drop_table("plan_step")
    with op.batch_alter_table("level_holding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_level_holding_take_over_id"))
        batch_op.drop_index(batch_op.f("ix_level_holding_promotion_id"))
        batch_op.drop_index(batch_op.f("ix_level_holding_person_id"))
        batch_op.drop_index(batch_op.f("ix_level_holding_ladder_version_id"))

    op.drop_table("level_holding")
    with op.batch_alter_table("gate_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gate_decision_person_id"))
        batch_op.drop_index(batch_op.f("ix_gate_decision_gate_version_id"))
        batch_op.drop_index(batch_op.f("ix_gate_decision_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_gate_decision_deputy_of_id"))
        batch_op.drop_index(batch_op.f("ix_gate_decision_decided_by"))
        batch_op.drop_index(batch_op.f("ix_gate_decision_at"))

    op.drop_table("gate_decision")
    with op.batch_alter_table("coach", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coach_person_id"))
        batch_op.drop_index(batch_op.f("ix_coach_enrolment_id"))

    op.drop_table("coach")
    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_citation_version_id"))
        batch_op.drop_index(batch_op.f("ix_citation_rule_id"))

    op.drop_table("citation")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_enrolment_id"))

    op.drop_table("attendance")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_version_id"))
        batch_op.drop_index(batch_op.f("ix_attempt_publication_id"))
        batch_op.drop_index(batch_op.f("ix_attempt_person_id"))
        batch_op.drop_index(batch_op.f("ix_attempt_exam_id"))
        batch_op.drop_index(batch_op.f("ix_attempt_deadline"))

    op.drop_table("attempt")
    with op.batch_alter_table("api_token_store", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_token_store_store_id"))

    op.drop_table("api_token_store")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_enrolment_id"))

    op.drop_table("absence")
    with op.batch_alter_table("take_over", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_take_over_prepared",
            sqlite_where=sa.text("state = 'prepared'"),
            postgresql_where=sa.text("state = 'prepared'"),
        )
        batch_op.drop_index(batch_op.f("ix_take_over_settled_by"))
        batch_op.drop_index(batch_op.f("ix_take_over_prepared_by"))
        batch_op.drop_index(batch_op.f("ix_take_over_prepared_at"))
        batch_op.drop_index(batch_op.f("ix_take_over_person_id"))
        batch_op.drop_index(batch_op.f("ix_take_over_approver_id"))

    op.drop_table("take_over")
    with op.batch_alter_table("state_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_state_change_person_id"))

    op.drop_table("state_change")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_person_id"))

    op.drop_table("session")
    with op.batch_alter_table("rule_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_version_rule_id"))

    op.drop_table("rule_version")
    with op.batch_alter_table("roleplay_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roleplay_session_scored_by"))
        batch_op.drop_index(batch_op.f("ix_roleplay_session_scored_at"))
        batch_op.drop_index(batch_op.f("ix_roleplay_session_scenario_version_id"))
        batch_op.drop_index(batch_op.f("ix_roleplay_session_rubric_version_id"))
        batch_op.drop_index("ix_roleplay_session_person_id_scenario_key")
        batch_op.drop_index(batch_op.f("ix_roleplay_session_person_id"))
        batch_op.drop_index(batch_op.f("ix_roleplay_session_customer_id"))

    op.drop_table("roleplay_session")
    with op.batch_alter_table("red_line_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_red_line_event_settled_by"))
        batch_op.drop_index(batch_op.f("ix_red_line_event_second_id"))
        batch_op.drop_index(batch_op.f("ix_red_line_event_reported_by"))
        batch_op.drop_index(batch_op.f("ix_red_line_event_person_id"))

    op.drop_table("red_line_event")
    with op.batch_alter_table("record_head", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_head_person_id"))

    op.drop_table("record_head")
    with op.batch_alter_table("record_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_record_entry_person_id_subject")
        batch_op.drop_index("ix_record_entry_person_id_kind")
        batch_op.drop_index(batch_op.f("ix_record_entry_person_id"))
        batch_op.drop_index(batch_op.f("ix_record_entry_at"))
        batch_op.drop_index(batch_op.f("ix_record_entry_actor"))

    op.drop_table("record_entry")
    with op.batch_alter_table("question_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_version_question_id"))
        batch_op.drop_index("ix_question_version_draw")

    op.drop_table("question_version")
    with op.batch_alter_table("question_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_event_question_id"))

    op.drop_table("question_event")
    with op.batch_alter_table("promotion", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_promotion_proposed",
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )
        batch_op.drop_index(batch_op.f("ix_promotion_proposed_at"))
        batch_op.drop_index(batch_op.f("ix_promotion_person_id"))
        batch_op.drop_index(batch_op.f("ix_promotion_ladder_version_id"))
        batch_op.drop_index(batch_op.f("ix_promotion_deputy_of_id"))

    op.drop_table("promotion")
    with op.batch_alter_table("private_value", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_private_value_person_id"))

    op.drop_table("private_value")
    with op.batch_alter_table("one_time_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_code_person_id"))

    op.drop_table("one_time_code")
    with op.batch_alter_table("kpi_fact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kpi_fact_person_id"))
        batch_op.drop_index("ix_kpi_fact_month")
        batch_op.drop_index(batch_op.f("ix_kpi_fact_import_id"))

    op.drop_table("kpi_fact")
    with op.batch_alter_table("inbox_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbox_item_person_id"))

    op.drop_table("inbox_item")
    with op.batch_alter_table("grant_of_role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grant_of_role_team_id"))
        batch_op.drop_index(batch_op.f("ix_grant_of_role_person_id"))
        batch_op.drop_index(batch_op.f("ix_grant_of_role_deputy_of_id"))

    op.drop_table("grant_of_role")
    with op.batch_alter_table("former_number", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_number_person_id"))

    op.drop_table("former_number")
    with op.batch_alter_table("exam_resit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_resit_person_id"))
        batch_op.drop_index(batch_op.f("ix_exam_resit_exam_id"))

    op.drop_table("exam_resit")
    with op.batch_alter_table("exam_publication", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_publication_version_id"))
        batch_op.drop_index(batch_op.f("ix_exam_publication_exam_id"))

    op.drop_table("exam_publication")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enrolment_running",
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )
        batch_op.drop_index(batch_op.f("ix_enrolment_person_id"))
        batch_op.drop_index(batch_op.f("ix_enrolment_course_version_id"))
        batch_op.drop_index(batch_op.f("ix_enrolment_cohort_id"))

    op.drop_table("enrolment")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_token_revoked_by"))
        batch_op.drop_index(batch_op.f("ix_api_token_issued_by"))

    op.drop_table("api_token")
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_review_on"))
        batch_op.drop_index(batch_op.f("ix_rule_register_key"))

    op.drop_table("rule")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_state"))
        batch_op.drop_index(batch_op.f("ix_question_bank_key"))

    op.drop_table("question")
    with op.batch_alter_table("play_text_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_play_text_version_play_text_id"))

    op.drop_table("play_text_version")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_team_id"))
        batch_op.drop_index(batch_op.f("ix_person_store_id"))

    op.drop_table("person")
    with op.batch_alter_table("material_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_material_version_material_id"))

    op.drop_table("material_version")
    with op.batch_alter_table("exam_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_version_exam_id"))

    op.drop_table("exam_version")
    with op.batch_alter_table("try", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_try_at"))
        batch_op.drop_index(batch_op.f("ix_try_address"))
        batch_op.drop_index(batch_op.f("ix_try_account"))

    op.drop_table("try")
    op.drop_table("text_version")
    with op.batch_alter_table("text_proposal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_text_proposal_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )

    op.drop_table("text_proposal")
    op.drop_table("team")
    op.drop_table("store")
    op.drop_table("session_use")
    op.drop_table("register")
    with op.batch_alter_table("refused_save", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refused_save_attempt_id"))

    op.drop_table("refused_save")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_part_id"))

    op.drop_table("proposal")
    op.drop_table("play_text")
    op.drop_table("material")
    op.drop_table("ladder_version")
    with op.batch_alter_table("kpi_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kpi_import_at"))

    op.drop_table("kpi_import")
    op.drop_table("knowledge_point")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_due"))
        batch_op.drop_index(batch_op.f("ix_job_done_at"))

    op.drop_table("job")
    op.drop_table("installation")
    with op.batch_alter_table("gate_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gate_version_key"))
        batch_op.drop_index(batch_op.f("ix_gate_version_certificate"))

    op.drop_table("gate_version")
    op.drop_table("exam")
    with op.batch_alter_table("decision_value", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_value_name"))

    op.drop_table("decision_value")
    op.drop_table("decision_text")
    op.drop_table("content_file")
    op.drop_table("cohort")
    op.drop_table("certificate_serial")
    op.drop_table("bank")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_table"))
        batch_op.drop_index(batch_op.f("ix_audit_row"))
        batch_op.drop_index(batch_op.f("ix_audit_at"))
        batch_op.drop_index(batch_op.f("ix_audit_actor"))

    op.drop_table("audit")
    op.drop_table("attachment")
    op.drop_table("answer_step")
    op.drop_table("access_log")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change() CASCADE")
