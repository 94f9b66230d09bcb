"""The demo enterprise's ERP: a Kingdee-like database, built from a seed and kept alive."""
