"""Shared numerics, one idea a file; simulations and problems build on these and never on one another."""
