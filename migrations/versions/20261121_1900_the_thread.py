"""Make the tables of the thread: from program to confirmed hour."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():

    op.create_table(
        "calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_calendar_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar")),
        sa.UniqueConstraint(
            "code", "school_year", name=op.f("uq_calendar_code_school_year")
        ),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint(
            "record", "record_id", "seq", name=op.f("uq_event_record_record_id_seq")
        ),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_at"), ["at"], unique=False)

    op.create_table(
        "file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_by", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size <= 10485760", name=op.f("ck_file_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
    )
    op.create_table(
        "new_link_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_new_link_asked")),
        sa.UniqueConstraint(
            "address_hash", "day", name=op.f("uq_new_link_asked_address_hash_day")
        ),
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=False),
        sa.Column("link_path", sa.Text(), nullable=True),
        sa.Column("link_purpose", sa.Text(), nullable=True),
        sa.Column("link_subject", sa.Text(), nullable=True),
        sa.Column("link_version", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state in ('queued','leased','handing','sent','failed','held','cancelled','bounced')",
            name=op.f("ck_outbox_message_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_message_id")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_message_due", ["state", "next_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_message_link_subject"), ["link_subject"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_message_to_address"), ["to_address"], unique=False
        )

    op.create_table(
        "outbox_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_pause")),
    )
    op.create_table(
        "program",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("kept_rules", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("mail_on", sa.Boolean(), nullable=False),
        sa.Column("catalogue_on", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('internship','job_shadow','summer_program','apprenticeship')",
            name=op.f("ck_program_kind"),
        ),
        sa.CheckConstraint("start_date <= end_date", name=op.f("ck_program_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program")),
        sa.UniqueConstraint("code", name=op.f("uq_program_code")),
    )
    op.create_table(
        "school",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sourced_id", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("calendar_code", sa.Text(), nullable=False),
        sa.Column("bell_start", sa.Time(), nullable=False),
        sa.Column("bell_end", sa.Time(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
        sa.UniqueConstraint("code", name=op.f("uq_school_code")),
        sa.UniqueConstraint("sourced_id", name=op.f("uq_school_sourced_id")),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_try")),
        sa.UniqueConstraint(
            "subject", "since", name=op.f("uq_sign_in_try_subject_since")
        ),
    )
    with op.batch_alter_table("sign_in_try", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_try_since"), ["since"], unique=False
        )

    op.create_table(
        "staff_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role in ('administrator','employer_engagement','career_specialist','finance','district_lead')",
            name=op.f("ck_staff_user_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_user")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_user_email")),
    )
    op.create_table(
        "calendar_day_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["calendar.id"],
            name=op.f("fk_calendar_day_off_calendar_id_calendar"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day_off")),
        sa.UniqueConstraint(
            "calendar_id", "day", name=op.f("uq_calendar_day_off_calendar_id_day")
        ),
    )
    with op.batch_alter_table("calendar_day_off", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_calendar_day_off_calendar_id"), ["calendar_id"], unique=False
        )

    op.create_table(
        "employer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("email_domain", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("do_not_contact", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["staff_user.id"],
            name=op.f("fk_employer_owner_id_staff_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
        sa.UniqueConstraint("name", name=op.f("uq_employer_name")),
    )
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employer_owner_id"), ["owner_id"], unique=False
        )

    op.create_table(
        "link_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("short_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=True),
        sa.Column("recipient_kind", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("recipient_name", sa.Text(), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("subject_day", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed_from_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state in ('open','answered','expired','cancelled','replaced')",
            name=op.f("ck_link_request_state"),
        ),
        sa.ForeignKeyConstraint(
            ["passed_from_id"],
            ["link_request.id"],
            name=op.f("fk_link_request_passed_from_id_link_request"),
        ),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["program.id"],
            name=op.f("fk_link_request_program_id_program"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_link_request_public_id")),
        sa.UniqueConstraint("short_code", name=op.f("uq_link_request_short_code")),
    )
    with op.batch_alter_table("link_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_link_request_kind"), ["kind"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_link_request_program_id"), ["program_id"], unique=False
        )
        batch_op.create_index(
            "ix_link_request_state_due", ["state", "due_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_link_request_to_address"), ["to_address"], unique=False
        )
        batch_op.create_index(
            "uq_link_request_live",
            [
                "kind",
                "recipient_kind",
                "recipient_id",
                "subject_kind",
                "subject_id",
                "subject_day",
            ],
            unique=True,
            sqlite_where=sa.text("state in ('open','answered')"),
            postgresql_where=sa.text("state in ('open','answered')"),
        )
        batch_op.create_index(
            "uq_link_request_live_without_day",
            ["kind", "recipient_kind", "recipient_id", "subject_kind", "subject_id"],
            unique=True,
            sqlite_where=sa.text(
                "state in ('open','answered') AND subject_day IS NULL"
            ),
            postgresql_where=sa.text(
                "state in ('open','answered') AND subject_day IS NULL"
            ),
        )

    op.create_table(
        "staff_school",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_staff_school_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["staff_user.id"],
            name=op.f("fk_staff_school_user_id_staff_user"),
        ),
        sa.PrimaryKeyConstraint("user_id", "school_id", name=op.f("pk_staff_school")),
    )
    with op.batch_alter_table("staff_school", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_staff_school_school_id"), ["school_id"], unique=False
        )

    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["staff_user.id"],
            name=op.f("fk_staff_session_user_id_staff_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_staff_session_key_hash")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_staff_session_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "student",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("sourced_id", sa.Text(), nullable=False),
        sa.Column("student_number", sa.Text(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("preferred_name", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("directory_opt_out", sa.Boolean(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_student_school_id_school")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student")),
        sa.UniqueConstraint("sourced_id", name=op.f("uq_student_sourced_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_student_uid")),
    )
    with op.batch_alter_table("student", schema=None) as batch_op:
        batch_op.create_index(
            "ix_student_name", ["family_name", "given_name"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_student_school_id"), ["school_id"], unique=False
        )
        batch_op.create_index(
            "ix_student_school_name",
            ["school_id", "family_name", "given_name"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_student_student_number"), ["student_number"], unique=False
        )

    op.create_table(
        "todo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_todo_school_id_school")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_todo")),
    )
    with op.batch_alter_table("todo", schema=None) as batch_op:
        batch_op.create_index(
            "uq_todo_open",
            ["kind", "record", "record_id"],
            unique=True,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "course_completed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_course_completed_student_id_student"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_completed")),
        sa.UniqueConstraint(
            "student_id", "title", name=op.f("uq_course_completed_student_id_title")
        ),
    )
    with op.batch_alter_table("course_completed", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_completed_student_id"), ["student_id"], unique=False
        )

    op.create_table(
        "disclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("recipient_kind", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("recipient_name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["link_request.id"],
            name=op.f("fk_disclosure_request_id_link_request"),
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_disclosure_student_id_student"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_disclosure_request_id"), ["request_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_disclosure_student_id"), ["student_id"], unique=False
        )

    op.create_table(
        "guardian",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("sourced_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_guardian_student_id_student")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian")),
        sa.UniqueConstraint(
            "student_id", "sourced_id", name=op.f("uq_guardian_student_id_sourced_id")
        ),
    )
    with op.batch_alter_table("guardian", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_guardian_student_id"), ["student_id"], unique=False
        )

    op.create_table(
        "link_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("name_typed", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["link_request.id"],
            name=op.f("fk_link_answer_request_id_link_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_answer")),
    )
    with op.batch_alter_table("link_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_link_answer_request_id"), ["request_id"], unique=False
        )

    op.create_table(
        "link_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["link_request.id"],
            name=op.f("fk_link_visit_request_id_link_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_visit")),
    )
    with op.batch_alter_table("link_visit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_link_visit_request_id"), ["request_id"], unique=False
        )

    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["link_request.id"],
            name=op.f("fk_reminder_request_id_link_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "request_id", "step", name=op.f("uq_reminder_request_id_step")
        ),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index("ix_reminder_due", ["done_at", "due_at"], unique=False)

    op.create_table(
        "request_school",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["link_request.id"],
            name=op.f("fk_request_school_request_id_link_request"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["school.id"],
            name=op.f("fk_request_school_school_id_school"),
        ),
        sa.PrimaryKeyConstraint(
            "request_id", "school_id", name=op.f("pk_request_school")
        ),
    )
    with op.batch_alter_table("request_school", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_request_school_school_id"), ["school_id"], unique=False
        )

    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("zip", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_site_employer_id_employer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint(
            "employer_id", "name", name=op.f("uq_site_employer_id_name")
        ),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_site_employer_id"), ["employer_id"], unique=False
        )

    op.create_table(
        "student_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_student_document_student_id_student"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student_document")),
        sa.UniqueConstraint(
            "student_id", "kind", name=op.f("uq_student_document_student_id_kind")
        ),
    )
    with op.batch_alter_table("student_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_student_document_student_id"), ["student_id"], unique=False
        )

    op.create_table(
        "student_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=True),
        sa.Column("attributes", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_student_year_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_student_year_student_id_student"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student_year")),
        sa.UniqueConstraint(
            "student_id",
            "school_year",
            name=op.f("uq_student_year_student_id_school_year"),
        ),
    )
    with op.batch_alter_table("student_year", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_student_year_school_id"), ["school_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_student_year_student_id"), ["student_id"], unique=False
        )

    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("do_not_contact", sa.Boolean(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role in ('supervisor','signer','human_resources','other')",
            name=op.f("ck_contact_role"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_contact_employer_id_employer"),
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_contact_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint(
            "employer_id", "email", name=op.f("uq_contact_employer_id_email")
        ),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_email"), ["email"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_contact_employer_id"), ["employer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contact_site_id"), ["site_id"], unique=False
        )

    op.create_table(
        "placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("seats_taken", sa.Integer(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("minimum_age", sa.Integer(), nullable=False),
        sa.Column("duties", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('internship','job_shadow','summer_program','apprenticeship')",
            name=op.f("ck_placement_kind"),
        ),
        sa.CheckConstraint(
            "state in ('draft','open','paused','closed','completed','cancelled')",
            name=op.f("ck_placement_state"),
        ),
        sa.CheckConstraint(
            "seats >= 1 AND seats <= 500", name=op.f("ck_placement_seats")
        ),
        sa.CheckConstraint(
            "seats_taken >= 0 AND seats_taken <= seats",
            name=op.f("ck_placement_seats_taken"),
        ),
        sa.CheckConstraint("start_date <= end_date", name=op.f("ck_placement_order")),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_placement_program_id_program")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_placement_site_id_site")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"],
            ["contact.id"],
            name=op.f("fk_placement_supervisor_id_contact"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("uid", name=op.f("uq_placement_uid")),
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_placement_program_id"), ["program_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_placement_site_id"), ["site_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_placement_supervisor_id"), ["supervisor_id"], unique=False
        )

    op.create_table(
        "match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('suggested','shortlisted','referred','interviewing','offered','accepted','active','completed','declined_by_employer','declined_by_student','withdrawn','expired','no_show','ended_early')",
            name=op.f("ck_match_state"),
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["placement.id"],
            name=op.f("fk_match_placement_id_placement"),
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_match_student_id_student")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
    )
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_match_placement_id"), ["placement_id"], unique=False
        )
        batch_op.create_index(
            "ix_match_placement_state", ["placement_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_match_student_id"), ["student_id"], unique=False
        )
        batch_op.create_index(
            "ix_match_student_state", ["student_id", "state"], unique=False
        )
        batch_op.create_index(
            "uq_match_live",
            ["student_id", "placement_id"],
            unique=True,
            sqlite_where=sa.text(
                "state in ('suggested','shortlisted','referred','interviewing','offered','accepted','active','completed')"
            ),
            postgresql_where=sa.text(
                "state in ('suggested','shortlisted','referred','interviewing','offered','accepted','active','completed')"
            ),
        )

    op.create_table(
        "placement_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("start", sa.Time(), nullable=False),
        sa.Column("end", sa.Time(), nullable=False),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "break_minutes >= 0 AND break_minutes <= 240",
            name=op.f("ck_placement_slot_break_minutes"),
        ),
        sa.CheckConstraint(
            "weekday >= 0 AND weekday <= 6", name=op.f("ck_placement_slot_weekday")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["placement.id"],
            name=op.f("fk_placement_slot_placement_id_placement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_slot")),
        sa.UniqueConstraint(
            "placement_id",
            "weekday",
            name=op.f("uq_placement_slot_placement_id_weekday"),
        ),
    )
    with op.batch_alter_table("placement_slot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_placement_slot_placement_id"), ["placement_id"], unique=False
        )

    op.create_table(
        "timesheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('open','submitted','disputed','confirmed','frozen')",
            name=op.f("ck_timesheet_state"),
        ),
        sa.CheckConstraint(
            "minutes >= 0 AND minutes <= 10080", name=op.f("ck_timesheet_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["match.id"], name=op.f("fk_timesheet_match_id_match")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timesheet")),
        sa.UniqueConstraint(
            "match_id", "week", name=op.f("uq_timesheet_match_id_week")
        ),
    )
    with op.batch_alter_table("timesheet", schema=None) as batch_op:
        batch_op.create_index(
            "ix_timesheet_week_state", ["week", "state"], unique=False
        )

    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("timesheet_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "method in ('link','phone','paper','in_person','staff')",
            name=op.f("ck_confirmation_method"),
        ),
        sa.CheckConstraint(
            "outcome in ('confirmed','disputed','reversed','not_mine')",
            name=op.f("ck_confirmation_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["link_request.id"],
            name=op.f("fk_confirmation_request_id_link_request"),
        ),
        sa.ForeignKeyConstraint(
            ["timesheet_id"],
            ["timesheet.id"],
            name=op.f("fk_confirmation_timesheet_id_timesheet"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
    )
    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_confirmation_request_id"), ["request_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_confirmation_timesheet_id"), ["timesheet_id"], unique=False
        )

    op.create_table(
        "credit_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("timesheet_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["match_id"], ["match.id"], name=op.f("fk_credit_line_match_id_match")
        ),
        sa.ForeignKeyConstraint(
            ["timesheet_id"],
            ["timesheet.id"],
            name=op.f("fk_credit_line_timesheet_id_timesheet"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_line")),
        sa.UniqueConstraint(
            "timesheet_id", "version", name=op.f("uq_credit_line_timesheet_id_version")
        ),
    )
    with op.batch_alter_table("credit_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_credit_line_match_id"), ["match_id"], unique=False
        )

    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("timesheet_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("start", sa.Time(), nullable=True),
        sa.Column("end", sa.Time(), nullable=True),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("entered_minutes", sa.Integer(), nullable=True),
        sa.Column("absent", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "absent = false OR minutes = 0", name=op.f("ck_shift_absent")
        ),
        sa.CheckConstraint(
            "minutes >= 0 AND minutes <= 1500", name=op.f("ck_shift_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["timesheet_id"],
            ["timesheet.id"],
            name=op.f("fk_shift_timesheet_id_timesheet"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint(
            "timesheet_id", "day", name=op.f("uq_shift_timesheet_id_day")
        ),
    )
    op.create_table(
        "stipend_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("timesheet_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('hours','adjustment','completion','reversal')",
            name=op.f("ck_stipend_line_kind"),
        ),
        sa.CheckConstraint(
            "(timesheet_id IS NULL) = (version IS NULL)",
            name=op.f("ck_stipend_line_timesheet_version"),
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"],
            ["stipend_line.id"],
            name=op.f("fk_stipend_line_corrects_id_stipend_line"),
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["match.id"], name=op.f("fk_stipend_line_match_id_match")
        ),
        sa.ForeignKeyConstraint(
            ["timesheet_id"],
            ["timesheet.id"],
            name=op.f("fk_stipend_line_timesheet_id_timesheet"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stipend_line")),
        sa.UniqueConstraint(
            "timesheet_id", "version", name=op.f("uq_stipend_line_timesheet_id_version")
        ),
    )
    with op.batch_alter_table("stipend_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stipend_line_corrects_id"), ["corrects_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_stipend_line_match_id"), ["match_id"], unique=False
        )


def downgrade():

    with op.batch_alter_table("stipend_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stipend_line_match_id"))
        batch_op.drop_index(batch_op.f("ix_stipend_line_corrects_id"))

    op.drop_table("stipend_line")
    op.drop_table("shift")
    with op.batch_alter_table("credit_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_line_match_id"))

    op.drop_table("credit_line")
    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_confirmation_timesheet_id"))
        batch_op.drop_index(batch_op.f("ix_confirmation_request_id"))

    op.drop_table("confirmation")
    with op.batch_alter_table("timesheet", schema=None) as batch_op:
        batch_op.drop_index("ix_timesheet_week_state")

    op.drop_table("timesheet")
    with op.batch_alter_table("placement_slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_slot_placement_id"))

    op.drop_table("placement_slot")
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_match_live",
            sqlite_where=sa.text(
                "state in ('suggested','shortlisted','referred','interviewing','offered','accepted','active','completed')"
            ),
            postgresql_where=sa.text(
                "state in ('suggested','shortlisted','referred','interviewing','offered','accepted','active','completed')"
            ),
        )
        batch_op.drop_index("ix_match_student_state")
        batch_op.drop_index(batch_op.f("ix_match_student_id"))
        batch_op.drop_index("ix_match_placement_state")
        batch_op.drop_index(batch_op.f("ix_match_placement_id"))

    op.drop_table("match")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_supervisor_id"))
        batch_op.drop_index(batch_op.f("ix_placement_site_id"))
        batch_op.drop_index(batch_op.f("ix_placement_program_id"))

    op.drop_table("placement")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_site_id"))
        batch_op.drop_index(batch_op.f("ix_contact_employer_id"))
        batch_op.drop_index(batch_op.f("ix_contact_email"))

    op.drop_table("contact")
    with op.batch_alter_table("student_year", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_student_year_student_id"))
        batch_op.drop_index(batch_op.f("ix_student_year_school_id"))

    op.drop_table("student_year")
    with op.batch_alter_table("student_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_student_document_student_id"))

    op.drop_table("student_document")
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_employer_id"))

    op.drop_table("site")
    with op.batch_alter_table("request_school", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_school_school_id"))

    op.drop_table("request_school")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index("ix_reminder_due")

    op.drop_table("reminder")
    with op.batch_alter_table("link_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_visit_request_id"))

    op.drop_table("link_visit")
    with op.batch_alter_table("link_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_answer_request_id"))

    op.drop_table("link_answer")
    with op.batch_alter_table("guardian", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guardian_student_id"))

    op.drop_table("guardian")
    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disclosure_student_id"))
        batch_op.drop_index(batch_op.f("ix_disclosure_request_id"))

    op.drop_table("disclosure")
    with op.batch_alter_table("course_completed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_completed_student_id"))

    op.drop_table("course_completed")
    with op.batch_alter_table("todo", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_todo_open",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.drop_table("todo")
    with op.batch_alter_table("student", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_student_student_number"))
        batch_op.drop_index("ix_student_school_name")
        batch_op.drop_index(batch_op.f("ix_student_school_id"))
        batch_op.drop_index("ix_student_name")

    op.drop_table("student")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_session_user_id"))

    op.drop_table("staff_session")
    with op.batch_alter_table("staff_school", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_school_school_id"))

    op.drop_table("staff_school")
    with op.batch_alter_table("link_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_link_request_live_without_day",
            sqlite_where=sa.text(
                "state in ('open','answered') AND subject_day IS NULL"
            ),
            postgresql_where=sa.text(
                "state in ('open','answered') AND subject_day IS NULL"
            ),
        )
        batch_op.drop_index(
            "uq_link_request_live",
            sqlite_where=sa.text("state in ('open','answered')"),
            postgresql_where=sa.text("state in ('open','answered')"),
        )
        batch_op.drop_index(batch_op.f("ix_link_request_to_address"))
        batch_op.drop_index("ix_link_request_state_due")
        batch_op.drop_index(batch_op.f("ix_link_request_program_id"))
        batch_op.drop_index(batch_op.f("ix_link_request_kind"))

    op.drop_table("link_request")
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employer_owner_id"))

    op.drop_table("employer")
    with op.batch_alter_table("calendar_day_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_day_off_calendar_id"))

    op.drop_table("calendar_day_off")
    op.drop_table("staff_user")
    with op.batch_alter_table("sign_in_try", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_try_since"))

    op.drop_table("sign_in_try")
    op.drop_table("school")
    op.drop_table("program")
    op.drop_table("outbox_pause")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_message_to_address"))
        batch_op.drop_index(batch_op.f("ix_outbox_message_link_subject"))
        batch_op.drop_index("ix_outbox_message_due")

    op.drop_table("outbox_message")
    op.drop_table("new_link_asked")
    op.drop_table("file")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_at"))

    op.drop_table("event")
    op.drop_table("calendar")
