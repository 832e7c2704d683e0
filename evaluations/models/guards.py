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
