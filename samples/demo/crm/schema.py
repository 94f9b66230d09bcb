"""The tables of the demo's CRM product.

Moments are milliseconds since 1970 (UTC), days are ISO text, money is whole cents, probabilities
are whole percents. Every object has `created`, `modified` (never earlier than any other change of
the database when it was written) and `is_deleted`.
"""

_COMMON = (
    "created INTEGER NOT NULL, modified INTEGER NOT NULL, is_deleted INTEGER NOT NULL DEFAULT 0"
)

DDL = f"""
CREATE TABLE crm_system (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE crm_user (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, department_id INTEGER NOT NULL,
  company_id INTEGER NOT NULL);
CREATE TABLE account (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, credit_code TEXT,
  company_id INTEGER NOT NULL, owner_id INTEGER NOT NULL REFERENCES crm_user (id),
  region_code TEXT NOT NULL, level TEXT NOT NULL, industry TEXT NOT NULL,
  credit_limit INTEGER, payment_days INTEGER, currency TEXT NOT NULL, address TEXT,
  is_active INTEGER NOT NULL DEFAULT 1, {_COMMON});
CREATE TABLE contact (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE,
  account_id INTEGER NOT NULL REFERENCES account (id), name TEXT NOT NULL,
  title TEXT NOT NULL, mobile TEXT, email TEXT, is_primary INTEGER NOT NULL, {_COMMON});
CREATE TABLE opportunity (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  account_id INTEGER NOT NULL REFERENCES account (id), company_id INTEGER NOT NULL,
  owner_id INTEGER NOT NULL REFERENCES crm_user (id), region_code TEXT NOT NULL,
  stage TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
  probability INTEGER NOT NULL, expected_close TEXT NOT NULL, channel TEXT NOT NULL,
  competitor TEXT, loss_reason TEXT, order_no TEXT, closed INTEGER, {_COMMON});
CREATE TABLE opportunity_stage (
  opportunity_id INTEGER NOT NULL REFERENCES opportunity (id), seq INTEGER NOT NULL,
  stage TEXT NOT NULL, entered INTEGER NOT NULL, user_id INTEGER NOT NULL,
  amount INTEGER NOT NULL, probability INTEGER NOT NULL, PRIMARY KEY (opportunity_id, seq));
CREATE TABLE agreement (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
  account_id INTEGER NOT NULL REFERENCES account (id), company_id INTEGER NOT NULL,
  owner_id INTEGER NOT NULL REFERENCES crm_user (id),
  opportunity_no TEXT, gross INTEGER NOT NULL,
  currency TEXT NOT NULL, signed TEXT NOT NULL, promised TEXT, status TEXT NOT NULL, {_COMMON});
CREATE TABLE complaint (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
  account_id INTEGER NOT NULL REFERENCES account (id), company_id INTEGER NOT NULL,
  owner_id INTEGER NOT NULL REFERENCES crm_user (id), order_no TEXT, category TEXT NOT NULL,
  severity INTEGER NOT NULL, status TEXT NOT NULL, first_response INTEGER, resolved INTEGER,
  {_COMMON});
CREATE TABLE survey (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE,
  account_id INTEGER NOT NULL REFERENCES account (id),
  company_id INTEGER NOT NULL, department_id INTEGER NOT NULL, order_no TEXT, answered INTEGER,
  score INTEGER, comment TEXT, {_COMMON});
"""

OBJECTS = ("account", "contact", "opportunity", "agreement", "complaint", "survey")
INDEXES = (
    "".join(f"CREATE INDEX {name}_by_change ON {name} (modified, id);\n" for name in OBJECTS)
    + """
CREATE INDEX contact_of_account ON contact (account_id);
CREATE INDEX opportunity_of_account ON opportunity (account_id, stage);
CREATE INDEX opportunity_by_stage ON opportunity (stage) WHERE closed IS NULL;
CREATE INDEX complaint_by_status ON complaint (status) WHERE resolved IS NULL;
CREATE INDEX survey_unanswered ON survey (created) WHERE answered IS NULL;
"""
)
