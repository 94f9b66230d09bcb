"""Plain reading of a CRM database."""

import hashlib
import sqlite3
from contextlib import closing


def rows(path, query, *values):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query, values).fetchall()


def one(path, query, *values):
    return rows(path, query, *values)[0][0]


def content_hash(path):
    with closing(sqlite3.connect(path)) as connection:
        text = "\n".join(line for line in connection.iterdump() if "sqlite_stat" not in line)
    return hashlib.sha256(text.encode()).hexdigest()


FAULTS = {
    "closed without being decided": "SELECT count(*) FROM opportunity"
    " WHERE (closed IS NOT NULL) <> (stage IN ('S6', 'S7'))",
    "won without an order": "SELECT count(*) FROM opportunity"
    " WHERE (stage = 'S6') <> (order_no IS NOT NULL)",
    "lost without a reason": "SELECT count(*) FROM opportunity"
    " WHERE (stage = 'S7') <> (loss_reason IS NOT NULL)",
    "stage is not the last one entered": "SELECT count(*) FROM opportunity o WHERE o.stage <>"
    " (SELECT s.stage FROM opportunity_stage s WHERE s.opportunity_id = o.id"
    " ORDER BY seq DESC LIMIT 1)",
    "stages out of order": "SELECT count(*) FROM opportunity_stage a JOIN opportunity_stage b"
    " ON b.opportunity_id = a.opportunity_id AND b.seq = a.seq + 1"
    " WHERE b.entered < a.entered OR b.stage <= a.stage",
    "begins before its first stage": "SELECT count(*) FROM opportunity o JOIN opportunity_stage s"
    " ON s.opportunity_id = o.id AND s.seq = 1 WHERE s.entered <> o.created",
    "closed at another moment": "SELECT count(*) FROM opportunity o WHERE closed IS NOT NULL AND"
    " closed <> (SELECT max(entered) FROM opportunity_stage s WHERE s.opportunity_id = o.id)",
    "probability of another stage": "SELECT count(*) FROM opportunity WHERE probability <> CASE"
    " stage WHEN 'S1' THEN 10 WHEN 'S2' THEN 20 WHEN 'S3' THEN 40 WHEN 'S4' THEN 60"
    " WHEN 'S5' THEN 80 WHEN 'S6' THEN 100 ELSE 0 END",
    "amount not positive": "SELECT count(*) FROM opportunity WHERE amount <= 0",
    "solved before answered": "SELECT count(*) FROM complaint WHERE resolved < first_response"
    " OR resolved IS NOT NULL AND first_response IS NULL OR first_response < created",
    "status without its moment": "SELECT count(*) FROM complaint WHERE"
    " (status = 'solved') <> (resolved IS NOT NULL)"
    " OR status = 'new' AND first_response IS NOT NULL",
    "answer without a score": "SELECT count(*) FROM survey WHERE"
    " (answered IS NULL) <> (score IS NULL) OR score NOT BETWEEN 1 AND 5 OR answered < created",
    "changed before made": "SELECT count(*) FROM (SELECT created, modified FROM opportunity"
    " UNION ALL SELECT created, modified FROM agreement UNION ALL SELECT created, modified"
    " FROM complaint UNION ALL SELECT created, modified FROM survey) WHERE modified < created",
    "no customer": "SELECT count(*) FROM agreement LEFT JOIN account a ON a.id = account_id"
    " WHERE a.id IS NULL",
    "nobody looks after it": "SELECT count(*) FROM (SELECT owner_id FROM account UNION"
    " SELECT owner_id FROM opportunity UNION SELECT owner_id FROM agreement UNION"
    " SELECT owner_id FROM complaint) WHERE owner_id NOT IN (SELECT id FROM crm_user)",
}


def faults(path):
    """Everything that can't be in a CRM, by name; nothing when all is well."""
    found = {name: one(path, query) for name, query in FAULTS.items()}
    return {name: count for name, count in found.items() if count}
