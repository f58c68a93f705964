"""Axe, put into a page to look for what keeps people out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).resolve().parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")

# Axe puts itself into the page, which the pages' own policy forbids: it is lifted for these browsers alone.
# Without motion nothing is looked at while it is half faded in.
LIFTED: dict[str, Any] = {"bypass_csp": True, "reduced_motion": "reduce"}


def violations(page: Page) -> list[dict[str, Any]]:
    """Everything that axe finds on the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
    return found


def check(page: Page) -> None:
    """Nothing serious or critical, by WCAG 2.2 AA or axe's best practices."""
    told = [
        f"{each['id']} ({each['impact']}): {[node['html'][:160] for node in each['nodes']][:3]}"
        for each in violations(page)
        if each["impact"] in SERIOUS
    ]
    assert not told, f"{page.url}: {told}"
