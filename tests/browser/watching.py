"""What a page may not do: complain, fail, or fetch from elsewhere."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Route

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
GRAVE = {"serious", "critical"}
_ASK_AXE = """axe.run(document, OPTIONS).then((found) => JSON.stringify(
  found.violations.map((v) => ({impact: v.impact, rule: v.id, where: v.nodes.map((n) => n.html.slice(0, 200))}))))"""


class Watch:
    """Everything that the pages of one browser context complained of."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        self._allowed: list[str] = []
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"page error: {error.error}"))
        context.route("**/*", self._keep_at_home)

    def allow(self, words: str) -> None:
        """Expect complaints that hold these words, such as the 404 that a test asks for."""
        self._allowed.append(words)

    def unexpected(self) -> list[str]:
        return [c for c in self.complaints if not any(words in c for words in self._allowed)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            where = message.location.get("url", "")
            self.complaints.append(f"{message.type}: {message.text} ({where})")

    def _keep_at_home(self, route: Route) -> None:
        if urlsplit(route.request.url).hostname == "localhost":
            route.continue_()
            return
        self.complaints.append(f"asked another host: {route.request.url}")
        route.abort()


def grave_violations(page: Page, *rules: str) -> list[dict]:
    """Return what axe-core calls serious or critical, of some rules or all; it is injected past the page's policy."""
    # Experimental, and by the moment: it takes an icon for a word where the icon's font comes late.
    off = {"label-content-name-mismatch": {"enabled": False}}
    options = {"resultTypes": ["violations"], "rules": off} | (
        {"runOnly": list(rules)} if rules else {}
    )
    # Before its style sheet has come, a page has a browser's colours.
    page.wait_for_load_state("load")
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE})
    answer = session.send(
        "Runtime.evaluate",
        {
            "expression": _ASK_AXE.replace("OPTIONS", json.dumps(options)),
            "awaitPromise": True,
            "returnByValue": True,
        },
    )
    found = json.loads(answer["result"]["value"])
    return [violation for violation in found if violation["impact"] in GRAVE]


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button and wait for the page it leads to, so that what it orders is there to be done or looked at."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()
