-- The published content. Documents are the pack's own values as JSON; columns beside them are what is searched or kept whole.
-- There is deliberately no table for questions: what residents ask is never stored.
CREATE TABLE pack (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    content_hash TEXT NOT NULL,
    town TEXT NOT NULL
);
CREATE TABLE topics (
    topic_id TEXT PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE,
    document TEXT NOT NULL
);
CREATE TABLE places (
    place_id TEXT PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE,
    document TEXT NOT NULL
);
CREATE TABLE answers (
    answer_id TEXT PRIMARY KEY,
    topic_id TEXT NOT NULL REFERENCES topics (topic_id),
    position INTEGER NOT NULL UNIQUE,
    revision TEXT NOT NULL,
    checked TEXT NOT NULL,
    document TEXT NOT NULL
);
CREATE TABLE answer_places (
    answer_id TEXT NOT NULL REFERENCES answers (answer_id),
    place_id TEXT NOT NULL REFERENCES places (place_id),
    position INTEGER NOT NULL,
    PRIMARY KEY (answer_id, position)
);
