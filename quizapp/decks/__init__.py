"""Deck folders to domain objects, with every problem reported as data. Knows the domain only."""
