"""Every page of the site, as somebody whose page it is: axe finds nothing, at 1280 and at 390 pixels nothing runs over
the edge, and the browser has no complaint (scripts, security policy, missing files)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Delegation, User
from audit.models import AuditEvent
from evaluations.models import Evaluation, Meeting
from notifications.models import Mail
from tests.browser.districts import DEMO_PASSPHRASE
from tests.browser.site import PHONE, Site, axe_violations, is_wider_than_its_window

# Addresses that answer with no page of their own.
NO_PAGES = {
    "healthz",
    "calendar_feed",
    "notifications:open",
    "accounts:session",
    "evaluations:autosave",
    "evaluations:panel",
    "evaluations:packet",
    "evaluations:attachment",
    "evaluations:attachment_add",
    "evaluations:attachment_remove",
}
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Place:
    """A page: the name of its address, whose evaluation it shows (or other arguments), a query, the status."""

    name: str
    about: str = ""
    args: tuple[object, ...] = field(default=())
    query: str = ""
    status: int = 200

    def url(self) -> str:
        args: tuple[object, ...] = self.args
        if self.about:
            args = (Evaluation.objects.filter(employee__employee_no=self.about).latest("pk").public_id,)
        return reverse(self.name, args=args) + self.query


def places() -> dict[str, list[Place]]:
    """Every page by the person who opens it; "" is somebody who is not signed in."""
    return {
        "": [
            Place("account_login"),
            Place("account_inactive"),
            Place("account_reset_password"),
            Place("account_reset_password_done"),
            Place("account_reset_password_from_key", args=("1", "no-such-key")),
            Place("account_reset_password_from_key_done"),
            Place("verify"),
        ],
        "yolanda.reyes-whitfield": [
            Place("home"),
            Place("team"),
            Place("own_evaluations"),
            Place("competencies:classifications", query="?q=family"),
            Place("competencies:classification", args=("1201",)),
            Place("workforce:people"),
            Place("workforce:employee", args=("001042",)),
            Place("accounts:delegations"),
            Place("account_change_password"),
            Place("account_logout"),
            Place("notifications:notices"),
            Place("notifications:settings"),
            Place("evaluations:plan_meeting", "001042"),
            Place("evaluations:meeting", args=(Meeting.objects.get().public_id,)),
            Place("evaluations:meeting_change", args=(Meeting.objects.get().public_id,)),
            Place("evaluations:meeting_cancel", args=(Meeting.objects.get().public_id,)),
            Place("styleguide"),
            Place("evaluations:list"),
            Place("evaluations:start", query="?employee=001066"),
            Place("evaluations:edit", "001053"),
            Place("evaluations:period", "001047"),
            Place("evaluations:submit", "001047"),
            Place("evaluations:submit", "001053"),
            Place("evaluations:void", "001047"),
            Place("evaluations:issue", "001061"),
            Place("evaluations:withdraw", "001061"),
            Place("evaluations:detail", "001061"),
            Place("evaluations:record_outcome", "001042"),
            Place("evaluations:correct", "001066"),
            Place("evaluations:detail", args=(NOBODY,), status=404),
            Place("evaluations:edit", "001042", status=409),
        ],
        "jonah.feldstein": [
            Place("home"),
            Place("own_evaluations"),
            Place("evaluations:meeting", args=(Meeting.objects.get().public_id,)),
            Place("evaluations:detail", "001042"),
            Place("evaluations:sign_as_employee", "001042"),
            Place("evaluations:respond", "001042"),
            Place("evaluations:waive", "001042"),
            Place("evaluations:issue", "001042", status=403),
        ],
        "desmond.achebe": [
            Place("home"),
            Place("evaluations:sign", "001074"),
            Place("evaluations:sign", "001144"),
            Place("evaluations:return", "001074"),
        ],
        "sofia.restrepo": [
            Place("home"),
            Place("evaluations:list", query="?q=ma"),
            Place("follow_ups"),
            Place("notifications:notices"),
            Place("evaluations:concur", "001112"),
            Place("evaluations:return", "001112"),
            Place("evaluations:void", "001112"),
            Place("evaluations:detail", "001090"),
            Place("evaluations:detail", "001099"),
            Place("evaluations:detail", "001103"),
            Place("accounts:delegation_end", args=(Delegation.objects.latest("ends_on").pk,)),
        ],
        "ruth.abramowitz": [
            Place("home"),
            Place("audit:streams"),
            Place(
                "audit:stream", args=(AuditEvent.objects.filter(stream__startswith="evaluation:").latest("pk").stream,)
            ),
            Place("evaluations:detail", "001083"),
        ],
        "hyun-woo.park": [
            Place("home"),
            Place("notifications:outbox"),
            Place("notifications:failures"),
            Place("notifications:mail", args=(Mail.objects.filter(status="bounced").latest("pk").pk,)),
            Place("accounts:accounts"),
            Place("accounts:account", args=(User.objects.get(email__startswith="sofia.").pk,)),
        ],
    }


PEOPLE = (
    "", "yolanda.reyes-whitfield", "jonah.feldstein", "desmond.achebe", "sofia.restrepo", "ruth.abramowitz",
    "hyun-woo.park",
)  # fmt: skip


@pytest.mark.parametrize("person", PEOPLE)
def test_axe_and_the_browser_have_no_complaint(site: Site, person: str) -> None:
    site.watch.expected |= {403, 404, 409}
    email = User.objects.get(email__startswith=f"{person}@").email if person else ""
    page = site.sign_in(email, DEMO_PASSPHRASE) if person else site.window()
    desktop = page.viewport_size
    faults: dict[str, list[str]] = {}
    for place in places()[person]:
        answer = page.goto(place.url())
        found = [] if answer and answer.status == place.status else [f"status {answer and answer.status}"]
        found += axe_violations(page)
        page.set_viewport_size(PHONE)
        found += [f"390: {fault}" for fault in axe_violations(page)]
        found += ["390: wider than the window"] if is_wider_than_its_window(page) else []
        page.set_viewport_size(desktop)
        faults |= {place.url(): found} if found else {}
    assert faults == {}


def test_no_page_is_missing(site: Site) -> None:
    walked = {place.name for people in places().values() for place in people}
    assert walked == set(names(get_resolver())) - NO_PAGES
    assert set(places()) == set(PEOPLE)


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """The names of all addresses of the site."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from names(entry, space + inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield space + entry.name
