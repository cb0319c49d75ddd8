"""The engine and what it is measured beside, one module a peer; each is loaded in a process of its own only.

A peer's module has ``JOBS`` (names of the jobs it does), ``SAME_PATH`` (whether its parameters follow the engine's, update by
update), and three functions: ``build(job, dtype)`` returns a state that has made no update; ``advance(state, n_updates)`` makes
updates, one after another; ``parameters(state)`` returns all parameters in the order of ``Job.theta``.
"""
