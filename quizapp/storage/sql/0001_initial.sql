-- Schema 1. Instants are UTC milliseconds since 1970; days are ordinals of the learner's days.

CREATE TABLE migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    applied_at_ms INTEGER NOT NULL
) STRICT;

-- The review log: one row an answer, with the schedule that followed. Never changed.
CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    card_id TEXT NOT NULL CHECK (card_id <> ''),
    rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 4),
    was TEXT NOT NULL CHECK (was IN ('new', 'learning', 'review', 'relearning')),
    duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
    state TEXT NOT NULL CHECK (state IN ('learning', 'review', 'relearning')),
    step INTEGER CHECK (step >= 0),
    stability REAL NOT NULL CHECK (stability > 0 AND stability <= 36500),
    difficulty REAL NOT NULL CHECK (difficulty BETWEEN 1 AND 10),
    due_ms INTEGER NOT NULL,
    reviewed_at_ms INTEGER NOT NULL,
    reviewed_day INTEGER NOT NULL CHECK (reviewed_day > 0),
    CHECK ((state = 'review') = (step IS NULL))
) STRICT;
CREATE INDEX reviews_of_card ON reviews (card_id, id);
CREATE INDEX reviews_of_day ON reviews (reviewed_day);

-- What undo and redo say of a review: the last row of a review stands. newest_review_id tells what could still be redone:
-- an undo is forgotten when a later review exists.
CREATE TABLE retractions (
    id INTEGER PRIMARY KEY,
    review_id INTEGER NOT NULL REFERENCES reviews (id),
    retracted INTEGER NOT NULL CHECK (retracted IN (0, 1)),
    newest_review_id INTEGER NOT NULL REFERENCES reviews (id),
    retracted_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX retractions_of_review ON retractions (review_id, id);

CREATE VIEW standing_reviews AS
    SELECT * FROM reviews
    WHERE coalesce((SELECT retracted FROM retractions WHERE review_id = reviews.id ORDER BY id DESC LIMIT 1), 0) = 0;

-- A cache: the standing review that says where each card is. Can be rebuilt from the log at any time.
CREATE TABLE card_states (
    card_id TEXT PRIMARY KEY,
    review_id INTEGER NOT NULL UNIQUE REFERENCES reviews (id)
) STRICT;

CREATE TABLE quizzes (
    id INTEGER PRIMARY KEY,
    topics TEXT NOT NULL,  -- JSON list of topic ids; empty for all
    count INTEGER NOT NULL CHECK (count > 0),
    seed INTEGER NOT NULL,
    started_at_ms INTEGER NOT NULL,
    finished_at_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX one_open_quiz ON quizzes ((finished_at_ms IS NULL)) WHERE finished_at_ms IS NULL;

-- The concrete questions of a quiz, as they were put: order of the options, generated numbers.
CREATE TABLE quiz_items (
    quiz_id INTEGER NOT NULL REFERENCES quizzes (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    card_id TEXT NOT NULL CHECK (card_id <> ''),
    topic TEXT NOT NULL,
    question_id TEXT NOT NULL CHECK (question_id <> ''),
    kind TEXT NOT NULL CHECK (kind <> ''),
    question TEXT NOT NULL,  -- JSON
    origin TEXT,  -- JSON: family, version, seed and givens of a computed question
    PRIMARY KEY (quiz_id, position)
) STRICT;

CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    quiz_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    response TEXT,  -- JSON; NULL if the question was given up
    score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
    confidence REAL CHECK (confidence BETWEEN 0 AND 1),
    duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
    answered_at_ms INTEGER NOT NULL,
    UNIQUE (quiz_id, position),
    FOREIGN KEY (quiz_id, position) REFERENCES quiz_items (quiz_id, position)
) STRICT;

CREATE TABLE settings (
    key TEXT PRIMARY KEY CHECK (key <> ''),
    value TEXT NOT NULL  -- JSON
) STRICT;

CREATE TRIGGER reviews_keep BEFORE UPDATE ON reviews BEGIN SELECT raise(ABORT, 'reviews are only added'); END;
CREATE TRIGGER reviews_stay BEFORE DELETE ON reviews BEGIN SELECT raise(ABORT, 'reviews are only added'); END;
CREATE TRIGGER retractions_keep BEFORE UPDATE ON retractions BEGIN SELECT raise(ABORT, 'retractions are only added'); END;
CREATE TRIGGER retractions_stay BEFORE DELETE ON retractions BEGIN SELECT raise(ABORT, 'retractions are only added'); END;
CREATE TRIGGER quiz_items_keep BEFORE UPDATE ON quiz_items BEGIN SELECT raise(ABORT, 'quiz items are only added'); END;
CREATE TRIGGER quiz_items_stay BEFORE DELETE ON quiz_items BEGIN SELECT raise(ABORT, 'quiz items are only added'); END;
CREATE TRIGGER attempts_keep BEFORE UPDATE ON attempts BEGIN SELECT raise(ABORT, 'attempts are only added'); END;
CREATE TRIGGER attempts_stay BEFORE DELETE ON attempts BEGIN SELECT raise(ABORT, 'attempts are only added'); END;
CREATE TRIGGER quizzes_stay BEFORE DELETE ON quizzes BEGIN SELECT raise(ABORT, 'quizzes are only added'); END;
CREATE TRIGGER quizzes_keep BEFORE UPDATE OF id, topics, count, seed, started_at_ms ON quizzes
    BEGIN SELECT raise(ABORT, 'only the end of a quiz is written later'); END;
CREATE TRIGGER quizzes_end_once BEFORE UPDATE OF finished_at_ms ON quizzes WHEN OLD.finished_at_ms IS NOT NULL
    BEGIN SELECT raise(ABORT, 'a quiz ends once'); END;
