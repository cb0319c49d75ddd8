"""Cards, questions, grading, scheduling and queue rules in plain Python: no engine, no screen, no disk, no clock."""
