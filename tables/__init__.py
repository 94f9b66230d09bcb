"""The promises everything meets at: what a table holds, and what a row must satisfy to enter it."""
