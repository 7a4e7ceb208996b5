"""Someone at a browser: signs in, clicks, fills in, and is told when a page misbehaves."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect

from tests.servers.site import PASSWORD, Site

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 375, "height": 720}


@dataclass
class Someone:
    """A person with a browser of their own."""

    site: Site
    context: BrowserContext
    page: Page
    wrong: list[str] = field(default_factory=list)
    """What their browser complained of: console errors, policy violations, requests to elsewhere, answers of 500 and above."""

    def go(self, path: str) -> Page:
        """Open an address of the site."""
        self.page.goto(self.site.url + path)
        return self.page

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow a link."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def fill(self, label: str, words: str) -> None:
        """Fill in a field."""
        self.page.get_by_label(label).first.fill(words)

    def write(self, text: str) -> None:
        """Put a text into the editor."""
        self.page.locator("textarea[name=source]").fill(text)

    def reads(self, words: str) -> None:
        """The page says this."""
        expect(self.page.locator("body")).to_contain_text(words)

    def reads_not(self, words: str) -> None:
        """The page does not say this."""
        expect(self.page.locator("body")).not_to_contain_text(words)

    def sign_in(self, name: str) -> Someone:
        """Sign in as a sample person."""
        self.go("/login")
        self.fill("E-mail", f"{name}@example.org")
        self.fill("Password", PASSWORD)
        self.press("Sign in")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("My work")
        return self


def someone(browser: Browser, site: Site, *, script: bool = True, worker: bool = True) -> Someone:
    """Somebody opens a browser; with `script` or without, and with a `worker` that keeps pages or without."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800},
        java_script_enabled=script,
        locale="en-GB",
        service_workers="allow" if worker else "block",
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    made = Someone(site, context, page)
    expected = (
        "status of 401",
        "status of 403",
        "status of 404",
        "status of 409",
        "status of 410",
        "status of 412",
        "status of 422",
        "Service Worker registration blocked",
    )

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(part in message.text for part in expected):
            made.wrong.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((site.url, "data:")):
            made.wrong.append(f"asked {request.url}")

    def answered(response: Response) -> None:
        if response.status >= 500:
            made.wrong.append(f"{response.status} {response.url}")

    page.on("console", said)
    page.on("pageerror", lambda error: made.wrong.append(str(error)))
    page.on("request", asked)
    page.on("response", answered)
    return made
