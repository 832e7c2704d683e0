"""Triggers that hold what the engine promises, also against code that walks past it (R17, R35)."""

import pgtrigger

CONTENT_COLUMNS = (
    "period_start", "period_end", "overall", "overall_comments",
    "improvement_informed", "improvement_required", "improvement_assistance", "improvement_finding",
    "action_kind", "action_stage", "action_effective_on", "action_notice_on",
)  # fmt: skip


def append_only() -> pgtrigger.Trigger:
    """Rows are added and never touched again."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


def parts_change_in_draft() -> pgtrigger.Trigger:
    """Rows that belong to an evaluation's content change only while it is a draft (R17)."""
    return pgtrigger.Trigger(
        name="only_in_draft",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("evaluation_status", "text")],
        func="""
            SELECT status INTO evaluation_status FROM evaluations_evaluation
             WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.evaluation_id ELSE NEW.evaluation_id END;
            IF evaluation_status <> 'draft' THEN
                RAISE EXCEPTION 'R17: the content of an evaluation changes only in draft (it is %)', evaluation_status;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


def content_changes_in_draft() -> pgtrigger.Trigger:
    """The evaluation's own content columns change only while it is a draft (R17)."""
    old = ", ".join(f"OLD.{column}" for column in CONTENT_COLUMNS)
    new = ", ".join(f"NEW.{column}" for column in CONTENT_COLUMNS)
    return pgtrigger.Trigger(
        name="content_only_in_draft",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF OLD.status <> 'draft' AND ({old}) IS DISTINCT FROM ({new}) THEN
                RAISE EXCEPTION 'R17: the content of an evaluation changes only in draft (it is %)', OLD.status;
            END IF;
            RETURN NEW;
        """,
    )


def closed_is_immutable() -> pgtrigger.Trigger:
    """A final, superseded or void evaluation keeps every column; only a final one becomes superseded (R35)."""
    return pgtrigger.Trigger(
        name="closed_is_immutable",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="""
            IF OLD.status IN ('final', 'superseded', 'void')
               AND (to_jsonb(OLD) - 'status') IS DISTINCT FROM (to_jsonb(NEW) - 'status') THEN
                RAISE EXCEPTION 'R35: a % evaluation is immutable', OLD.status;
            END IF;
            IF OLD.status IN ('superseded', 'void') AND NEW.status <> OLD.status
               OR OLD.status = 'final' AND NEW.status NOT IN ('final', 'superseded') THEN
                RAISE EXCEPTION 'R35: a % evaluation does not become %', OLD.status, NEW.status;
            END IF;
            RETURN NEW;
        """,
    )


def signed_once() -> pgtrigger.Trigger:
    """A step of a route takes its signature once and then never changes; until then only its person may (a reroute)."""
    return pgtrigger.Trigger(
        name="signed_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF TG_OP = 'DELETE' OR OLD.signature_id IS NOT NULL
               OR (to_jsonb(OLD) - '{signature_id,principal_id,reason}'::text[])
                  IS DISTINCT FROM (to_jsonb(NEW) - '{signature_id,principal_id,reason}'::text[])
               OR (NEW.signature_id IS NOT NULL
                   AND (OLD.principal_id, OLD.reason) IS DISTINCT FROM (NEW.principal_id, NEW.reason)) THEN
                RAISE EXCEPTION 'R17: a signing step takes its signature once and changes in nothing else';
            END IF;
            RETURN NEW;
        """,
    )


def window_keeps_its_promises() -> pgtrigger.Trigger:
    """A window's end never comes nearer, its beginning never moves, and an ending is for good (R12, R14, R15).

    A window that its final has closed may only be told of a correction of that final: closed otherwise, on that day.
    """
    fixed = "{starts_on,original_ends_on,employee_id,evaluation_id,prior_status,public_id}"
    ending = "{status,closed_by_id}"
    return pgtrigger.Trigger(
        name="window_keeps_its_promises",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'DELETE' THEN
                RAISE EXCEPTION 'R12: a follow-up window is never deleted';
            END IF;
            IF NEW.ends_on < OLD.ends_on THEN
                RAISE EXCEPTION 'R14: an extension never shortens a window';
            END IF;
            IF (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(OLD)) WHERE key = ANY('{fixed}'::text[]))
               IS DISTINCT FROM
               (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(NEW)) WHERE key = ANY('{fixed}'::text[]))
            THEN
                RAISE EXCEPTION 'R12: a follow-up window begins where it began';
            END IF;
            IF OLD.status IN ('reverted', 'lifted')
               AND (to_jsonb(OLD) - 'alarm_owner_id') IS DISTINCT FROM (to_jsonb(NEW) - 'alarm_owner_id') THEN
                RAISE EXCEPTION 'R15: a % follow-up window changes no more', OLD.status;
            END IF;
            IF OLD.status IN ('closed_competent', 'closed_unsatisfactory')
               AND ((to_jsonb(OLD) - '{ending}'::text[]) IS DISTINCT FROM (to_jsonb(NEW) - '{ending}'::text[])
                    OR NEW.status NOT IN ('closed_competent', 'closed_unsatisfactory')
                    OR NEW.closed_by_id = OLD.closed_by_id AND NEW.status <> OLD.status) THEN
                RAISE EXCEPTION 'R15: a closed follow-up window changes only by a correction of its final';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - names of columns, all ours
    )


def extension_is_decided_once() -> pgtrigger.Trigger:
    """A request is decided once; what was asked never changes (R14)."""
    return pgtrigger.Trigger(
        name="decided_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF TG_OP = 'DELETE' OR OLD.status <> 'asked'
               OR (OLD.follow_up_id, OLD.old_end, OLD.asked_end, OLD.asked_by_id, OLD.contacted_on, OLD.recorded_at)
                  IS DISTINCT FROM
                  (NEW.follow_up_id, NEW.old_end, NEW.asked_end, NEW.asked_by_id, NEW.contacted_on, NEW.recorded_at)
            THEN
                RAISE EXCEPTION 'R14: a request to extend a window is decided once and changes in nothing else';
            END IF;
            RETURN NEW;
        """,
    )


def check_in_stays() -> pgtrigger.Trigger:
    """A check-in stays as it was recorded; the employee's remark is added once."""
    return pgtrigger.Trigger(
        name="check_in_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF TG_OP = 'DELETE' OR OLD.remark <> ''
               OR (to_jsonb(OLD) - '{remark,remarked_at}'::text[])
                  IS DISTINCT FROM (to_jsonb(NEW) - '{remark,remarked_at}'::text[]) THEN
                RAISE EXCEPTION 'R9: a check-in stays as it was recorded; a remark is added once';
            END IF;
            RETURN NEW;
        """,
    )


def probation_extension_stays() -> pgtrigger.Trigger:
    """An extension of probation stays as it was recorded; it is withdrawn once (R3)."""
    return pgtrigger.Trigger(
        name="extension_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL
               OR (OLD.employee_id, OLD.old_end, OLD.new_end, OLD.absent_from, OLD.absent_to, OLD.notified_on,
                   OLD.reason, OLD.recorded_at)
                  IS DISTINCT FROM
                  (NEW.employee_id, NEW.old_end, NEW.new_end, NEW.absent_from, NEW.absent_to, NEW.notified_on,
                   NEW.reason, NEW.recorded_at)
            THEN
                RAISE EXCEPTION 'R3: an extension of probation stays as it was recorded, or is withdrawn once';
            END IF;
            RETURN NEW;
        """,
    )


def recusal_keeps_its_facts() -> pgtrigger.Trigger:
    """Who is recused from whom, and since when, stays; a recusal is ended once and never deleted (R23)."""
    ending = "{until,ended_at,ended_by_id,ended_by_name,end_reason}"
    return pgtrigger.Trigger(
        name="recusal_keeps_its_facts",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL
               OR (to_jsonb(OLD) - '{ending}'::text[]) IS DISTINCT FROM (to_jsonb(NEW) - '{ending}'::text[]) THEN
                RAISE EXCEPTION 'R23: a recusal stays as it was recorded and is ended once';
            END IF;
            RETURN NEW;
        """,
    )


def exception_stays() -> pgtrigger.Trigger:
    """An exception stays as it was recorded; it is withdrawn once (R23)."""
    ending = "{withdrawn_at,withdrawn_by_id,withdrawn_by_name,withdrawn_reason}"
    return pgtrigger.Trigger(
        name="exception_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL
               OR (to_jsonb(OLD) - '{ending}'::text[]) IS DISTINCT FROM (to_jsonb(NEW) - '{ending}'::text[]) THEN
                RAISE EXCEPTION 'R23: an exception stays as it was recorded and is withdrawn once';
            END IF;
            RETURN NEW;
        """,
    )


def grievance_keeps_its_words() -> pgtrigger.Trigger:
    """What was filed stays as it was; it ends once and is never deleted (R22)."""
    ending = "{status,ended_on,ended_at,ended_by_id,ended_by_name,end_reason}"
    return pgtrigger.Trigger(
        name="grievance_keeps_its_words",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'DELETE' OR OLD.status <> 'open'
               OR (to_jsonb(OLD) - '{ending}'::text[]) IS DISTINCT FROM (to_jsonb(NEW) - '{ending}'::text[]) THEN
                RAISE EXCEPTION 'R22: a grievance stays as it was filed and ends once';
            END IF;
            RETURN NEW;
        """,
    )
