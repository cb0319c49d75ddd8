"""The numbers: simulations and computed problems as pure functions over frozen data. Knows NumPy and nothing of the app."""
