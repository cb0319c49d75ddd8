"""Training as a list of NumPy calls, written down once: run fast, watched number by number, or read as a program."""
