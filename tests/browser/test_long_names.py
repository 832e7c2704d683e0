"""Names as long as a form takes, with and without places to break: nothing runs over the edge, nothing is cut away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from accounts.models import User
from common.searchkeys import found_by, search_key
from competencies.models import Classification
from evaluations.enums import EvaluationStatus, Rating
from tests.browser.site import DESKTOP, PHONE, axe_violations, is_wider_than_its_window
from tests.evaluations import journeys
from tests.factories import make_employee
from workforce.models import Employee, OrgUnit

# As long as the columns hold, once in words and once in one.
FIRST = ("Wilhelmina-Anastasia Oluwafunmilayo Maximiliana " * 4).strip()[:150].strip()
LAST = ("Featherstonehaugh-Papadimitriou de la Santísima Trinidad " * 4).strip()[:150].strip()
UNBROKEN = "Llanfairpwllgwyngyll" * 7
UNIT = "Bureau of Everything and More / " + " / ".join(["Zusammenarbeitsangelegenheitenverwaltungsabteilung"] * 5)
# What is hidden: text that is wider or higher than the box around it, where that box shows no more of it.
CUT = """
() => [...document.querySelectorAll("main *")].filter((element) => {
  const style = getComputedStyle(element);
  const hides = ["hidden", "clip"].some((word) => style.overflowX === word || style.overflowY === word);
  const seen = element.getClientRects().length && !element.closest(".usa-sr-only, [hidden], thead");
  const over = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
  return hides && seen && over && element.innerText?.trim();
}).map((element) => element.outerHTML.slice(0, 120))
"""
# A word lies within the window from its first to its last letter; what stands far beside it is hidden on purpose.
OUTSIDE = """
() => {
  const words = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (words.nextNode()) {
    const node = words.currentNode;
    if (!node.data.trim() || node.parentElement.closest(".usa-sr-only, thead")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width && box.right > 0);
    if (boxes.some((box) => box.right > innerWidth + 1 || box.left < -1)) found.push(node.data.trim().slice(0, 80));
  }
  return found;
}
"""


@dataclass(frozen=True)
class Scene:
    """Everybody has a very long name, every other one without a place to break; so have the units and a class."""

    lists: dict[Employee, list[str]]


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    chain = journeys.agency()
    window = journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    for number in range(3):
        person = make_employee(last_name=f"Report{number}", supervisor=chain.supervisor)
        journeys.submitted(journeys.rated(journeys.started(chain, employee=person)))
    readers = [make_employee(roles=[role]) for role in (Role.HR, Role.AUDITOR, Role.SYSTEM_ADMIN)]
    _lengthen()
    people = ["/people/", f"/people/{chain.supervisor.employee_no}/", "/people/?q=santisima&sort=unit"]
    lists = {
        chain.supervisor: ["/", "/team/", "/evaluations/", *people, window.get_absolute_url()],
        readers[0]: ["/evaluations/", "/follow-ups/", "/designees/", "/people/?q=x" + UNBROKEN, *people],
        readers[1]: ["/audit/", f"/audit/{window.stream}/", "/evaluations/"],
        readers[2]: ["/accounts/", f"/accounts/{chain.supervisor.user_id}/"],
    }
    return Scene(lists)


def _lengthen() -> None:
    for place, employee in enumerate(Employee.objects.order_by("pk")):
        last = LAST if place % 2 else UNBROKEN
        words = {"sort_key": search_key(last, FIRST), "search_key": found_by(last, FIRST)}
        Employee.objects.filter(pk=employee.pk).update(first_name=FIRST, last_name=last, **words)
        User.objects.filter(pk=employee.user_id).update(name=f"{FIRST} {last}"[:300])
    unit = OrgUnit.objects.create(name="Z", path=UNIT, search_key=search_key(UNIT))
    Employee.objects.filter(pk__in=list(Employee.objects.values_list("pk", flat=True))[::2]).update(org_unit=unit)
    Classification.objects.update(title=("Supervising " + UNBROKEN * 2)[:300])


def faults(page: Page, url: str) -> list[str]:
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    found = [f"cut: {html}" for html in page.evaluate(CUT)]
    found += [f"outside: {words}" for words in page.evaluate(OUTSIDE)]
    found += ["wider than the window"] if is_wider_than_its_window(page) else []
    return [*found, *axe_violations(page)]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1280", "390"])
def test_long_names_can_be_read_to_their_end(
    live_server: LiveServer, signed_in: Callable[[Employee], Page], scene: Scene, viewport: dict[str, int]
) -> None:
    found: dict[str, list[str]] = {}
    for reader, urls in scene.lists.items():
        page = signed_in(reader)
        page.set_viewport_size(viewport)  # type: ignore[arg-type]  # a dict that has the two keys of a viewport
        for url in urls:
            said = faults(page, live_server.url + url)
            found |= {url: said} if said else {}
        page.context.clear_cookies()
    assert found == {}
