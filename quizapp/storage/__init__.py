"""The SQLite file of a learner's progress: open, migrate, append, read back. The only room with SQL."""
