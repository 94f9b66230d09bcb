"""What facts refuse to guess: each error names what is missing and what would be right."""

from datetime import date


class FactError(ValueError):
    """Facts can't be built; nothing was written and the last pin stays valid."""


class UnknownCalendar(FactError):
    """A calendar that no source delivered."""

    def __init__(self, calendar_id: str) -> None:
        self.calendar_id = calendar_id
        super().__init__(f"calendar {calendar_id!r} is unknown: add its days to the calendar table")


class UnknownDay(FactError):
    """A day outside a calendar: it is never taken for a working day or a day off."""

    def __init__(self, calendar_id: str, day: date, found_in: str = "") -> None:
        self.calendar_id, self.day, self.found_in = calendar_id, day, found_in
        where = f" (needed for {found_in})" if found_in else ""
        super().__init__(
            f"calendar {calendar_id!r} does not know {day}{where}: add that day's hours, "
            "or mend the date at its source"
        )


class CalendarGap(FactError):
    """A calendar with a day missing between its first and its last."""

    def __init__(self, calendar_id: str, day: date) -> None:
        self.calendar_id, self.day = calendar_id, day
        super().__init__(f"calendar {calendar_id!r} has no row for {day}, inside its own range")


class CalendarConflict(FactError):
    """Two statements about one calendar that can't both hold."""


class UnknownZone(FactError):
    """A time zone name that is not in the IANA database."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        super().__init__(f"time zone {zone!r} is unknown: use an IANA name such as Asia/Shanghai")


class MissingCompany(FactError):
    """Approvals of companies that no source delivered, or that sources describe differently."""

    def __init__(self, companies: tuple[tuple[str, str], ...]) -> None:
        self.companies = companies
        listed = ", ".join(f"{company!r} (of source {source!r})" for source, company in companies)
        super().__init__(
            f"no single description of company {listed}: add it to the companies table "
            "with its zone and calendar_id"
        )
