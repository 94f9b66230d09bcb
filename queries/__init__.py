"""The one door to data for people: ask, drill, document, each answer with its passport."""
