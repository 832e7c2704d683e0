"""The pictures of the README: `.venv/bin/python -m tools.screenshots [ADDRESS]` beside a running `make demo`.

People sign in with the demo's own sign-ins; pages are taken at 1280 and at 390 pixels and kept small (WebP) in
`docs/img/`. Needs the development packages and Chromium, as the browser journeys do.
"""

import io
import json
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.errors import CannotStart, run_main
from tools.paths import ROOT, VAR
from tools.system_packages import CHROMIUM_NAMES

FOLDER = ROOT / "docs" / "img"
SIZES = {"1280": (1280, 860), "390": (390, 844)}
RATER, EMPLOYEE, REVIEWER, HR = "Supervisor (Rater)", "Employee", "Program Head", "HR, Performance"
# Picture, whose role begins with these words, the link on the home page that leads there ("" is home), a part to show.
PICTURES = (
    ("home", RATER, "", ""),
    ("form", RATER, "Change what was returned", "#section-quality_of_work"),
    ("sign", REVIEWER, "Sign as Reviewer", ""),
    ("review", HR, "Review whether", ""),
    ("receive", EMPLOYEE, "Read your evaluation", ""),
)


def main() -> int:
    """Take every picture at every size."""
    address = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
    file = Path(os.environ.get("VAR_DIR", VAR)) / "demo-signins.json"
    program = next((path for path in map(shutil.which, CHROMIUM_NAMES) if path), None)
    if program is None or not file.exists():
        raise CannotStart("The pictures need Chromium and a running `make demo`.")
    people = json.loads(file.read_text(encoding="utf-8"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for size, (width, height) in SIZES.items():
            for name, role, link, part in PICTURES:
                person = next(row for row in people if row["role"].startswith(role))
                page = _signed_in(browser, address, person, width=width, height=height)
                _take(page, link, part, FOLDER / f"{name}-{size}.webp")
        browser.close()
    return 0


def _signed_in(browser: Browser, address: str, person: dict[str, str], *, width: int, height: int) -> Page:
    page = browser.new_page(base_url=address, viewport={"width": width, "height": height}, color_scheme="light")
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(person["email"])
    page.get_by_label("Password", exact=True).fill(person["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", level=1, name="My work").wait_for()
    return page


def _take(page: Page, link: str, part: str, file: Path) -> None:
    if link:
        page.get_by_role("link", name=link).first.click()
        page.wait_for_load_state("networkidle")
    if part:
        page.locator(part).evaluate("element => element.scrollIntoView()")
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.save(file, quality=82, method=6)
    page.context.close()


if __name__ == "__main__":
    run_main(main)
