"""The lifecycle as a picture and as a table, drawn from the very table that the code looks up."""

from __future__ import annotations

from eventdesk.domain.visit import OVER, TABLE, Step, VisitStatus


def diagram() -> str:
    """A Mermaid state diagram of `TABLE`."""
    lines = ["stateDiagram-v2", "    [*] --> waiting: register", "    [*] --> held: register (a person decides)"]
    for step in TABLE.values():
        lines += [
            f"    {origin.value} --> {_target(step, origin)}: {step.action.value}" for origin in _in_order(step.origins)
        ]
    lines.append("    called --> no_show: miss (the second)")
    ends = [each for each in _in_order(OVER) if not _leaves(each)]
    lines += [f"    {each.value} --> [*]" for each in ends]
    return "\n".join(lines)


def table() -> str:
    """`TABLE` as Markdown: action, from, to, who."""
    lines = ["| action | from | to | who |", "| --- | --- | --- | --- |"]
    for step in TABLE.values():
        origins = ", ".join(each.value for each in _in_order(step.origins))
        to = step.to.value if step.to else "stays"
        who = ", ".join(sorted(role.value for role in step.who))
        lines.append(f"| {step.action.value} | {origins} | {to} | {who} |")
    return "\n".join(lines)


def _target(step: Step, origin: VisitStatus) -> str:
    return (step.to or origin).value


def _in_order(statuses: frozenset[VisitStatus]) -> list[VisitStatus]:
    return [each for each in VisitStatus if each in statuses]


def _leaves(status: VisitStatus) -> bool:
    return any(status in step.origins for step in TABLE.values())
