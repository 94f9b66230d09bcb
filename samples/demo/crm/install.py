"""Puts the CRM into a home: its database, its port and secret, and where its source reads it."""

from datetime import date, datetime
from pathlib import Path

from samples.demo.crm import home
from samples.demo.crm.generate import Built, build

ANY_PORT = f"http://{home.HOST}:21000"  # what source.yaml says before installation


def install(folder: Path, seed: int, today: date | datetime) -> Built:
    """Build the CRM of the home in `folder`, after its ERP; nothing is overwritten."""
    erp = folder / home.ERP
    built = build(folder / home.DATABASE, seed, today, erp=erp if erp.exists() else None)
    home.create(folder)
    return built


def located(sources: str, folder: Path) -> str:
    """The text of `sources.yaml` with the address of this home's CRM."""
    return home.pointed(sources, ANY_PORT, home.found(folder).url)
