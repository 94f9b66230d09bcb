"""What a US dollar costs in the demo: one average and one closing rate a month."""

import random
from dataclasses import dataclass
from functools import lru_cache
from math import sin


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """CNY for one unit of a currency in a month (`YYYY-MM`), four decimals."""

    month: str
    average: float
    closing: float


@lru_cache(maxsize=512)
def rate(seed: int, year: int, month: int) -> Rate:
    """The dollar's rates of one month; any month has them, the same seed the same."""
    number = year * 12 + month
    rng = random.Random(f"rate:{seed}:{number}")
    average = 7.15 + 0.09 * sin(number / 5 + seed % 7) + rng.uniform(-0.03, 0.03)
    return Rate(
        month=f"{year}-{month:02}",
        average=round(average, 4),
        closing=round(average + rng.uniform(-0.025, 0.025), 4),
    )
