"""The plan, its form and its verification as their readers meet them: nothing for axe to say, nothing cut off."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from changes import services
from tests.browser import signed_in
from tests.changes.conftest import judge, plan
from tests.people import People, cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def implemented(people: People):
    change = plan(people.compliance, owner=people.contributor)
    change = services.change_submit(change=change, actor=people.compliance)
    change = services.change_approve(change=change, actor=people.manager)
    change = services.change_start(change=change, actor=people.contributor)
    return services.change_implement(change=change, actor=people.contributor, reason="The course is in May")


def look_at(page, *addresses: str) -> None:
    for address in addresses:
        page.goto(address)
        for violation in Axe().run(page).response["violations"]:
            pytest.fail(f"{address}: {violation['id']} {[node['html'] for node in violation['nodes']]}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_a_change_are_accessible_and_fit_a_phone(new_context, theme):
    people = cast()
    draft, change = plan(people.compliance, title="Another change"), implemented(people)
    page = signed_in(new_context, people.compliance, color_scheme=theme, viewport={"width": 390, "height": 844})
    here = change.get_absolute_url()
    look_at(page, f"{draft.get_absolute_url()}edit/", f"{here}verify/", f"{here}criteria/{change.criteria.first().pk}/")
    judge(change, people.compliance, met=False)
    services.change_verify(change=change, actor=people.compliance, effective=False, evidence="91%")
    look_at(page, here, f"{here}close/", f"{here}follow-up/")
