"""Every page in a real browser, in both themes and languages: no axe violation, no console error, nothing cut off."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import sign_in
from tests.everything import address, one_of_each
from tests.people import cast

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PAGES = [
    "",
    "work/",
    "risks/",
    "risks/<int:pk>/",
    "risks/<int:pk>/?tab=history",
    "risks/<int:pk>/?tab=files",
    "risks/<int:pk>/?tab=discussion",
    "risks/?as_of=2026-01-01",
    "discussion/<int:content_type>/<int:pk>/",
    "discussion/<int:pk>/withdraw/",
    "risks/<int:pk>/?tab=actions",
    "risks/<int:pk>/edit/",
    "risks/<int:pk>/assess/",
    "risks/<int:pk>/?tab=acceptance",
    "risks/<int:pk>/close/",
    "risks/<int:pk>/merge/",
    "risks/<int:pk>/review/",
    "risks/<int:pk>/?tab=assessments",
    "risks/views/new/?query=level=3",
    "risks/views/<int:pk>/",
    "risks/views/<int:pk>/delete/",
    "risks/bulk/?all=1",
    "opportunities/bulk/?all=1",
    "risks/matrix/",
    "risks/criteria/",
    "risks/criteria/edit/",
    "risks/criteria/edit/?start=5x5",
    "risks/criteria/categories/",
    "context/practices/",
    "context/practices/<int:pk>/",
    "context/obligations/<int:pk>/",
    "risks/import/",
    "risks/import/<int:run>/",
    "opportunities/import/",
    "opportunities/",
    "opportunities/<int:pk>/",
    "opportunities/<int:pk>/evaluate/",
    "opportunities/matrix/",
    "actions/",
    "actions/<int:pk>/",
    "actions/<int:pk>/finish/",
    "actions/new/<int:content_type>/<int:pk>/",
    "objectives/",
    "objectives/<int:pk>/",
    "objectives/<int:pk>/risks/",
    "objectives/<int:pk>/revisions/<int:revision>/withdraw/",
    "objectives/at-stake/<int:pk>/",
    "objectives/new/",
    "objectives/<int:pk>/edit/",
    "objectives/alignment/",
    "objectives/?as_of=2026-01-01",
    "objectives/<int:pk>/?tab=measurements",
    "objectives/views/new/?query=state=draft",
    "objectives/bulk/?all=1",
    "objectives/import/",
    "objectives/import/<int:run>/",
    "objectives/entry/",
    "objectives/entry/?whose=all",
    "objectives/measurements/import/",
    "objectives/dashboard/",
    "objectives/dashboard/pdf/",
    "objectives/dashboard/?by=owner&cycle=2025",
    "changes/",
    "changes/?as_of=2026-01-01",
    "changes/views/new/?query=state=draft",
    "changes/<int:pk>/",
    "changes/bulk/?all=1",
    "changes/new/",
    "changes/board/",
    "changes/calendar/?month=2026-06",
    "changes/<int:pk>/risks/",
    "changes/<int:pk>/impacts/<int:impact>/risk/",
    "smp/",
    "smp/compare/",
    "smp/in-force/",
    "smp/acknowledgements/",
    "smp/distribution/",
    "smp/<int:pk>/?tab=control",
    "smp/drift/",
    "smp/<int:pk>/",
    "smp/<int:pk>/submit/",
    "smp/<int:pk>/preview/",
    "smp/<int:pk>/sections/",
    "smp/<int:pk>/sections/<slug:key>/",
    "smp/<int:pk>/sections/<slug:key>/comments/",
    "smp/<int:pk>/sections/<slug:key>/side-by-side/",
    "smp/<int:pk>/sections/<slug:key>/take-over/",
    "smp/<int:pk>/sections/<slug:key>/remove/",
    "smp/<int:pk>/add-section/",
    "reviews/",
    "reviews/<int:pk>/",
    "evidence/",
    "evidence/<int:pk>/",
    "context/organization/",
    "context/services/",
    "context/services/<int:pk>/",
    "audit/",
    "inbox/",
    "people/me/",
]
WIDTH = 1440
NARROWER = (768, 390)


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "id")])
def test_pages_are_accessible_and_fit(new_context, theme, language):
    people = cast()
    keys = one_of_each(people)
    person = people.compliance
    person.theme, person.language = theme, language
    person.save()
    page = new_context(viewport={"width": WIDTH, "height": 900}).new_page()
    troubles = []
    page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
    page.on("console", lambda line: troubles.append(f"{page.url}: {line.text}") if line.type == "error" else None)
    sign_in(page, person)
    axe = Axe()
    for path in PAGES:
        url = address(path, keys)
        answer = page.goto(url)
        if answer.status != 200:
            troubles.append(f"{url}: {answer.status}")
            continue
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("html").get_attribute("data-bs-theme") == theme
        for violation in axe.run(page).response["violations"]:
            nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            troubles.append(f"{url}: {violation['id']}: {violation['help']}: {nodes}")
        for width in (WIDTH, *NARROWER):
            if width != WIDTH:
                page.set_viewport_size({"width": width, "height": 900})
            over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if over > 1:
                troubles.append(f"{url}: {over} px too wide at {width}")
        page.set_viewport_size({"width": WIDTH, "height": 900})
    assert not troubles, "\n".join(troubles)
