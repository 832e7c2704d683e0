"""The style guide draws every component; what it shows stands for all pages. No database."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.signals import template_rendered
from lxml import html

from accounts.models import User
from common.styleguide import styleguide_context
from common.templatetags import ui

TEMPLATES = Path(engines["django"].engine.dirs[0])
PARAMETERS = [{}, {"errors": "1"}]


def page(*, user: User | None = None, **query: str) -> html.HtmlElement:
    request = RequestFactory().get("/styleguide/", query)
    context = {**styleguide_context(request), "request": request, "user": user}
    return html.document_fromstring(render_to_string("styleguide.html", context))


def test_no_id_is_given_twice_and_every_label_finds_its_control() -> None:
    for query in PARAMETERS:
        drawn = page(**query)
        ids = drawn.xpath("//@id")
        assert sorted(set(ids)) == sorted(ids)
        pointed_at = set(drawn.xpath("//label/@for")) | {
            name for value in drawn.xpath("//@aria-describedby | //@aria-labelledby") for name in value.split()
        }
        assert pointed_at - set(ids) == set()


def test_nothing_is_written_into_the_page_that_the_content_security_policy_forbids() -> None:
    drawn = page()
    assert drawn.xpath("//style | //@style | //script[not(@src)]") == []
    assert [name for element in drawn.iter("*") for name in element.attrib if name.startswith("on")] == []
    assert [url for url in drawn.xpath("//link/@href | //script/@src | //img/@src") if "//" in url] == []


def test_the_refused_form_is_summed_up_once_with_links_that_lead_somewhere() -> None:
    drawn = page(errors="1")
    links = drawn.xpath("//*[@data-error-summary]//a/@href")
    assert len(links) == 9
    assert {link.removeprefix("#") for link in links} - set(drawn.xpath("//@id")) == set()


def drawn_templates() -> set[str]:
    """The name of every template that takes part in drawing the style guide, refused forms included."""
    names: set[str] = set()

    def note(template: Any, **_rest: Any) -> None:
        names.add(template.name)

    template_rendered.connect(note)
    try:
        for query in PARAMETERS:
            page(**query)
        # What stands around every page of somebody who is signed in.
        page(user=User(pk=1, name="Yolanda Reyes-Whitfield"))
    finally:
        template_rendered.disconnect(note)
    return names


def test_no_component_is_missing_from_the_style_guide() -> None:
    components = {f"components/{path.name}" for path in (TEMPLATES / "components").glob("*.html")}
    assert components - drawn_templates() == set(), "Show it in templates/styleguide.html."


def test_every_tag_that_draws_something_is_used_there_or_in_a_component() -> None:
    files = [TEMPLATES / "styleguide.html", *(TEMPLATES / "components").glob("*.html")]
    sources = " ".join(path.read_text(encoding="utf-8") for path in files)
    unused = {name for name in ui.register.tags if not re.search(rf"{{% (?:end)?{name}\b", sources)}
    assert unused == set()
