"""One module a simulation: ``program(run, steps, every)`` writes a run as a short program; see ``engine.program``."""
