"""What dimensions are called on screens: their own words, unless the screens have better ones."""

from metrics.dimension_list import DIMENSIONS
from ui.words import WORDS, Lang, say


def label(word: str, lang: Lang) -> str:
    """What a dimension, or a word of the screens, is called."""
    return say(word, lang) if word in WORDS else DIMENSIONS[word].label[lang]


def by(dimension: str, lang: Lang) -> str:
    """The heading over the members of a dimension."""
    if f"by_{dimension}" in WORDS:
        return say(f"by_{dimension}", lang)
    name = label(dimension, lang)
    return f"按{name}" if lang == "zh" else f"By {name.lower()}"
