"""Reading and filling the pages of an evaluation in tests, without a browser."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html

from evaluations.models import Evaluation
from workforce.models import Employee


def client_of(employee: Employee) -> Client:
    """A browser in which that person is signed in."""
    client = Client()
    client.force_login(employee.user)
    return client


def address(name: str, evaluation: Evaluation, *more: Any) -> str:
    return reverse(f"evaluations:{name}", args=[evaluation.public_id, *more])


def page_of(response: HttpResponse) -> Any:
    """The answer as a tree."""
    return html.fromstring(response.content.decode())


def said(element: Any) -> str:
    """The words of an element, with single spaces."""
    return " ".join(element.text_content().split())


def values_of(response: HttpResponse, form_id: str = "rating-form") -> dict[str, str]:
    """What the browser would post for that form as the page shows it, without any button."""
    form = page_of(response).get_element_by_id(form_id)
    values = {name: value or "" for name, value in form.fields.items() if name}
    # A browser sends the line ends of a text area as CR LF and drops the one that Django writes after its tag.
    return {name: value.removeprefix("\n").replace("\n", "\r\n") for name, value in values.items()}


def errors_of(response: HttpResponse) -> list[tuple[str, str]]:
    """The error summary: (address that it links to, words)."""
    links = page_of(response).xpath("//*[@data-error-summary]//li")
    return [("".join(item.xpath("./a/@href")), said(item)) for item in links]
