"""Packet documents as the evaluation room builds them, for tests that need no evaluation."""

from __future__ import annotations

from typing import Any

from common.canonical import canonical_json, sha256_of_text

Document = dict[str, Any]

WORDS = {
    "outstanding": "Outstanding",
    "very_good": "Very Good",
    "competent": "Competent",
    "improvement_needed": "Improvement Needed",
    "unsatisfactory": "Unsatisfactory",
    "not_applicable": "Not applicable",
}
DEFINITIONS = {
    "outstanding": "All work is consistently above the standards, and a good part of it goes beyond what is expected.",
    "very_good": "A good part of the work is well above the standards, and the rest at least meets them.",
    "competent": "The work consistently does what the position asks of a trained and qualified employee.",
    "improvement_needed": "A significant part of the work is below the standards, and it can be brought up to them.",
    "unsatisfactory": "A substantial part of the work is inadequate, or earlier deficiencies were not improved.",
}
FACTORS = {
    "Quality of Work": ["Accuracy", "Thoroughness", "Follows procedures and standards", "Neatness of written work"],
    "Quantity of Work": ["Amount of work completed", "Meets deadlines", "Sets priorities"],
    "Work Habits": ["Attendance and punctuality", "Safety", "Care of equipment", "Works without close supervision"],
    "Personal Relations": ["Works well with colleagues", "Courtesy to the public", "Accepts direction"],
    "Adaptability": ["Learns new procedures", "Works under pressure", "Adjusts to changed assignments"],
    "Communication": ["Speaks clearly", "Writes clearly", "Listens", "Keeps the supervisor informed"],
}
STATEMENTS = {
    "rater": ("Rater", "Dolores Whitaker-Ng", "Supervising Deputy Probation Officer", "2026-06-22T09:12:04-07:00"),
    "reviewer": ("Reviewer", "Augustin Okonkwo", "Program Head", "2026-06-24T16:40:31-07:00"),
    "department_head": ("Department Head", "Ruth Abernathy", "District/Division Chief", "2026-06-30T08:02:55-07:00"),
}
EVIDENCE = (
    "On September 14, 2025, and again on November 3, the caseload reports were returned because four of eleven court "
    "dates were missing. After the conference of November 10 the reports of December and January arrived complete.\n\n"
    "Two partner agencies wrote in February to say that they had waited more than three weeks for an answer. Both "
    "letters are attached."
)


def sample(kind: str = "employee_copy", **content: Any) -> Document:
    """A Competent evaluation; keywords replace parts of its content."""
    document = {
        "schema": "fairstep/packet/1",
        "kind": kind,
        "content": {**_content(), **content},
        "issue": {
            "presented_on": "2026-07-06",
            "issued_on": "2026-07-06",
            "method": "given",
            "method_label": "Given in person",
            "copy_due_on": "2026-07-26",
            "response_due_on": "2026-07-20",
        },
        "outcome": None,
        "response": None,
        "filed_on": None,
        "follow_up": None,
        "audit": {
            "stream": "evaluation:8d4f5c1e-6a53-4a7e-9a55-0c6f1f6c2b11",
            "sequence": 14,
            "hash": sha256_of_text("head"),
        },
        "prepared_at": "2026-07-06T15:41:10-07:00",
    }
    return signed(document)


def signed(document: Document) -> Document:
    """The document with the digest of its content and the agency's signatures under it."""
    digest = sha256_of_text(canonical_json(document["content"]))
    signatures = [
        {
            "capacity": capacity,
            "capacity_label": label,
            "name": name,
            "title": title,
            "acting_for": "Marguerite Delacroix" if capacity == "department_head" else "",
            "at": at,
            "statement": "I have read this evaluation as it stands here and I sign it in this capacity.",
            "content_sha256": digest,
        }
        for capacity, (label, name, title, at) in STATEMENTS.items()
    ]
    return {**document, "content_sha256": digest, "signatures": signatures}


def low_sample() -> Document:
    """A packet of record for an Improvement Needed with everything that a packet can hold."""
    document = sample(
        "record",
        overall="improvement_needed",
        overall_label="Improvement Needed",
        overall_comments="\n\n".join([EVIDENCE] * 6),
        factors=factors("improvement_needed", comments="\n\n".join([EVIDENCE] * 3)),
        improvement=_improvement(),
        leaves=[{"start": "2026-01-12", "end": "2026-01-30"}, {"start": "2026-03-02", "end": "2026-03-06"}],
        attachments=_attachments(),
        warnings=[
            {
                "rule": "R5",
                "message": "The period does not begin on the day after the last one: a gap of 31 days.",
                "reason": "The employee was on loan to another department, which evaluated that month itself.",
            }
        ],
    )
    return {
        **document,
        "outcome": {
            "kind": "refused",
            "label": "Refused to sign",
            "on": "2026-07-07",
            "note": "The employee read the evaluation in full and declined to sign it.",
            "witness": "Priscilla Anand, Departmental Personnel Technician",
        },
        "response": {
            "text": "I do not share this view.\n\nThe reports were late because the system was.",
            "on": "2026-07-16",
            "is_letter": False,
            "filed_by": {
                "name": "Bartholomew Fitzgerald Castellanos-Yamamoto",
                "capacity": "employee",
                "capacity_label": "Employee",
                "at": "2026-07-16T18:20:44-07:00",
            },
        },
        "filed_on": "2026-07-07",
        "follow_up": {"starts_on": "2026-07-06", "ends_on": "2027-01-06"},
    }


def deemed_competent_sample() -> Document:
    """Leave for nearly the whole period: everything blank."""
    return sample(
        overall=None,
        overall_label="",
        deemed_competent=True,
        overall_comments="On leave from September 1, 2025 to May 31, 2026.",
        factors=factors(None),
        leaves=[{"start": "2025-09-01", "end": "2026-05-31"}],
    )


def factors(rating: str | None, comments: str = "") -> list[Document]:
    """Every factor and item with the same rating."""
    word = WORDS[rating] if rating else ""
    return [
        {
            "key": label.lower().replace(" ", "_"),
            "label": label,
            "description": f"What {label.lower()} means for this position, measured against its standards.",
            "rating": rating,
            "rating_label": word,
            "comments": comments,
            "items": [{"key": item, "label": item, "rating": rating, "rating_label": word} for item in items],
        }
        for label, items in FACTORS.items()
    ]


def _content() -> Document:
    return {
        "schema": "fairstep/evaluation/1",
        "agency": "County of Alder Creek",
        "evaluation": {
            "public_id": "8d4f5c1e-6a53-4a7e-9a55-0c6f1f6c2b11",
            "version": 1,
            "kind": "annual",
            "kind_label": "Annual",
            "corrects": None,
            "correction_reason": "",
        },
        "policy": {"key": "county", "version": 1, "title": "County set"},
        "template": {"key": "general", "version": 1, "title": "General form"},
        "employee": {
            "employee_no": "004417",
            "name": "Bartholomew Fitzgerald Castellanos-Yamamoto",
            "classification_code": "0901",
            "classification_title": "Deputy Probation Officer II, Field",
            "org_unit": "Probation › Field Services › Eastern District",
        },
        "rater": {
            "employee_no": "001202",
            "name": "Dolores Whitaker-Ng",
            "title": "Supervising Deputy Probation Officer",
        },
        "period": {"start": "2025-07-01", "end": "2026-06-30"},
        "overall": "competent",
        "overall_label": "Competent",
        "deemed_competent": False,
        "overall_comments": "A steady year. The move to the new case system went well.",
        "factors": factors("competent"),
        "improvement": None,
        "action": None,
        "leaves": [],
        "attachments": [],
        "warnings": [],
        "rating_definitions": [
            {"value": value, "label": WORDS[value], "definition": definition}
            for value, definition in DEFINITIONS.items()
        ],
        "route": [
            {"capacity": capacity, "capacity_label": label, "name": name, "title": title, "reason": "by the chart"}
            for capacity, (label, name, title, _) in STATEMENTS.items()
        ],
    }


def _improvement() -> Document:
    deficiency = {
        "factor_label": "Quality of Work",
        "standard": "Every caseload report names all court dates of the month and reaches the supervisor by the fifth.",
        "evidence": EVIDENCE,
        "required_action": "Check each report against the court calendar before sending it.",
        "assistance": "Two half days with the court liaison, and the checklist of the Eastern District.",
        "measure": "No report returned for a missing date in three months in a row.",
        "target_on": "2026-10-30",
        "check_ins": ["2026-08-03", "2026-09-01", "2026-10-01"],
    }
    return {
        "informed": EVIDENCE,
        "required": "Complete reports by the fifth of each month; answers to partner agencies within ten days.",
        "assistance": "Fortnightly conferences since November, and training on the calendar in December.",
        "finding": "The reports of December and January show that the standard can be met.",
        "deficiencies": [deficiency, {**deficiency, "factor_label": "Communication"}],
    }


def _attachments() -> list[Document]:
    names = {
        "Letter from Alder Creek Schools, February 9.pdf": 184_233,
        "Returned report " + "x" * 120 + ".pdf": 2_400_117,
    }
    return [
        {"name": name, "content_type": "application/pdf", "size": size, "sha256": sha256_of_text(name)}
        for name, size in names.items()
    ]
