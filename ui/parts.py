"""Small pieces that several pages share."""

from streamlit.delta_generator import DeltaGenerator


def labelled(cell: DeltaGenerator, label: str, value: str) -> None:
    """A small grey label over a value; neither is read as Markdown from a source."""
    cell.markdown(f":small[:gray[{label}]]")
    cell.text(value)
