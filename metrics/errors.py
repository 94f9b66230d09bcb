"""What can be wrong with a question about a metric, each in one sentence to act on."""


class MetricError(ValueError):
    """A question that can't be answered as asked; `zh` and `en` say what would be right."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en


class UnknownMetric(MetricError):
    """No metric has this name."""


class UnknownDimension(MetricError):
    """The metric can't be cut by this dimension."""


class WrongCut(MetricError):
    """The cut contradicts itself or asks what the metric can't say."""


class PeriodError(MetricError):
    """The text names no period."""


class MixedCurrencies(MetricError):
    """Amounts of several currencies would have been added up."""


class MixedUnits(MetricError):
    """Quantities in several units of measure would have been added up."""


class MissingRate(MetricError):
    """An amount can't be brought to the group's currency."""
