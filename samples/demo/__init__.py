"""A group company's OA database that never stands still: its history, its people, its ticker."""
