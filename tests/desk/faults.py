"""Name a fault for each check: what is planted, which check must see it, which record it names."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """Be a fault of one table; `record` finds the id that the check must name."""

    table: str
    planted: str
    check: str
    record: str


FAULTS = (
    Fault(
        "match_run",
        "update match_run set snapshot_hash = 'another' where id = 1",
        "each run rests on the snapshot of its hash",
        "select 1",
    ),
    Fault(
        "match_run",
        "update match_run set state = 'committed', committed_at = created_at where id = 1",
        "each run's state has its event",
        "select 1",
    ),
    Fault(
        "match_run",
        "update match_run set state = 'committed', committed_at = created_at where id = 1",
        "each committed run wrote all its matches",
        "select id from match_run_row where run_id = 1 and placement_id is not null",
    ),
    Fault(
        "credential_award",
        (
            "update credential_award set state = 'failed'"
            " where id = (select max(id) from credential_award)"
        ),
        "each credential award's state has its event",
        "select max(id) from credential_award",
    ),
    Fault(
        "event",
        "delete from event where record = 'credential award' and record_id = 1",
        "each credential that was earned has somebody who noted it",
        "select 1",
    ),
    Fault(
        "event",
        "update event set actor = 'staff:9999' where id = 5",
        "each journal line is chained to the one before",
        "select 5",
    ),
    Fault(
        "event",
        "delete from event where record = 'week' and record_id = 1 and seq = 2",
        "each journal line is chained to the one before",
        "select id from event where record = 'week' and record_id = 1 and seq = 3",
    ),
    Fault(
        "outbox_message",
        (
            "update outbox_message set message_id = (select message_id from outbox_message "
            "where id = 2) where id = 1"
        ),
        "each mail has a known state and a Message-ID of its own",
        "select 2",
    ),
    Fault(
        "outbox_message",
        "update outbox_message set state = 'lost' where id = 3",
        "each mail has a known state and a Message-ID of its own",
        "select 3",
    ),
    Fault(
        "outbox_message",
        (
            "delete from outbox_message where kind = 'hours-week' and record_id = (select "
            "min(id) from link_request where state = 'open' and kind = 'hours-week')"
        ),
        "each open request has one mail of its kind",
        "select min(id) from link_request where state = 'open' and kind = 'hours-week'",
    ),
    Fault(
        "review",
        "update review set number = 3 where id = (select min(id) from review)",
        "the reviews of each match are numbered without a gap",
        "select match_id from review where id = (select min(id) from review)",
    ),
    Fault(
        "review_rating",
        "delete from review_rating where review_id = (select min(id) from review)",
        "each review grades its skills",
        "select min(id) from review",
    ),
    Fault(
        "link_request",
        "update link_request set state = 'cancelled' where id = 1",
        "each request's state has its event",
        "select 1",
    ),
    Fault(
        "placement",
        "update placement set state = 'draft' where id = 2",
        "each placement's state has its event",
        "select 2",
    ),
    Fault(
        "host_report",
        (
            "insert into host_report (id, activity_id, request_id, said_at, said_by, method, "
            "took_place, words) select 1, min(id), 1, '2026-01-01 00:00:00', 'Petra', 'link', "
            "true, '' from activity"
        ),
        "what each host said is kept as their answer",
        "select 1",
    ),
    Fault(
        "activity",
        "update activity set state = 'cancelled' where id = (select min(id) from activity "
        "where state = 'open')",
        "each activity's state has its event",
        "select (select min(id) from activity where state = 'cancelled')",
    ),
    Fault(
        "activity_student",
        "update activity_student set state = case when state = 'attended' then 'absent' else "
        "'attended' end where id = 1",
        "each sign-up's state has its event",
        "select 1",
    ),
    Fault(
        "activity",
        "update activity set places_taken = places_taken - 1 where id = (select min(id) from "
        "activity where places_taken > 0)",
        "places taken at an activity are its sign-ups",
        "select min(activity_id) from activity_student where state <> 'withdrawn'",
    ),
    Fault(
        "event",
        "delete from event where record = 'placement' and record_id = 3",
        "each placement's state has its event",
        "select 3",
    ),
    Fault(
        "placement",
        "update placement set seats_taken = seats_taken - 1 where id = 1",
        "seats taken are the seats that matches hold, never too many",
        "select 1",
    ),
    Fault(
        "placement",
        "update placement set seats = 1 where id = 1",
        "seats taken are the seats that matches hold, never too many",
        "select 1",
    ),
    Fault(
        "preference_list",
        "update preference_list set program_id = 3 - program_id where id = 1",
        "each wanted placement is of the list's program",
        "select min(id) from preference where list_id = 1",
    ),
    Fault(
        "match",
        "update match set state = 'withdrawn' where id = 1",
        "each match's state has its event",
        "select 1",
    ),
    Fault(
        "timesheet",
        "update timesheet set minutes = minutes + 1 where id = 7",
        "each week's minutes are the sum of its shifts",
        "select 7",
    ),
    Fault(
        "timesheet",
        "update timesheet set week = '2026-11-17' where id = 7",
        "each week begins on a Monday",
        "select 7",
    ),
    Fault(
        "shift",
        "update shift set day = '2026-01-05' where id = 4",
        "each shift lies in its week, one a day",
        "select 4",
    ),
    Fault(
        "shift",
        (
            "update shift set day = (select day from shift where id = 1), timesheet_id = 1 "
            "where id = 2"
        ),
        "each shift lies in its week, one a day",
        "select 2",
    ),
    Fault(
        "confirmation",
        (
            "delete from confirmation where timesheet_id = (select min(id) from timesheet "
            "where state = 'confirmed')"
        ),
        "each settled week has its evidence, of that version",
        "select (select min(id) from timesheet where state = 'confirmed')",
    ),
    Fault(
        "confirmation",
        "update confirmation set version = 99 where id = 3",
        "no evidence is of a version still to come",
        "select 3",
    ),
    Fault(
        "timesheet",
        "update timesheet set state = 'frozen' where id = 1",
        "each week's state has its event",
        "select 1",
    ),
    Fault(
        "stipend_line",
        (
            "update stipend_line set version = 99 where timesheet_id = (select min(id) from "
            "timesheet where state = 'confirmed')"
        ),
        "each settled version of a week accrued stipend once",
        "select (select min(id) from timesheet where state = 'confirmed')",
    ),
    Fault(
        "stipend_line",
        (
            "update stipend_line set cents = cents + 1 where id = (select min(id) from "
            "stipend_line where cents > 0 and timesheet_id is not null)"
        ),
        "each week's stipend is the pay of its settled minutes",
        (
            "select timesheet_id from stipend_line where cents > 0 and timesheet_id is not "
            "null order by id limit 1"
        ),
    ),
    Fault(
        "stipend_line",
        (
            "update stipend_line set cents = cents - 1 where id = (select min(id) from "
            "stipend_line where kind = 'completion')"
        ),
        "each match's completion stipend is due by its minutes",
        (
            "select match_id from stipend_line where id = (select min(id) from stipend_line "
            "where kind = 'completion')"
        ),
    ),
    Fault(
        "stipend_line",
        (
            "update stipend_line set corrects_id = 1 where id = (select min(id) from "
            "stipend_line where match_id <> (select match_id from stipend_line where id = 1))"
        ),
        "each correction names an earlier line of its match",
        "select min(id) from stipend_line where corrects_id = 1",
    ),
    Fault(
        "credit_line",
        (
            "update credit_line set version = 99 where timesheet_id = (select min(id) from "
            "timesheet where state = 'confirmed')"
        ),
        "each settled version of a week counted toward credit once",
        "select (select min(id) from timesheet where state = 'confirmed')",
    ),
    Fault(
        "credit_line",
        "update credit_line set minutes = minutes + 1 where id = 1",
        "each match's credit minutes are its settled minutes",
        "select match_id from credit_line where id = 1",
    ),
    Fault(
        "credit_award",
        "update credit_award set minutes = minutes + 60000 where id = (select min(id) from "
        "credit_award where state <> 'withdrawn')",
        "each award stands on minutes that count, each minute once",
        "select match_id from credit_award where id = (select min(id) from credit_award where "
        "state <> 'withdrawn')",
    ),
    Fault(
        "credit_award",
        "update credit_award set credit = credit + 1 where id = (select min(id) from "
        "credit_award where state <> 'withdrawn')",
        "no award gives more than its rule and its caps",
        "select min(id) from credit_award where state <> 'withdrawn'",
    ),
    Fault(
        "event",
        "delete from event where record = 'credit award' and action = 'transcripted'",
        "each credit award's state has its event",
        "select min(id) from credit_award where state = 'transcripted'",
    ),
    Fault(
        "credit_award",
        "update credit_award set approved_by = awarded_by where id = (select min(id) from "
        "credit_award where approved_by is not null)",
        "each approved award has the approver that its rule asks for",
        "select min(id) from credit_award where approved_by is not null",
    ),
    Fault(
        "payment",
        "update payment set cents = cents + 1 where id = (select max(id) from payment)",
        "each payment is the sum of its lines",
        "select max(id) from payment",
    ),
    Fault(
        "pay_batch",
        "update pay_batch set cents = cents - 1 where id = 1",
        "each pay batch is the sum of its payments",
        "select 1",
    ),
    Fault(
        "paid_line",
        "update paid_line set live = false where id = (select max(id) from paid_line)",
        "each payment that stands holds its lines, no other does",
        "select payment_id from paid_line where id = (select max(id) from paid_line)",
    ),
    Fault(
        "file",
        "update file set sha256 = 'another' where id = (select csv_id from pay_batch where id = 1)",
        "each file of a pay batch is as it went out",
        "select 1",
    ),
    Fault(
        "timesheet",
        "update timesheet set state = 'frozen' where id = (select min(id) from timesheet"
        " where state = 'confirmed')",
        "each frozen week is in a pay batch",
        "select t.id from timesheet t where t.state = 'frozen' and not exists (select 1 from"
        " stipend_line s join paid_line p on p.stipend_line_id = s.id where"
        " s.timesheet_id = t.id and p.live)",
    ),
    Fault(
        "event",
        "delete from event where record = 'pay batch' and action = 'paid'",
        "each pay batch's state has its event",
        "select 1",
    ),
    Fault(
        "event",
        "delete from event where record = 'payment' and action = 'returned'",
        "each payment's state has its event",
        "select id from payment where state = 'returned'",
    ),
    Fault(
        "transcript_export",
        "update transcript_export set awards = awards + 1 where id = 1",
        "each transcript file names the awards that it counts",
        "select 1",
    ),
    Fault(
        "pledge",
        "update pledge set state = 'asked' where id = 2",
        "each pledge's state has its event",
        "select 2",
    ),
    Fault(
        "pledge",
        "update pledge set seats = 0 where id = 1",
        "no pledge is below its posted seats",
        "select 1",
    ),
    Fault(
        "pledge",
        "update pledge set posted = posted + 1, seats = 99 where id = 3",
        "each pledge counts the seats that are posted",
        "select 3",
    ),
    Fault(
        "pledge",
        (
            "delete from pledge where employer_id = (select s.employer_id from site s "
            "join placement p on p.site_id = s.id where p.id = "
            "(select max(id) from placement where state = 'open'))"
        ),
        "each posted placement stands on a pledge",
        "select max(id) from placement where state = 'open'",
    ),
    Fault(
        "signature",
        "update signature set number = 2 where id = 1",
        "each signature matches the hash of its text",
        "select 1",
    ),
    Fault(
        "agreement_text",
        "update agreement_text set text = text || ' and more' where id = 1",
        "each agreement text has its own hash",
        "select 1",
    ),
    Fault(
        "agreement",
        (
            "insert into agreement (id, match_id, state, number, objectives, safety, others, "
            "created_at, moved_at, version) select 9999, match_id, 'cancelled', 3, '', '', '', "
            "created_at, moved_at, 1 from agreement where id = 1"
        ),
        "each agreement has the text that it counts",
        "select 9999",
    ),
    Fault(
        "signature",
        "delete from signature where id = (select max(s.id) from signature s join agreement a "
        "on a.id = s.agreement_id where a.state = 'signed')",
        "what is signed is signed by all its parties",
        "select min(id) from agreement where state = 'signed'",
    ),
    Fault(
        "event",
        "delete from event where record = 'agreement' and record_id = 1",
        "each agreement's state has its event",
        "select 1",
    ),
    Fault(
        "consent_form",
        "update consent_form set text = text || ' and more' where id = 1",
        "each consent form has its own hash",
        "select 1",
    ),
    Fault(
        "consent",
        "update consent set text_hash = 'x' where id = 1",
        "each consent matches the hash of its form",
        "select 1",
    ),
)
