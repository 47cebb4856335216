"""The results as a table for a terminal, and as the generated section of docs/performance.md."""

from pathlib import Path

from .row import Gap, Row
from .sample import readable

BEGIN = "<!-- results: begin (written by Benchmarks/run.py) -->"
END = "<!-- results: end -->"
Results = dict[str, list[Row | Gap]]


def for_terminal(row: Row | Gap) -> str:
    if isinstance(row, Gap):
        return f"{row.verdict:7}  {row.what}: {row.reason}"
    lines = [f"{row.verdict or '–':7}  {row.what}" + (f", against {row.against}" if row.against else "")]
    if row.theirs:
        lines.append(f"           {row.ours} {row.unit}, theirs {row.theirs} {row.unit}")
    wanted = f"   wanted {row.wanted}" if row.wanted else ""
    lines.append(f"           {score(row)}{wanted}")
    return "\n".join(lines)


def summary(results: Results) -> str:
    """The whole table, one line a row."""
    cells = [("", "what", "against", "median", "min – median – max", "wanted")]
    rows = [row for group in results.values() for row in group]
    cells += [
        (row.verdict, row.what, row.against or "", median(row), score(row), str(row.wanted or ""))
        for row in rows if isinstance(row, Row)
    ]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    table = ["  ".join(cell.ljust(size) for cell, size in zip(line, widths, strict=True)).rstrip() for line in cells]
    gaps = [for_terminal(row) for row in rows if isinstance(row, Gap)]
    return "\n".join(table + gaps)


def score(row: Row) -> str:
    """A ratio is named before it, a value has its unit behind."""
    return f"{row.score} {row.score_name}" if row.theirs is None else f"{row.score_name} {row.score}"


def median(row: Row) -> str:
    theirs = f" : {readable(row.theirs.middle)}" if row.theirs else ""
    return f"{readable(row.ours.middle)}{theirs} {row.unit}"


def markdown(results: Results, titles: dict[str, str], machine: str, how: str) -> str:
    parts = [f"{how} Measured on: {machine}.", ""]
    parts.append("Each cell is min – median – max of the rounds; a ratio is taken round by round, and its median judged.")
    for name, rows in results.items():
        parts += ["", f"### {titles[name]}", ""]
        parts += ["| what | vmgate | against | | score | wanted | |", "|---|---|---|---|---|---|---|"]
        for row in rows:
            if isinstance(row, Gap):
                parts.append(f"| {row.what} | | | | {row.reason} | | {row.verdict} |")
                continue
            theirs = f"{row.theirs} {row.unit}" if row.theirs else ""
            parts.append(
                f"| {row.what} | {row.ours} {row.unit} | {row.against or ''} | {theirs} | "
                f"{score(row) if row.theirs else ''} | {row.wanted or ''} | {row.verdict} |")
    return "\n".join(parts)


def write_section(document: Path, text: str) -> None:
    """Replaces what is between the markers; all else in the document is written by hand."""
    content = document.read_text()
    before, rest = content.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    document.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
