"""/healthz: for load balancers, without a sign-in, saying nothing."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_it_answers_anybody_in_one_word(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/healthz")
    assert (response.status_code, response.content, response["Content-Type"]) == (200, b"ok", "text/plain")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_without_its_database_it_says_unavailable_and_not_why(client):
    working = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict["NAME"] = "there_is_no_such_database"
    try:
        response = client.get("/healthz")
    finally:
        connection.close()
        connection.settings_dict.update(working)
    assert (response.status_code, response.content) == (503, b"unavailable")


def test_it_only_reads(client):
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_it_is_asked_without_tls(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert (client.get("/healthz").status_code, client.get("/sign-in/").status_code) == (200, 301)
