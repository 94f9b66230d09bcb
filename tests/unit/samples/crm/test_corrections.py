"""Somebody puts right in the CRM what it has otherwise than the ERP."""

import datetime as dt
import random
import sqlite3
from contextlib import closing

from samples.demo.crm.corrections import correction
from samples.demo.crm.events import Book
from samples.demo.moments import day_of, moment_of
from tests.unit.samples.crm.conftest import TODAY
from tests.unit.samples.crm.reading import faults, one, rows

DAYS = 50


def wrong(world, path):
    """Numbers of the orders of the last weeks that the CRM has otherwise than the ERP."""
    said = "SELECT number, gross, promised FROM agreement"
    held = {number: told for number, *told in rows(path, said)}
    until = moment_of(TODAY) - 3_600
    orders = world.orders(day_of(until) - dt.timedelta(days=DAYS), until)
    right = {each.number: [each.total, each.promised.isoformat()] for each in orders}
    return {number for number, told in right.items() if held.get(number) != told}


def test_what_is_wrong_is_put_right_one_by_one(crm, world):
    before, rng, moment = wrong(world, crm), random.Random(4), moment_of(TODAY)
    count = one(crm, "SELECT count(*) FROM agreement")
    done = {}
    with closing(sqlite3.connect(crm)) as connection:
        book = Book(connection)
        for second in range(60):
            event = correction(world, connection, rng, moment + second)
            if event is not None and book.write(event):
                done[event.number] = event.new
        connection.commit()
    after = wrong(world, crm)
    assert after < before
    assert before - after <= set(done)
    assert len(after) < len(before) / 2
    assert {True, False} == set(done.values())
    assert one(crm, "SELECT count(*) FROM agreement") == count + sum(done.values())
    assert faults(crm) == {}
