"""Nobody fills the disk or the memory by sending: what is too large is refused before a byte of it is read."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.evaluations import journeys
from tests.evaluations.pages import address, client_of, page_of, said

pytestmark = pytest.mark.django_db
MULTIPART = "multipart/form-data; boundary=x"
MEGABYTE = 1024 * 1024
NOWHERE = "/evaluations/00000000-0000-4000-8000-000000000000/attachments/"


class Untouched:
    """A body that must not be read."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def sent(client: Client, path: str, method: str = "POST", **headers: object):
    return client.generic(method, path, content_type=MULTIPART, **{"wsgi.input": Untouched()}, **headers)


def words(response) -> list[str]:
    parts = "//div[@class='fs-heading__text']/h1 | //div[@class='fs-content']//p"
    return [said(part) for part in page_of(response).xpath(parts)]


@pytest.mark.parametrize("path", ["/sign-in/", "/healthz", "/", "/evaluations/", "/no/such/page/", "/password/reset/"])
@pytest.mark.parametrize("method", ["POST", "PUT", "GET"])
def test_a_large_body_is_refused_unread_everywhere(client: Client, path: str, method: str) -> None:
    response = sent(client, path, method, CONTENT_LENGTH=str(300 * MEGABYTE))
    assert (response.status_code, words(response)) == (413, [
        "This is too large",
        "More than 2 MB cannot be sent here, and nothing of it was kept. Go back and send less: your browser may still "
        "have what you entered.",
        "Go to My work",
    ])  # fmt: skip
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_a_body_of_unknown_size_is_refused_unread(client: Client) -> None:
    response = sent(client, "/sign-in/", HTTP_TRANSFER_ENCODING="chunked")
    assert (response.status_code, words(response)[:2]) == (411, [
        "The size is missing",
        "What is sent here has to say beforehand how large it is. Nothing of it was kept.",
    ])  # fmt: skip


@pytest.mark.parametrize(("path", "megabytes"), [(NOWHERE, 11), ("/verify/", 26)])
def test_files_have_limits_of_their_own(client: Client, path: str, megabytes: int) -> None:
    response = sent(client, path, CONTENT_LENGTH=str(megabytes * MEGABYTE + 1))
    assert (response.status_code, words(response)[0]) == (413, "This is too large")


def test_a_file_of_ten_megabytes_reaches_the_page_that_judges_it() -> None:
    chain = journeys.agency()
    draft = journeys.started(chain)
    upload = SimpleUploadedFile("large.txt", b"a" * (10 * MEGABYTE + 1))
    response = client_of(chain.supervisor).post(address("attachment_add", draft), {"attachment": upload})
    assert response.context["file_errors"] == ["“large.txt” is larger than 10 MB. Make it smaller first."]


def test_a_form_of_two_megabytes_is_read(client: Client) -> None:
    form = {"login": "nobody@agency.example", "password": "x" * (2 * MEGABYTE - 1_000)}
    response = client.post("/sign-in/", form)
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["__all__"])
