"""Short programs recorded line by line: built-in ones for a simulation, a learner's own ones behind a fence."""
