"""One file a simulation; the module's name is the simulation's id and its constant is ``SIMULATION``."""
