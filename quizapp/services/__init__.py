"""Use cases: study, quizzes, simulations, library, settings. Joins domain, engine, storage and decks; knows no screen."""
