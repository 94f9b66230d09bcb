"""The demo enterprise's CRM: a product behind an HTTP API, with a database that lives."""
