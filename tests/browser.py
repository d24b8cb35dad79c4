"""What the browser tests do again and again, each in a way that waits for its answer.

A click waits until the next page has begun to arrive, not until it is whole: what is asserted after it belongs into
`expect(...)`, never into a bare `assert` on what the page holds in that moment.
"""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests import waiting
from tests.people import PASSWORD

#: How long a test waits for what comes of itself, in seconds: a machine may have much else to do.
PATIENCE = 20


def sign_in(page: Page, person, password: str = PASSWORD) -> Page:
    """Sign in as a person does; returns the page, with the first page in it."""
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/accounts/login/" not in address)
    return page


def signed_in(new_context: Callable[..., BrowserContext], person, **options) -> Page:
    """A browser of this person's own, opened with Playwright's `options` of a context, and signed in."""
    return sign_in(new_context(**options).new_page(), person)


def press(page: Page, name: str) -> None:
    """Press the button or link of this name in the page's main part."""
    main = page.get_by_role("main")
    main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True)).first.click()


def sends(page: Page, form: str = "form.confirm-card") -> None:
    """Press the button of the page's form, and wait for the answer."""
    with page.expect_navigation():
        page.get_by_role("main").locator(f"{form} button[type=submit]").click()


def refused(page: Page, address: str) -> None:
    """The address answers 403 in words, with a way back."""
    answer = page.goto(address)
    assert answer.status == 403, f"{address}: {answer.status}"
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def until(page: Page, true: Callable[[], object], what: str = "It did not come to that.") -> None:
    """Wait for what the page or the server does; the page goes on meanwhile. Raises AssertionError with `what`."""
    waiting.until(true, what, PATIENCE, pause=lambda seconds: page.wait_for_timeout(seconds * 1000))
