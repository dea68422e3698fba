"""reviews telling passkeys sittings

Revision ID: 2026_11_23_third
Revises: 2026_11_23_second
"""

import sqlalchemy as sa
from alembic import op

from cstrain.kit.db import append_only_ddl, change_checks, turned

revision = "2026_11_23_third"
down_revision = "2026_11_23_second"
branch_labels = None
depends_on = None


APPEND_ONLY = (
    "attempt_seat",
    "erasure",
    "evidence_seen",
    "exam_away",
    "identity_check",
    "imported_question",
    "notice",
    "notice_round",
    "shadow_hours",
)

CHECKS: dict[str, dict[str, tuple[str | None, str | None]]] = {
    "attempt": {"ck_attempt_paused_has_time": (None, "state <> 'paused' OR paused_at IS NOT NULL")},
    "question": {
        "ck_question_state": (
            "state IN ('draft', 'live', 'disputed', 'retired')",
            "state IN ('draft', 'review', 'live', 'disputed', 'retired')",
        )
    },
    "question_event": {
        "ck_question_event_event": (
            "event IN ('release', 'dispute', 'confirm', 'retire', 'restore')",
            "event IN ('submit', 'return', 'accept', 'release', 'check', 'dispute', 'confirm', 'retire', 'restore')",
        )
    },
}


def upgrade():
    op.create_table(
        "attempt_seat",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("attempt_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("agent", sa.String(length=160), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_seat")),
    )
    with op.batch_alter_table("attempt_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_seat_attempt_id"), ["attempt_id"], unique=False)

    op.create_table(
        "bank_import",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bank_key", sa.String(length=6), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("dialect", sa.String(length=20), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("trouble", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'failed', 'writing', 'done', 'undoing', 'undone')",
            name=op.f("ck_bank_import_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_import")),
    )
    with op.batch_alter_table("bank_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_import_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_bank_import_by"), ["by"], unique=False)

    op.create_table(
        "change_day",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("announcement", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("published_by", sa.String(length=40), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (published_at IS NULL)", name=op.f("ck_change_day_published_has_time")),
        sa.CheckConstraint("state IN ('open', 'published', 'closed')", name=op.f("ck_change_day_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_day")),
    )
    op.create_table(
        "exam_away",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("attempt_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_away")),
    )
    with op.batch_alter_table("exam_away", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_away_attempt_id"), ["attempt_id"], unique=False)

    op.create_table(
        "import_source",
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("signature", name=op.f("pk_import_source")),
    )
    op.create_table(
        "mail_address",
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_address")),
    )
    op.create_table(
        "notice_hour",
        sa.Column("name", sa.String(length=8), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.CheckConstraint("minute BETWEEN -1 AND 1439", name=op.f("ck_notice_hour_minute")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_notice_hour")),
    )
    op.create_table(
        "notice_round",
        sa.Column("name", sa.String(length=8), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", "on_day", name=op.f("pk_notice_round")),
    )
    op.create_table(
        "outgoing",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("lane", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=300), nullable=False),
        sa.CheckConstraint("sent_at IS NULL OR given_up_at IS NULL", name=op.f("ck_outgoing_one_end")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
        sa.UniqueConstraint("lane", "key", name=op.f("uq_outgoing_lane_key")),
    )
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outgoing_lane"), ["lane"], unique=False)
        batch_op.create_index(
            "ix_outgoing_waiting",
            ["due"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("team_id", sa.String(length=16), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('owed', 'exam', 'decide', 'ending', 'rule')", name=op.f("ck_notice_kind")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_notice_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_on_day"), ["on_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_team_id"), ["team_id"], unique=False)
        batch_op.create_index(
            "uq_notice_rest",
            ["kind", "on_day"],
            unique=True,
            sqlite_where=sa.text("team_id IS NULL"),
            postgresql_where=sa.text("team_id IS NULL"),
        )
        batch_op.create_index("uq_notice_team", ["kind", "on_day", "team_id"], unique=True)

    op.create_table(
        "change_reader",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("day_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["change_day.id"], name=op.f("fk_change_reader_day_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_change_reader_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_reader")),
        sa.UniqueConstraint("day_id", "person_id", name=op.f("uq_change_reader_day_id_person_id")),
    )
    with op.batch_alter_table("change_reader", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_reader_day_id"), ["day_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_reader_person_id"), ["person_id"], unique=False)

    op.create_table(
        "change_rule",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("day_id", sa.String(length=16), nullable=False),
        sa.Column("rule_id", sa.String(length=16), nullable=False),
        sa.Column("pinned", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["change_day.id"], name=op.f("fk_change_rule_day_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["rule.id"], name=op.f("fk_change_rule_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_rule")),
        sa.UniqueConstraint("day_id", "rule_id", name=op.f("uq_change_rule_day_id_rule_id")),
    )
    with op.batch_alter_table("change_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_rule_day_id"), ["day_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_rule_rule_id"), ["rule_id"], unique=False)

    op.create_table(
        "erasure",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("values", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasure_person_id"), ["person_id"], unique=False)

    op.create_table(
        "evidence_seen",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("decider_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decider_id"], ["person.id"], name=op.f("fk_evidence_seen_decider_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_evidence_seen_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_seen")),
    )
    with op.batch_alter_table("evidence_seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_seen_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_seen_decider_id"), ["decider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_seen_person_id"), ["person_id"], unique=False)

    op.create_table(
        "exam_room",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("exam_id", sa.String(length=16), nullable=False),
        sa.Column("invigilator_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(length=200), nullable=False),
        sa.Column("checks_identity", sa.Boolean(), nullable=False),
        sa.Column("counts_away", sa.Boolean(), nullable=False),
        sa.Column("locks_moves", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_exam_room_exam_id")),
        sa.ForeignKeyConstraint(["invigilator_id"], ["person.id"], name=op.f("fk_exam_room_invigilator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_room")),
    )
    with op.batch_alter_table("exam_room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_room_exam_id"), ["exam_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_room_invigilator_id"), ["invigilator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_room_opens_at"), ["opens_at"], unique=False)

    op.create_table(
        "identity_check",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("first_id", sa.String(length=16), nullable=False),
        sa.Column("second_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first_id <> second_id", name=op.f("ck_identity_check_two")),
        sa.ForeignKeyConstraint(["first_id"], ["person.id"], name=op.f("fk_identity_check_first_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_check_person_id")),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_identity_check_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_check")),
    )
    with op.batch_alter_table("identity_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_check_first_id"), ["first_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_identity_check_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_identity_check_second_id"), ["second_id"], unique=False)

    op.create_table(
        "imported_question",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("import_id", sa.String(length=16), nullable=False),
        sa.Column("question_id", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["bank_import.id"], name=op.f("fk_imported_question_import_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_imported_question_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_question")),
    )
    with op.batch_alter_table("imported_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imported_question_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_imported_question_question_id"), ["question_id"], unique=False)

    op.create_table(
        "legal_hold",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_legal_hold_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    with op.batch_alter_table("legal_hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_legal_hold_person_id"), ["person_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("team_id", sa.String(length=16), nullable=True),
        sa.Column("cohort_id", sa.String(length=16), nullable=True),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_meeting_cohort_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_meeting_made_by")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_meeting_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_made_by"), ["made_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_starts_at"), ["starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_team_id"), ["team_id"], unique=False)

    op.create_table(
        "paper_order",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.String(length=16), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('pack', 'cohort', 'certificate', 'own')", name=op.f("ck_paper_order_kind")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_paper_order_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_order")),
    )
    with op.batch_alter_table("paper_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_order_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_order_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_order_made_at"), ["made_at"], unique=False)

    op.create_table(
        "passkey",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("credential", sa.String(length=1368), nullable=False),
        sa.Column("public", sa.String(length=1024), nullable=False),
        sa.Column("rp", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("counter >= 0", name=op.f("ck_passkey_counter")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_person_id"), ["person_id"], unique=False)

    op.create_table(
        "question_change",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("question_id", sa.String(length=16), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("change", sa.String(length=5), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("settled_by", sa.String(length=40), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("change IN ('minor', 'major')", name=op.f("ck_question_change_change")),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'returned', 'dropped')", name=op.f("ck_question_change_state")
        ),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_change_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_change")),
    )
    with op.batch_alter_table("question_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_change_question_id"), ["question_id"], unique=False)
        batch_op.create_index(
            "uq_question_change_open",
            ["question_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "question_text",
        sa.Column("question_id", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_text_question_id")),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_question_text")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("public", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("box", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (box IS NOT NULL)", name=op.f("ck_recovery_code_box")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_person_id"), ["person_id"], unique=False)

    op.create_table(
        "robot",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("platform", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("team_id", sa.String(length=16), nullable=True),
        sa.Column("address_box", sa.LargeBinary(), nullable=False),
        sa.Column("secret_box", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=16), nullable=True),
        sa.CheckConstraint("platform IN ('dingtalk', 'wecom', 'feishu')", name=op.f("ck_robot_platform")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_robot_ended_by")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_robot_made_by")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_robot_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robot")),
    )
    with op.batch_alter_table("robot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_robot_ended_by"), ["ended_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_robot_made_by"), ["made_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_robot_team_id"), ["team_id"], unique=False)

    op.create_table(
        "roster_day",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("shift", sa.String(length=5), nullable=False),
        sa.CheckConstraint("shift IN ('day', 'night', 'off')", name=op.f("ck_roster_day_shift")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roster_day_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_day")),
        sa.UniqueConstraint("person_id", "on_day", name=op.f("uq_roster_day_person_id_on_day")),
    )
    with op.batch_alter_table("roster_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_day_person_id"), ["person_id"], unique=False)

    op.create_table(
        "saved_view",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("query", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_view_person_id_name")),
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_view_person_id"), ["person_id"], unique=False)

    op.create_table(
        "exam_room_entry",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("room_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by", sa.String(length=40), nullable=False),
        sa.Column("let_in_by", sa.String(length=40), nullable=False),
        sa.Column("free_seat", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_exam_room_entry_person_id")),
        sa.ForeignKeyConstraint(["room_id"], ["exam_room.id"], name=op.f("fk_exam_room_entry_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_room_entry")),
        sa.UniqueConstraint("room_id", "person_id", name=op.f("uq_exam_room_entry_room_id_person_id")),
    )
    with op.batch_alter_table("exam_room_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_room_entry_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_room_entry_room_id"), ["room_id"], unique=False)

    op.create_table(
        "hook",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("token_id", sa.String(length=16), nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("address_box", sa.LargeBinary(), nullable=False),
        sa.Column("secret_box", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_hook_ended_by")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_hook_made_by")),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name=op.f("fk_hook_token_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook")),
    )
    with op.batch_alter_table("hook", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hook_ended_by"), ["ended_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_hook_made_by"), ["made_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_hook_token_id"), ["token_id"], unique=False)

    op.create_table(
        "meeting_person",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("how", sa.String(length=6), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.CheckConstraint("how IN ('', 'code', 'ticked')", name=op.f("ck_meeting_person_how")),
        sa.CheckConstraint(
            "state IN ('expected', 'present', 'late', 'left', 'absent')", name=op.f("ck_meeting_person_state")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_person_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_meeting_person_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_person")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_meeting_person_meeting_id_person_id")),
    )
    with op.batch_alter_table("meeting_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_person_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_person_person_id"), ["person_id"], unique=False)

    op.create_table(
        "shadow_hours",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("enrolment_id", sa.String(length=16), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 960", name=op.f("ck_shadow_hours_minutes")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_shadow_hours_by")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_shadow_hours_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shadow_hours")),
    )
    with op.batch_alter_table("shadow_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shadow_hours_by"), ["by"], unique=False)
        batch_op.create_index(batch_op.f("ix_shadow_hours_enrolment_id"), ["enrolment_id"], unique=False)

    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("grace", sa.Integer(), server_default="5", nullable=False))
        batch_op.add_column(sa.Column("room_id", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("on_paper", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("reopened", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index(batch_op.f("ix_attempt_room_id"), ["room_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_attempt_room_id"), "exam_room", ["room_id"], ["id"])

    with op.batch_alter_table("attempt_move", schema=None) as batch_op:
        batch_op.add_column(sa.Column("minutes", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("exam_publication", schema=None) as batch_op:
        batch_op.add_column(sa.Column("grace", sa.Integer(), server_default="5", nullable=False))
        batch_op.add_column(sa.Column("rooms_only", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.add_column(sa.Column("round", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        batch_op.create_index("ix_question_bank_key_place", ["bank_key", "place", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_review_on"), ["review_on"], unique=False)

    with op.batch_alter_table("question_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seq", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("sheet_print", schema=None) as batch_op:
        batch_op.add_column(sa.Column("site", sa.String(length=200), server_default="", nullable=False))

    for table in APPEND_ONLY:
        for statement in append_only_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)
    change_checks(op.get_bind(), CHECKS)


def downgrade():
    change_checks(op.get_bind(), turned(CHECKS))
    with op.batch_alter_table("sheet_print", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("site")

    with op.batch_alter_table("question_event", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("seq")

    with op.batch_alter_table("question", schema=None, recreate="never") as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_review_on"))
        batch_op.drop_index("ix_question_bank_key_place")
        batch_op.drop_column("review_on")

    with op.batch_alter_table("mark", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("round")

    with op.batch_alter_table("exam_publication", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("rooms_only")
        batch_op.drop_column("grace")

    with op.batch_alter_table("attempt_move", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("minutes")

    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_attempt_room_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_attempt_room_id"))
        batch_op.drop_column("reopened")
        batch_op.drop_column("on_paper")
        batch_op.drop_column("room_id")
        batch_op.drop_column("grace")
        batch_op.drop_column("paused_at")

    with op.batch_alter_table("shadow_hours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shadow_hours_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_shadow_hours_by"))

    op.drop_table("shadow_hours")
    with op.batch_alter_table("meeting_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_person_person_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_person_meeting_id"))

    op.drop_table("meeting_person")
    with op.batch_alter_table("hook", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hook_token_id"))
        batch_op.drop_index(batch_op.f("ix_hook_made_by"))
        batch_op.drop_index(batch_op.f("ix_hook_ended_by"))

    op.drop_table("hook")
    with op.batch_alter_table("exam_room_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_room_entry_room_id"))
        batch_op.drop_index(batch_op.f("ix_exam_room_entry_person_id"))

    op.drop_table("exam_room_entry")
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_view_person_id"))

    op.drop_table("saved_view")
    with op.batch_alter_table("roster_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_day_person_id"))

    op.drop_table("roster_day")
    with op.batch_alter_table("robot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_robot_team_id"))
        batch_op.drop_index(batch_op.f("ix_robot_made_by"))
        batch_op.drop_index(batch_op.f("ix_robot_ended_by"))

    op.drop_table("robot")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_person_id"))

    op.drop_table("recovery_code")
    op.drop_table("question_text")
    with op.batch_alter_table("question_change", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_question_change_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_question_change_question_id"))

    op.drop_table("question_change")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_person_id"))

    op.drop_table("passkey")
    with op.batch_alter_table("paper_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_order_made_at"))
        batch_op.drop_index(batch_op.f("ix_paper_order_by_id"))
        batch_op.drop_index(batch_op.f("ix_paper_order_asked_at"))

    op.drop_table("paper_order")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_team_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_starts_at"))
        batch_op.drop_index(batch_op.f("ix_meeting_made_by"))
        batch_op.drop_index(batch_op.f("ix_meeting_cohort_id"))

    op.drop_table("meeting")
    with op.batch_alter_table("legal_hold", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_legal_hold_person_id"))

    op.drop_table("legal_hold")
    with op.batch_alter_table("imported_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imported_question_question_id"))
        batch_op.drop_index(batch_op.f("ix_imported_question_import_id"))

    op.drop_table("imported_question")
    with op.batch_alter_table("identity_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_check_second_id"))
        batch_op.drop_index(batch_op.f("ix_identity_check_person_id"))
        batch_op.drop_index(batch_op.f("ix_identity_check_first_id"))

    op.drop_table("identity_check")
    with op.batch_alter_table("exam_room", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_room_opens_at"))
        batch_op.drop_index(batch_op.f("ix_exam_room_invigilator_id"))
        batch_op.drop_index(batch_op.f("ix_exam_room_exam_id"))

    op.drop_table("exam_room")
    with op.batch_alter_table("evidence_seen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_seen_person_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_seen_decider_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_seen_at"))

    op.drop_table("evidence_seen")
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasure_person_id"))

    op.drop_table("erasure")
    with op.batch_alter_table("change_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_rule_rule_id"))
        batch_op.drop_index(batch_op.f("ix_change_rule_day_id"))

    op.drop_table("change_rule")
    with op.batch_alter_table("change_reader", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_reader_person_id"))
        batch_op.drop_index(batch_op.f("ix_change_reader_day_id"))

    op.drop_table("change_reader")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("uq_notice_team")
        batch_op.drop_index(
            "uq_notice_rest", sqlite_where=sa.text("team_id IS NULL"), postgresql_where=sa.text("team_id IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_notice_team_id"))
        batch_op.drop_index(batch_op.f("ix_notice_on_day"))

    op.drop_table("notice")
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outgoing_waiting",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_outgoing_lane"))

    op.drop_table("outgoing")
    op.drop_table("notice_round")
    op.drop_table("notice_hour")
    op.drop_table("mail_address")
    op.drop_table("import_source")
    with op.batch_alter_table("exam_away", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_away_attempt_id"))

    op.drop_table("exam_away")
    op.drop_table("change_day")
    with op.batch_alter_table("bank_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bank_import_by"))
        batch_op.drop_index(batch_op.f("ix_bank_import_at"))

    op.drop_table("bank_import")
    with op.batch_alter_table("attempt_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_seat_attempt_id"))

    op.drop_table("attempt_seat")
