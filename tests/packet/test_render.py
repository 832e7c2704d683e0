"""The packet as a PDF: tagged, complete in itself, its words those of the document, its limits kept."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from common.canonical import canonical_json
from common.pdf.errors import RenderFailed
from common.pdf.limits import Limits
from common.pdf.render import HTML_LIMIT, LIMITS, PdfAttachment, RenderedPdf, render_pdf
from evaluations.services.packet_page import packet_files, packet_html
from tests.packet.conftest import between, read, words_of
from tests.packet.samples import EVIDENCE, deemed_competent_sample, low_sample, sample

HOSTILE = (
    "<script>alert(1)</script> <img src='file:///etc/passwd'> http://example.org/x {{ secret }} {% now 'Y' %} "
    "file:///etc/passwd &amp; &lt;"
)


def rendered(document: dict[str, Any]) -> RenderedPdf:
    attachment = PdfAttachment("evaluation.json", "The content", canonical_json(document))
    return render_pdf(packet_html(document), files=packet_files(), attachments=(attachment,))


@pytest.fixture(scope="module")
def short() -> RenderedPdf:
    return rendered(sample(overall_comments=HOSTILE))


@pytest.fixture(scope="module")
def low() -> RenderedPdf:
    return rendered(low_sample())


def test_it_is_tagged_and_says_so(short: RenderedPdf) -> None:
    root = read(short.data).trailer["/Root"]
    assert root["/MarkInfo"] == {"/Marked": True}
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"] == {"/DisplayDocTitle": True}
    assert root["/StructTreeRoot"]["/K"][0].get_object()["/S"] == "/Document"
    assert root["/Metadata"].get_data().count(b'pdfuaid:part="1"') == 1


def test_headings_tables_and_lists_are_tagged_as_such(low: RenderedPdf) -> None:
    found: dict[str, int] = {}
    todo = [read(low.data).trailer["/Root"]["/StructTreeRoot"]]
    while todo:
        node = todo.pop()
        if node.get("/Type") == "/StructElem":
            found[node["/S"]] = found.get(node["/S"], 0) + 1
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object()
            if isinstance(kid, dict) and kid.get("/Type") != "/MCR":
                todo.append(kid)
    counted = {name: found[name] for name in ("/H1", "/H2", "/Table", "/L")}
    # Tables: the cover's facts, definitions, six factors, files, issue, certificate. Lists: leaves, how to verify.
    assert counted == {"/H1": 1, "/H2": 10, "/Table": 11, "/L": 2}


def test_metadata_names_it(short: RenderedPdf) -> None:
    metadata = read(short.data).metadata
    assert metadata.title == (
        "Performance Evaluation: Bartholomew Fitzgerald Castellanos-Yamamoto, July 1, 2025 – June 30, 2026"
    )
    assert metadata.author == "County of Alder Creek"


def test_bookmarks_are_its_sections(short: RenderedPdf) -> None:
    outline = read(short.data).outline
    sections = [entry.title for entry in outline[1] if not isinstance(entry, list)]
    assert outline[0].title == "Performance Evaluation"
    assert sections == [
        "What the ratings mean",
        "Overall rating",
        "Factors",
        "Issue and the employee’s response",
        "Signatures",
        "Audit certificate",
    ]


def test_every_font_is_embedded(low: RenderedPdf) -> None:
    fonts: dict[str, bool] = {}
    for page in read(low.data).pages:
        for font in page["/Resources"]["/Font"].values():
            for descendant in font["/DescendantFonts"]:
                descriptor = descendant.get_object()["/FontDescriptor"]
                fonts[descendant.get_object()["/BaseFont"]] = any(key.startswith("/FontFile") for key in descriptor)
    assert fonts
    assert set(fonts.values()) == {True}


def test_our_own_fonts_are_used_where_they_are_built(low: RenderedPdf) -> None:
    names = {
        str(descendant.get_object()["/BaseFont"]).split("+")[1]
        for page in read(low.data).pages
        for font in page["/Resources"]["/Font"].values()
        for descendant in font["/DescendantFonts"]
    }
    ours = {"Public-Sans", "Public-Sans-Bold", "Public-Sans-Italic", "Public-Sans-Semi-Bold"}
    assert {name for name in names if name.startswith("Public")} == (ours if len(packet_files()) == 5 else set())


def test_the_attachment_is_the_document(low: RenderedPdf) -> None:
    attachments = read(low.data).attachments
    assert list(attachments) == ["evaluation.json"]
    assert attachments["evaluation.json"] == [canonical_json(low_sample()).encode()]
    assert json.loads(attachments["evaluation.json"][0]) == low_sample()


def test_the_cover_says_who_what_and_when(short: RenderedPdf) -> None:
    assert words_of(short.data, 0) == (
        "County of Alder Creek Employee's copy Performance Evaluation Bartholomew Fitzgerald Castellanos- Yamamoto "
        "Rating period July 1, 2025 – June 30, 2026 Overall rating Competent The work consistently does what the "
        "position asks of a trained and qualified employee. Employee Bartholomew Fitzgerald Castellanos-Yamamoto "
        "Employee number 004417 Classification Deputy Probation Officer II, Field Class code 0901 Unit Probation › "
        "Field Services › Eastern District Rater Dolores Whitaker-Ng Supervising Deputy Probation Officer Kind of "
        "evaluation Annual Given in person July 6, 2026 What you can do Sign that you received it. Your signature says "
        "that you were shown the evaluation, not that you agree with it. Write a response by July 20, 2026, on the "
        "page of this evaluation in Fairstep. It becomes part of the record, in your words. • • "
        f"County of Alder Creek · Employee's copy Page 1 of {short.pages}"
    )


def test_every_page_but_the_cover_names_employee_period_and_its_number(low: RenderedPdf) -> None:
    ends = [words_of(low.data, number).split("Bartholomew Fitzgerald")[-1] for number in range(1, low.pages)]
    assert ends == [
        f" Castellanos-Yamamoto July 1, 2025 – June 30, 2026 County of Alder Creek · Packet of record "
        f"Page {number} of {low.pages}"
        for number in range(2, low.pages + 1)
    ]


def test_a_hostile_comment_is_text_and_nothing_else(short: RenderedPdf) -> None:
    assert between(words_of(short.data), "Overall rating Competent Comments", "Factors") == HOSTILE
    assert short.data.count(b"root:x:0") == 0
    assert list(read(short.data).attachments) == ["evaluation.json"]
    assert [page.get("/Annots") for page in read(short.data).pages] == [None] * short.pages


def test_signatures_name_capacity_person_time_statement_and_digest(short: RenderedPdf) -> None:
    digest = sample(overall_comments=HOSTILE)["content_sha256"]
    block = between(words_of(short.data), "The digest names that exact text.", "Employee Bartholomew")
    signed = "“I have read this evaluation as it stands here and I sign it in this capacity.” Signed"
    assert block == (
        f"Rater Dolores Whitaker-Ng Supervising Deputy Probation Officer {signed} June 22, 2026, 9:12 a.m. PDT "
        f"SHA-256 {digest} Reviewer Augustin Okonkwo Program Head {signed} June 24, 2026, 4:40 p.m. PDT "
        f"SHA-256 {digest} Department Head Ruth Abernathy District/Division Chief signing for Marguerite Delacroix "
        f"{signed} June 30, 2026, 8:02 a.m. PDT SHA-256 {digest}"
    )


def test_a_warning_names_its_rule_and_the_reason_given(low: RenderedPdf) -> None:
    assert between(words_of(low.data), "once a reason is recorded.", "was on loan") == (
        "Rule R5 The period does not begin on the day after the last one: a gap of 31 days. Reason given The employee"
    )


def test_the_record_shows_outcome_and_response(low: RenderedPdf) -> None:
    text = words_of(low.data)
    assert between(text, "Issue and the employee’s response", "Bartholomew") == (
        "Presented to the employee July 6, 2026 Given in person July 6, 2026 Employee’s copy due July 26, 2026 "
        "Response due July 20, 2026 Employee’s outcome Refused to sign, July 7, 2026 Witness Priscilla Anand, "
        "Departmental Personnel Technician Filed July 7, 2026 Note on the outcome The employee read the evaluation in "
        "full and declined to sign it. The employee’s written response Received July 16, 2026. I do not share this "
        "view. The reports were late because the system was."
    )


def test_the_plan_names_its_window_and_its_dates(low: RenderedPdf) -> None:
    text = words_of(low.data)
    assert between(text, "Plan for Improvement", "What the employee was told") == (
        "The follow-up window runs from July 6, 2026 to January 6, 2027. The evaluation that ends it is either "
        "Competent or Unsatisfactory. If there is none by that day, the employee reverts to the status held "
        "immediately before."
    )
    assert between(text, "Deficiency 1: Quality of Work", "Standard") == (
        "Target date October 30, 2026 Check-ins August 3, 2026; September 1, 2026; October 1, 2026"
    )
    leaves = between(text, "Only time worked is rated.", "Bartholomew").replace("•", "").split()
    assert " ".join(leaves) == "January 12, 2026 – January 30, 2026 March 2, 2026 – March 6, 2026"


def test_a_letter_is_said_to_be_one_and_who_entered_it() -> None:
    letter = {
        "text": "The system was late.", "on": "2026-07-16", "is_letter": True,
        "filed_by": {
            "name": "Dolores <b>Whitaker-Ng</b>", "capacity": "rater", "capacity_label": "Rater",
            "at": "2026-07-18T09:05:00-07:00",
        },
    }  # fmt: skip
    html = packet_html({**low_sample(), "response": letter})
    said = (
        "Received July 16, 2026. The employee had left the service and responded by letter. Dolores "
        "&lt;b&gt;Whitaker-Ng&lt;/b&gt; (Rater) entered it here, word for word, on July 18, 2026, 9:05 a.m. PDT."
    )
    assert html.count(said) == 1
    own = {**letter, "is_letter": False, "filed_by": {**letter["filed_by"], "capacity": "employee"}}
    html = packet_html({**low_sample(), "response": own})
    assert (html.count("Received July 16, 2026."), html.count("by letter"), html.count("Whitaker-Ng</b>")) == (1, 0, 0)


def test_a_record_without_a_response_says_so() -> None:
    html = packet_html({**low_sample(), "response": None})
    assert html.count("No response came within the time.") == 1
    html = packet_html({**low_sample(), "response": {"waived_on": "2026-07-08"}})
    assert html.count("The employee waived a response on July 8, 2026.") == 1


def test_a_signed_outcome_is_not_agreement() -> None:
    outcome = {"kind": "signed", "label": "Signed", "on": "2026-07-07", "note": "", "witness": ""}
    html = packet_html({**low_sample(), "outcome": outcome})
    assert html.count("The signature acknowledges receipt, not agreement.") == 1


def test_deemed_competent_says_so_and_shows_no_rating() -> None:
    html = packet_html(deemed_competent_sample())
    assert html.count('<p class="rating">Deemed competent</p>') == 1
    # Twenty-one items and six factors, each in its table.
    assert html.count("<td>Deemed competent</td>") == 27
    assert html.count("<li>September 1, 2025 – May 31, 2026</li>") == 1


def test_a_correction_says_what_it_is() -> None:
    evaluation = {
        **sample()["content"]["evaluation"],
        "version": 2,
        "corrects": "0c6f",
        "correction_reason": "Wrong unit.",
    }
    html = packet_html(sample(evaluation=evaluation))
    assert html.count("Version 2. This is a correction: it takes the place of the version before it.") == 1
    assert html.count("<p>Wrong unit.</p>") == 1


def test_an_action_is_shown_with_its_dates() -> None:
    action = {
        "kind_label": "Discharge",
        "stage_label": "Proposed",
        "notice_on": "2026-07-01",
        "effective_on": "2026-09-01",
    }
    html = packet_html(sample(action=action))
    assert html.count("<td>Discharge, proposed</td>") == 1
    assert html.count("<td>September 1, 2026</td>") == 1


def test_two_hundred_thousand_characters_come_out_whole() -> None:
    words = " ".join(f"w{number}" for number in range(28_000))
    pdf = rendered(sample("record", overall_comments=f"{EVIDENCE}\n\n{words}"))
    text = "".join(
        " ".join(page.extract_text().split("Bartholomew Fitzgerald")[0].split()) + " " for page in read(pdf.data).pages
    )
    found = [word for word in text.split() if word[0] == "w" and word[1:].isdigit()]
    assert found == words.split()


class Listener(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def listener() -> Iterator[str]:
    Listener.asked.clear()
    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_reads_no_file_and_no_network(listener: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("p::after { content: 'leaked' }")
    html = f"""<html lang="en"><head><title>T</title>
        <link rel="stylesheet" href="file://{secret}"><link rel="stylesheet" href="{listener}/a.css">
        <link rel="attachment" href="file://{secret}">
        <style>@import url("file://{secret}"); p {{ background: url("{listener}/b.png") }}</style></head>
        <body><p>Text</p><img alt="" src="{listener}/c.png"><object data="file://{secret}"></object></body></html>"""
    pdf = render_pdf(html, files={})
    assert words_of(pdf.data) == "Text"
    assert list(read(pdf.data).attachments) == []
    assert Listener.asked == []


def test_a_page_uses_the_files_it_was_given(tmp_path: Path) -> None:
    sheet = tmp_path / "own.css"
    sheet.write_text("p::after { content: ' and more' }")
    html = '<html lang="en"><head><title>T</title><link rel="stylesheet" href="own.css"></head><p>Text</p></html>'
    assert words_of(render_pdf(html, files={"own.css": sheet}).data) == "Text and more"


def test_a_page_beyond_its_length_is_refused() -> None:
    with pytest.raises(RenderFailed, match=r"^The page has 12,000,001 characters, more than the 12,000,000 allowed\.$"):
        render_pdf("x" * (HTML_LIMIT + 1), files={})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RenderFailed, match=r"^Files that the page needs are missing: own\.css\.$"):
        render_pdf("x", files={"own.css": tmp_path / "absent.css"})


def test_too_many_pages_are_refused() -> None:
    html = '<html lang="en"><title>T</title>' + '<p style="break-after: page">x</p>' * 4
    message = r"^The PDF could not be made\. It would have 4 pages, more than the 3 allowed\.$"
    with pytest.raises(RenderFailed, match=message):
        render_pdf(html, files={}, page_limit=3)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(1, 60, LIMITS.memory_bytes), r"It was ended by signal 9: beyond its time or memory, or a crash\.$"),
        (Limits(60, 2, LIMITS.memory_bytes), r"It took longer than 2 seconds\.$"),
        (
            Limits(60, 60, 160 * 1024**2),
            r"The PDF could not be made\. It (ended with code 1: MemoryError|was ended by)",
        ),
    ],
    ids=["cpu", "wall", "memory"],
)
def test_time_and_memory_end_it(limits: Limits, message: str) -> None:
    html = '<html lang="en"><title>T</title>' + "<p>word</p>" * 200_000
    with pytest.raises(RenderFailed, match=message):
        render_pdf(html, files={}, limits=limits)


def test_the_helper_gets_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from common.pdf.limits import _environment

    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("DATABASE_URL", "x")
    assert {"SECRET_KEY", "DATABASE_URL"} & set(_environment(str(tmp_path))) == set()
