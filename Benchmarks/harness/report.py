"""The results as a table for a terminal, and as the generated section of docs/performance.md."""

import shutil
import unicodedata
from pathlib import Path

from .row import Gap, Row

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
    lines.append(f"           {row.score_name} {row.score}{wanted}")
    return "\n".join(lines)


def summary(results: Results) -> str:
    """The whole table, one line a row, as wide as it must be."""
    cells = [("", "what", "against", "median", "score, min – median – max", "wanted")]
    for rows in results.values():
        for row in rows:
            if isinstance(row, Gap):
                cells.append((row.verdict, row.what, row.reason, "", "", ""))
            else:
                cells.append((
                    row.verdict, row.what, row.against or "", median(row), f"{row.score_name} {row.score}",
                    str(row.wanted or "")))
    limit = max(40, shutil.get_terminal_size((160, 40)).columns // 3)
    widths = [min(limit, max(width(cell) for cell in column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(padded(cell, size) for cell, size in zip(line, widths, strict=True)).rstrip()
                     for line in cells)


def median(row: Row) -> str:
    ours = f"{row.ours}".split(" – ")[1]
    return f"{ours} {row.unit}" if row.theirs is None else f"{ours} : {str(row.theirs).split(' – ')[1]} {row.unit}"


def width(text: str) -> int:
    return sum(0 if unicodedata.combining(letter) else 1 for letter in text)


def padded(text: str, size: int) -> str:
    return text + " " * max(0, size - width(text))


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
                f"{row.score_name + ' ' + str(row.score) if row.theirs else ''} | {row.wanted or ''} | {row.verdict} |")
    return "\n".join(parts)


def write_section(document: Path, text: str) -> None:
    """Replaces what stands between the markers; all else in the document is written by hand."""
    content = document.read_text()
    before, rest = content.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    document.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
