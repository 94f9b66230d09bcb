"""Small pieces that several pages share."""

import re

from streamlit.delta_generator import DeltaGenerator

_ACTIVE = re.compile(r"([\\`*_{}\[\]()<>#+!|~$:-])")
_GRID_ROW = 31  # pixels, with the font size of .streamlit/config.toml
_LINKS = re.compile(r"(?i)(://|www\.|@)")


def plain(text: str) -> str:
    """Text from a source for a place that reads Markdown: nothing in it acts, nothing links."""
    unlinked = _LINKS.sub(lambda found: found[0][0] + "\u200b" + found[0][1:], text)
    return _ACTIVE.sub(r"\\\1", unlinked)


def grid_height(rows: int, most: int) -> int:
    """How many pixels a table of `rows` takes, `most` of them in sight."""
    return 3 + _GRID_ROW * (1 + min(rows, most))


def labelled(cell: DeltaGenerator, label: str, value: str) -> None:
    """A small grey label over a value; neither is read as Markdown from a source."""
    cell.markdown(f":small[:gray[{label}]]")
    cell.text(value)
