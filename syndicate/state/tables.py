"""The tables of the database, as SQL: `schema` makes them, and mends what an older one lacks.

Instants are integers, microseconds since 1970 UTC, compared by SQLite itself; only an article's
own date is text, because its offset is content. What can be computed is kept by SQLite: the
instant from which a host may be asked (`host.ready`), and from which a source wants to be asked
(`source.next`), so that `due` reads the head of one index however many sources there are.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE host (
    name TEXT PRIMARY KEY,
    wanted INTEGER,             -- when one of its sources wants to be asked; NULL: none ever does
    next_at INTEGER NOT NULL DEFAULT 0,
    delay REAL NOT NULL DEFAULT 0,
    robots BLOB,
    robots_at INTEGER,
    holder TEXT,                -- the token of the turn or slot that has it
    worker TEXT,                -- whose turn it is; NULL: a slot
    held_until INTEGER NOT NULL DEFAULT 0,
    ready INTEGER GENERATED ALWAYS AS (max(wanted, next_at, held_until)) VIRTUAL
) WITHOUT ROWID;
CREATE INDEX host_ready ON host (ready, name) WHERE wanted IS NOT NULL;
CREATE INDEX host_holder ON host (holder) WHERE holder IS NOT NULL;

CREATE TABLE source (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    schedule TEXT NOT NULL,     -- the configured rhythm: when it changes, `due` was another's
    active INTEGER NOT NULL,
    due INTEGER NOT NULL,
    asked INTEGER NOT NULL DEFAULT 0,   -- the server asked not to be polled before
    waiting INTEGER,            -- the earliest retry_at of its entries
    started INTEGER NOT NULL DEFAULT 0,
    validators TEXT,
    hints TEXT,                 -- what its last document said of its rhythm
    condition TEXT NOT NULL DEFAULT 'ok',
    reason TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    since INTEGER,
    checked_at INTEGER,
    changed_at INTEGER,
    moved_to TEXT,
    moved_since INTEGER,
    learned TEXT,
    votes INTEGER NOT NULL DEFAULT 0,
    next INTEGER GENERATED ALWAYS AS (min(due, ifnull(waiting, due))) VIRTUAL
) WITHOUT ROWID;
CREATE INDEX source_next ON source (host, next) WHERE active;

CREATE TABLE entry (
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    retry_at INTEGER,           -- NULL: it does not wait
    attempts INTEGER NOT NULL DEFAULT 0,
    reason TEXT,                -- of the last failure; without retry_at: given up
    published INTEGER,
    seen INTEGER,
    ordinal INTEGER,            -- its place in the document that announced it
    payload TEXT,               -- the announcement, only while it waits
    PRIMARY KEY (source, name)
) WITHOUT ROWID;
CREATE INDEX entry_waiting ON entry (source, retry_at) WHERE retry_at IS NOT NULL;
CREATE INDEX entry_given_up ON entry (source) WHERE retry_at IS NULL AND reason IS NOT NULL;

CREATE TABLE article (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    id TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL UNIQUE,
    claimed TEXT,               -- the token of the turn that is, or was, writing it
    source TEXT NOT NULL,
    via TEXT,
    title TEXT,
    url TEXT,
    date TEXT,
    announced INTEGER,          -- NULL: only reserved
    revision INTEGER,
    tags TEXT,
    status TEXT,
    digest TEXT
);
CREATE INDEX article_latest ON article (announced DESC, id) WHERE announced IS NOT NULL;
CREATE INDEX article_url ON article (url) WHERE url IS NOT NULL;

CREATE TABLE alias (            -- the names under which an article was announced
    kind TEXT NOT NULL,         -- 'guid' (a source, a line break, its guid) or 'url'
    name TEXT NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) WITHOUT ROWID;

CREATE TABLE place (            -- the lists in which an article stands, in their order
    kind TEXT NOT NULL,         -- 'source' or 'tag'
    name TEXT NOT NULL,
    announced INTEGER NOT NULL,
    id TEXT NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (kind, name, announced DESC, id)
) WITHOUT ROWID;
CREATE INDEX place_article ON place (article);

CREATE TABLE feed (id TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

# Made from the archive at any time, so a database that is older than it just gets them.
PUBLISHED = (
    """
CREATE TABLE IF NOT EXISTS shown (      -- what documents say of an announcement, each way
    ordinal INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    number INTEGER NOT NULL,
    way TEXT NOT NULL,
    key TEXT NOT NULL,          -- changes with all that it is made of
    packed BLOB NOT NULL,
    UNIQUE (path, number, way)
)""",
    """
CREATE TABLE IF NOT EXISTS document (   -- a feed's history as it was last written
    feed TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    since INTEGER NOT NULL,     -- its first announcement
    before INTEGER NOT NULL,    -- its last one
    batch TEXT,
    digest TEXT NOT NULL,
    PRIMARY KEY (feed, ordinal)
) WITHOUT ROWID""",
    """
CREATE TABLE IF NOT EXISTS asked (      -- announcements in which a feed's query was found
    query TEXT NOT NULL,        -- the feed's id
    announced INTEGER NOT NULL,
    id TEXT NOT NULL,
    article INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (query, announced DESC, id)
) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS asked_article ON asked (article)",
    "CREATE INDEX IF NOT EXISTS article_revised ON article (announced DESC, id) WHERE revision > 1",
)

# Subscriptions end by themselves, so a database that is older than it just gets it.
SUBSCRIPTION = (
    """
CREATE TABLE IF NOT EXISTS subscription (   -- what hubs were asked to send, and granted
    callback TEXT PRIMARY KEY,  -- where the hub sends: its last segment is a secret
    source TEXT NOT NULL,
    host TEXT NOT NULL,         -- the source's: the hub may lie in its network
    hub TEXT NOT NULL,
    topic TEXT NOT NULL,
    secret TEXT NOT NULL,       -- with which the hub signs
    mode TEXT NOT NULL,
    asked INTEGER NOT NULL,     -- a request is out that the hub has not verified
    tries INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    expires INTEGER,            -- NULL: no lease
    pushed_at INTEGER,          -- NULL: nothing came within it
    reason TEXT
)""",
    "CREATE INDEX IF NOT EXISTS subscription_source ON subscription (source)",
)

# A count of what was written of articles, so that whoever keeps something in step with them knows
# when it is not: a database that is older than it just begins to count.
_COUNTED = """
INSERT INTO fact (name, value) VALUES ('written', 1)
    ON CONFLICT (name) DO UPDATE SET value = value + 1;"""
COUNTS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS article_{name} AFTER {event} ON article BEGIN{_COUNTED} END"
    for name, event in (
        ("added", "INSERT"),
        ("changed", "UPDATE OF announced, path, digest, source, via"),
        ("removed", "DELETE"),
    )
)

ANNOUNCED = (
    """
CREATE TABLE brought (          -- articles that a backfill or an import announced last
    article INTEGER PRIMARY KEY,
    batch TEXT NOT NULL
)""",
    """
CREATE TABLE earlier (          -- announcements of versions that a later one replaced
    article INTEGER NOT NULL,
    number INTEGER NOT NULL,
    announced INTEGER NOT NULL,
    batch TEXT,
    digest TEXT NOT NULL,       -- empty: the version was not read yet, its lists are unknown
    PRIMARY KEY (article, number)
) WITHOUT ROWID""",
    """
CREATE TABLE once (             -- the lists in which they stand
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    announced INTEGER NOT NULL,
    id TEXT NOT NULL,
    article INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (kind, name, announced DESC, id)
) WITHOUT ROWID""",
    "CREATE INDEX once_article ON once (article)",
    """
CREATE TABLE tally (            -- how many articles stand in a list
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) WITHOUT ROWID""",
    """
CREATE TRIGGER place_added AFTER INSERT ON place BEGIN
INSERT INTO tally (kind, name, count) VALUES (new.kind, new.name, 1)
    ON CONFLICT (kind, name) DO UPDATE SET count = count + 1; END""",
    """
CREATE TRIGGER place_removed AFTER DELETE ON place BEGIN
UPDATE tally SET count = count - 1 WHERE kind = old.kind AND name = old.name; END""",
    """
CREATE TABLE stale (            -- lists that changed since they were last published
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    since INTEGER NOT NULL,     -- no announcement before it
    mark INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) WITHOUT ROWID""",
    """
CREATE TABLE stale_page (       -- articles that changed, or went, since
    path TEXT PRIMARY KEY,
    mark INTEGER NOT NULL
) WITHOUT ROWID""",
)

SEALED = """
CREATE TABLE IF NOT EXISTS sealed (
    article INTEGER PRIMARY KEY,
    seal TEXT NOT NULL,         -- the sum of the record that it was read with, if there was one
    sum TEXT NOT NULL           -- the digest of its row
)"""

LACKING = """
CREATE TABLE IF NOT EXISTS lacking (    -- articles with media files that nobody downloaded
    article INTEGER PRIMARY KEY
)"""

# A hub that is not told of one change hears of the next: a database that is older just gets it.
PING = """
CREATE TABLE IF NOT EXISTS ping (   -- what hubs are still to be told
    hub TEXT NOT NULL,
    topic TEXT NOT NULL,        -- a document of ours
    since INTEGER NOT NULL,     -- when it was first owed
    times INTEGER NOT NULL,     -- how often the document changed since then
    PRIMARY KEY (hub, topic)
) WITHOUT ROWID"""
