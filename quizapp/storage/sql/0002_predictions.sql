-- Schema 2: what was predicted at the gate of a simulation, and what its run did then. Never changed.
CREATE TABLE predictions (
    id INTEGER PRIMARY KEY,
    predicted_at_ms INTEGER NOT NULL,
    card_id TEXT NOT NULL CHECK (card_id <> ''),
    run TEXT NOT NULL CHECK (run <> ''),  -- share text
    gate INTEGER NOT NULL CHECK (gate >= 0),
    at INTEGER NOT NULL CHECK (at > gate),
    kind TEXT NOT NULL CHECK (kind <> ''),
    asked TEXT NOT NULL,  -- JSON: prompt, readout, options, tolerance, as they were put
    response TEXT,  -- JSON; NULL if the run was just to be shown
    truth TEXT NOT NULL,  -- JSON: number, outcome or place
    is_right INTEGER CHECK (is_right IN (0, 1)),
    CHECK ((response IS NULL) = (is_right IS NULL))
) STRICT;
CREATE INDEX predictions_of_card ON predictions (card_id, id);

CREATE TRIGGER predictions_keep BEFORE UPDATE ON predictions BEGIN SELECT raise(ABORT, 'predictions are only added'); END;
CREATE TRIGGER predictions_stay BEFORE DELETE ON predictions BEGIN SELECT raise(ABORT, 'predictions are only added'); END;
