"""keys drill panels rooms

Revision ID: 2026_11_23_second
Revises: 2026_11_22_first
"""

import sqlalchemy as sa
from alembic import op

from cstrain.kit.db import append_only_ddl

revision = "2026_11_23_second"
down_revision = "2026_11_22_first"
branch_labels = None
depends_on = None


APPEND_ONLY = (
    "checkpoint",
    "drill_coaching",
    "drill_review",
    "exam_judgement",
    "exam_panel_place",
    "exam_regrade_line",
    "paper_tally",
    "question_observed",
    "roleplay_line",
    "roleplay_note",
    "roleplay_room_line",
    "sealed_leaf",
)


def upgrade():
    op.create_table(
        "checkpoint",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("peaks", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoint")),
        sa.UniqueConstraint("size", name=op.f("uq_checkpoint_size")),
    )
    with op.batch_alter_table("checkpoint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkpoint_at"), ["at"], unique=False)

    op.create_table(
        "drill_card",
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("question_id", sa.String(length=16), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("stability", sa.Float(), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("coached", sa.Integer(), nullable=False),
        sa.Column("weak", sa.Boolean(), nullable=False),
        sa.Column("unfinished", sa.Boolean(), nullable=False),
        sa.Column("stuck", sa.Boolean(), nullable=False),
        sa.Column("introduced_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_drill_card_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_drill_card_question_id")),
        sa.PrimaryKeyConstraint("person_id", "question_id", name=op.f("pk_drill_card")),
    )
    with op.batch_alter_table("drill_card", schema=None) as batch_op:
        batch_op.create_index("ix_drill_card_introduced", ["person_id", "introduced_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_drill_card_question_id"), ["question_id"], unique=False)
        batch_op.create_index("ix_drill_card_queue", ["person_id", "weak", "due_at"], unique=False)
        batch_op.create_index("ix_drill_card_stuck", ["stuck", "person_id"], unique=False)

    op.create_table(
        "drill_coaching",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=True),
        sa.Column("question_id", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_drill_coaching_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_drill_coaching_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill_coaching")),
    )
    with op.batch_alter_table("drill_coaching", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drill_coaching_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_drill_coaching_question_id"), ["question_id"], unique=False)

    op.create_table(
        "drill_hearing",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("gate", sa.String(length=60), nullable=False),
        sa.Column("line", sa.String(length=20), nullable=False),
        sa.Column("banks", sa.JSON(), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("drawn_by", sa.String(length=16), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("marked_by", sa.String(length=16), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry_seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(marked_at IS NULL) = (marked_by IS NULL)", name=op.f("ck_drill_hearing_marked")),
        sa.CheckConstraint(
            "person_id <> drawn_by AND (marked_by IS NULL OR person_id <> marked_by)",
            name=op.f("ck_drill_hearing_others"),
        ),
        sa.ForeignKeyConstraint(["drawn_by"], ["person.id"], name=op.f("fk_drill_hearing_drawn_by")),
        sa.ForeignKeyConstraint(["marked_by"], ["person.id"], name=op.f("fk_drill_hearing_marked_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_drill_hearing_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill_hearing")),
    )
    with op.batch_alter_table("drill_hearing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drill_hearing_drawn_by"), ["drawn_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_drill_hearing_marked_by"), ["marked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_drill_hearing_person_id"), ["person_id"], unique=False)

    op.create_table(
        "drill_item",
        sa.Column("question_id", sa.String(length=16), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("weak", sa.Integer(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_drill_item_question_id")),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_drill_item")),
    )
    op.create_table(
        "exam_panel",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("exam_id", sa.String(length=16), nullable=False),
        sa.Column("version_id", sa.String(length=16), nullable=False),
        sa.Column("full", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("judges", sa.Integer(), nullable=False),
        sa.Column("cut", sa.String(length=20), nullable=False),
        sa.Column("error", sa.String(length=20), nullable=False),
        sa.Column("panel_line", sa.String(length=20), nullable=False),
        sa.Column("line", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.String(length=40), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('blind', 'talk', 'settled', 'dropped')", name=op.f("ck_exam_panel_state")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_exam_panel_exam_id")),
        sa.ForeignKeyConstraint(["version_id"], ["exam_version.id"], name=op.f("fk_exam_panel_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_panel")),
    )
    with op.batch_alter_table("exam_panel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_panel_exam_id"), ["exam_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_panel_version_id"), ["version_id"], unique=False)

    op.create_table(
        "person_key",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("public", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("box", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.String(length=16), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(length=10), nullable=False),
        sa.CheckConstraint("ended_why IN ('', 'reset', 'replaced')", name=op.f("ck_person_key_ended_why")),
        sa.CheckConstraint("(ended_at IS NULL) = (box IS NOT NULL)", name=op.f("ck_person_key_box")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_key_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_key")),
        sa.UniqueConstraint("public", name=op.f("uq_person_key_public")),
    )
    with op.batch_alter_table("person_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_key_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_person_key_living",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "roleplay_room",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("scenario_key", sa.String(length=8), nullable=False),
        sa.Column("scenario_version_id", sa.String(length=16), nullable=False),
        sa.Column("agent_id", sa.String(length=16), nullable=False),
        sa.Column("customer_id", sa.String(length=16), nullable=False),
        sa.Column("observer_id", sa.String(length=16), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("session_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ended_at IS NULL OR started_at IS NOT NULL OR session_id = ''", name=op.f("ck_roleplay_room_started")
        ),
        sa.CheckConstraint("agent_id <> observer_id AND agent_id <> customer_id", name=op.f("ck_roleplay_room_others")),
        sa.ForeignKeyConstraint(["agent_id"], ["person.id"], name=op.f("fk_roleplay_room_agent_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["person.id"], name=op.f("fk_roleplay_room_customer_id")),
        sa.ForeignKeyConstraint(["observer_id"], ["person.id"], name=op.f("fk_roleplay_room_observer_id")),
        sa.ForeignKeyConstraint(
            ["scenario_version_id"], ["play_text_version.id"], name=op.f("fk_roleplay_room_scenario_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roleplay_room")),
    )
    with op.batch_alter_table("roleplay_room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roleplay_room_agent_id"), ["agent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_roleplay_room_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_roleplay_room_observer_id"), ["observer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_roleplay_room_opened_at"), ["opened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_roleplay_room_scenario_version_id"), ["scenario_version_id"], unique=False)

    op.create_table(
        "roleplay_talk",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("scenario_key", sa.String(length=8), nullable=False),
        sa.Column("scenario_version_id", sa.String(length=16), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("official", sa.Integer(), nullable=False),
        sa.Column("timed", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached", sa.String(length=120), nullable=False),
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("den", sa.Integer(), nullable=False),
        sa.Column("entry_seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) OR (entry_seq > 0) = (official > 0)", name=op.f("ck_roleplay_talk_recorded")
        ),
        sa.CheckConstraint("den > 0 AND num >= 0 AND num <= 100 * den", name=op.f("ck_roleplay_talk_points")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roleplay_talk_person_id")),
        sa.ForeignKeyConstraint(
            ["scenario_version_id"], ["play_text_version.id"], name=op.f("fk_roleplay_talk_scenario_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roleplay_talk")),
    )
    with op.batch_alter_table("roleplay_talk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roleplay_talk_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_roleplay_talk_person_id_scenario_key", ["person_id", "scenario_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_roleplay_talk_scenario_version_id"), ["scenario_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_roleplay_talk_started_at"), ["started_at"], unique=False)

    op.create_table(
        "sealed_leaf",
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sealed_leaf_person_id")),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_sealed_leaf")),
    )
    with op.batch_alter_table("sealed_leaf", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sealed_leaf_person_id"), ["person_id"], unique=False)
        batch_op.create_index("uq_sealed_leaf_entry", ["person_id", "seq", "leaf"], unique=True)

    op.create_table(
        "sheet_print",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("by_id", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_sheet_print_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sheet_print_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_print")),
    )
    with op.batch_alter_table("sheet_print", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_print_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sheet_print_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sheet_print_made_at"), ["made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sheet_print_person_id"), ["person_id"], unique=False)

    op.create_table(
        "exam_judgement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("panel_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("round", sa.String(length=8), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["panel_id"], ["exam_panel.id"], name=op.f("fk_exam_judgement_panel_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_exam_judgement_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_judgement")),
    )
    with op.batch_alter_table("exam_judgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_judgement_panel_id"), ["panel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_judgement_person_id"), ["person_id"], unique=False)

    op.create_table(
        "exam_panel_judge",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("panel_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("blind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("talk_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["panel_id"], ["exam_panel.id"], name=op.f("fk_exam_panel_judge_panel_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_exam_panel_judge_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_panel_judge")),
        sa.UniqueConstraint("panel_id", "person_id", name=op.f("uq_exam_panel_judge_panel_id_person_id")),
    )
    with op.batch_alter_table("exam_panel_judge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_panel_judge_panel_id"), ["panel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_panel_judge_person_id"), ["person_id"], unique=False)

    op.create_table(
        "exam_panel_place",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("panel_id", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.String(length=16), nullable=False),
        sa.Column("points", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["panel_id"], ["exam_panel.id"], name=op.f("fk_exam_panel_place_panel_id")),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_version.id"], name=op.f("fk_exam_panel_place_question_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_panel_place")),
        sa.UniqueConstraint("panel_id", "place", name=op.f("uq_exam_panel_place_panel_id_place")),
    )
    with op.batch_alter_table("exam_panel_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_panel_place_panel_id"), ["panel_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_exam_panel_place_question_version_id"), ["question_version_id"], unique=False
        )

    op.create_table(
        "exam_regrade",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("question_version_id", sa.String(length=16), nullable=False),
        sa.Column("right", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("settled_by", sa.String(length=40), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'approved', 'declined')", name=op.f("ck_exam_regrade_state")),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_version.id"], name=op.f("fk_exam_regrade_question_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_regrade")),
    )
    with op.batch_alter_table("exam_regrade", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_regrade_question_version_id"), ["question_version_id"], unique=False)

    op.create_table(
        "question_observed",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("version_id", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("thousandths", sa.Integer(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "people > 0 AND thousandths >= 0 AND thousandths <= 1000", name=op.f("ck_question_observed_share")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["question_version.id"], name=op.f("fk_question_observed_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_observed")),
    )
    with op.batch_alter_table("question_observed", schema=None) as batch_op:
        batch_op.create_index("ix_question_observed_version", ["version_id", "source"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_observed_version_id"), ["version_id"], unique=False)

    op.create_table(
        "roleplay_line",
        sa.Column("talk_id", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["talk_id"], ["roleplay_talk.id"], name=op.f("fk_roleplay_line_talk_id")),
        sa.PrimaryKeyConstraint("talk_id", "seq", name=op.f("pk_roleplay_line")),
    )
    op.create_table(
        "roleplay_note",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("talk_id", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["talk_id"], ["roleplay_talk.id"], name=op.f("fk_roleplay_note_talk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roleplay_note")),
    )
    with op.batch_alter_table("roleplay_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roleplay_note_talk_id"), ["talk_id"], unique=False)

    op.create_table(
        "roleplay_room_line",
        sa.Column("room_id", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["roleplay_room.id"], name=op.f("fk_roleplay_room_line_room_id")),
        sa.PrimaryKeyConstraint("room_id", "seq", name=op.f("pk_roleplay_room_line")),
    )
    op.create_table(
        "drill_review",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("question_id", sa.String(length=16), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("judged", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.String(length=5), nullable=False),
        sa.Column("unfinished", sa.Boolean(), nullable=False),
        sa.Column("mode", sa.String(length=7), nullable=False),
        sa.Column("round", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("confidence IN ('', 'sure', 'half', 'guess')", name=op.f("ck_drill_review_confidence")),
        sa.CheckConstraint("mode IN ('daily', 'bank', 'wrong', 'left', 'instant')", name=op.f("ck_drill_review_mode")),
        sa.CheckConstraint("rating BETWEEN 1 AND 4", name=op.f("ck_drill_review_rating")),
        sa.ForeignKeyConstraint(["answer_id"], ["practice_answer.id"], name=op.f("fk_drill_review_answer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_drill_review_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_drill_review_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill_review")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_drill_review_answer_id")),
    )
    with op.batch_alter_table("drill_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drill_review_at"), ["at"], unique=False)
        batch_op.create_index("ix_drill_review_card", ["person_id", "question_id"], unique=False)
        batch_op.create_index("ix_drill_review_latest", ["person_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_drill_review_question_id"), ["question_id"], unique=False)

    op.create_table(
        "exam_appeal",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("attempt_id", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=40), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'upheld', 'declined')", name=op.f("ck_exam_appeal_state")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_exam_appeal_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_appeal")),
        sa.UniqueConstraint("attempt_id", "place", name=op.f("uq_exam_appeal_attempt_id_place")),
    )
    with op.batch_alter_table("exam_appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_appeal_attempt_id"), ["attempt_id"], unique=False)

    op.create_table(
        "exam_regrade_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("regrade_id", sa.String(length=16), nullable=False),
        sa.Column("attempt_id", sa.String(length=16), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_exam_regrade_line_attempt_id")),
        sa.ForeignKeyConstraint(["regrade_id"], ["exam_regrade.id"], name=op.f("fk_exam_regrade_line_regrade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_regrade_line")),
        sa.UniqueConstraint("regrade_id", "attempt_id", name=op.f("uq_exam_regrade_line_regrade_id_attempt_id")),
    )
    with op.batch_alter_table("exam_regrade_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_regrade_line_attempt_id"), ["attempt_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_regrade_line_regrade_id"), ["regrade_id"], unique=False)

    op.create_table(
        "paper_tally",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("attempt_id", sa.String(length=16), nullable=False),
        sa.Column("attempt_version", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_paper_tally_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_tally")),
        sa.UniqueConstraint("attempt_id", "attempt_version", name=op.f("uq_paper_tally_attempt_id_attempt_version")),
    )
    with op.batch_alter_table("paper_tally", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_tally_attempt_id"), ["attempt_id"], unique=False)

    with op.batch_alter_table("exam_publication", schema=None) as batch_op:
        batch_op.add_column(sa.Column("double_share", sa.Integer(), nullable=False, server_default="0"))

    for table in APPEND_ONLY:
        for statement in append_only_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade():
    with op.batch_alter_table("exam_publication", schema=None) as batch_op:
        batch_op.drop_column("double_share")

    with op.batch_alter_table("paper_tally", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_tally_attempt_id"))

    op.drop_table("paper_tally")
    with op.batch_alter_table("exam_regrade_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_regrade_line_regrade_id"))
        batch_op.drop_index(batch_op.f("ix_exam_regrade_line_attempt_id"))

    op.drop_table("exam_regrade_line")
    with op.batch_alter_table("exam_appeal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_appeal_attempt_id"))

    op.drop_table("exam_appeal")
    with op.batch_alter_table("drill_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drill_review_question_id"))
        batch_op.drop_index("ix_drill_review_latest")
        batch_op.drop_index("ix_drill_review_card")
        batch_op.drop_index(batch_op.f("ix_drill_review_at"))

    op.drop_table("drill_review")
    op.drop_table("roleplay_room_line")
    with op.batch_alter_table("roleplay_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roleplay_note_talk_id"))

    op.drop_table("roleplay_note")
    op.drop_table("roleplay_line")
    with op.batch_alter_table("question_observed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_observed_version_id"))
        batch_op.drop_index("ix_question_observed_version")

    op.drop_table("question_observed")
    with op.batch_alter_table("exam_regrade", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_regrade_question_version_id"))

    op.drop_table("exam_regrade")
    with op.batch_alter_table("exam_panel_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_panel_place_question_version_id"))
        batch_op.drop_index(batch_op.f("ix_exam_panel_place_panel_id"))

    op.drop_table("exam_panel_place")
    with op.batch_alter_table("exam_panel_judge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_panel_judge_person_id"))
        batch_op.drop_index(batch_op.f("ix_exam_panel_judge_panel_id"))

    op.drop_table("exam_panel_judge")
    with op.batch_alter_table("exam_judgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_judgement_person_id"))
        batch_op.drop_index(batch_op.f("ix_exam_judgement_panel_id"))

    op.drop_table("exam_judgement")
    with op.batch_alter_table("sheet_print", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_print_person_id"))
        batch_op.drop_index(batch_op.f("ix_sheet_print_made_at"))
        batch_op.drop_index(batch_op.f("ix_sheet_print_by_id"))
        batch_op.drop_index(batch_op.f("ix_sheet_print_asked_at"))

    op.drop_table("sheet_print")
    with op.batch_alter_table("sealed_leaf", schema=None) as batch_op:
        batch_op.drop_index("uq_sealed_leaf_entry")
        batch_op.drop_index(batch_op.f("ix_sealed_leaf_person_id"))

    op.drop_table("sealed_leaf")
    with op.batch_alter_table("roleplay_talk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roleplay_talk_started_at"))
        batch_op.drop_index(batch_op.f("ix_roleplay_talk_scenario_version_id"))
        batch_op.drop_index("ix_roleplay_talk_person_id_scenario_key")
        batch_op.drop_index(batch_op.f("ix_roleplay_talk_person_id"))

    op.drop_table("roleplay_talk")
    with op.batch_alter_table("roleplay_room", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roleplay_room_scenario_version_id"))
        batch_op.drop_index(batch_op.f("ix_roleplay_room_opened_at"))
        batch_op.drop_index(batch_op.f("ix_roleplay_room_observer_id"))
        batch_op.drop_index(batch_op.f("ix_roleplay_room_customer_id"))
        batch_op.drop_index(batch_op.f("ix_roleplay_room_agent_id"))

    op.drop_table("roleplay_room")
    with op.batch_alter_table("person_key", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_person_key_living",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_person_key_person_id"))

    op.drop_table("person_key")
    with op.batch_alter_table("exam_panel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_panel_version_id"))
        batch_op.drop_index(batch_op.f("ix_exam_panel_exam_id"))

    op.drop_table("exam_panel")
    op.drop_table("drill_item")
    with op.batch_alter_table("drill_hearing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drill_hearing_person_id"))
        batch_op.drop_index(batch_op.f("ix_drill_hearing_marked_by"))
        batch_op.drop_index(batch_op.f("ix_drill_hearing_drawn_by"))

    op.drop_table("drill_hearing")
    with op.batch_alter_table("drill_coaching", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drill_coaching_question_id"))
        batch_op.drop_index(batch_op.f("ix_drill_coaching_person_id"))

    op.drop_table("drill_coaching")
    with op.batch_alter_table("drill_card", schema=None) as batch_op:
        batch_op.drop_index("ix_drill_card_stuck")
        batch_op.drop_index("ix_drill_card_queue")
        batch_op.drop_index(batch_op.f("ix_drill_card_question_id"))
        batch_op.drop_index("ix_drill_card_introduced")

    op.drop_table("drill_card")
    with op.batch_alter_table("checkpoint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checkpoint_at"))

    op.drop_table("checkpoint")
