-- Times named _ms and _us are since 1970; times of points are seconds as they came (REAL).

CREATE TABLE device (
  id                 INTEGER PRIMARY KEY,
  serial             TEXT NOT NULL UNIQUE,
  created_ms         INTEGER NOT NULL,
  seen_ms            INTEGER NOT NULL,            -- last sign of life
  online             INTEGER NOT NULL DEFAULT 0,
  agent_version      TEXT NOT NULL DEFAULT '',
  started_ms         INTEGER NOT NULL DEFAULT 0,
  status_ms          INTEGER NOT NULL DEFAULT 0,  -- when the gateway wrote its newest status
  newest_us          INTEGER,                     -- the newest record that is stored
  segments           INTEGER NOT NULL DEFAULT 0,
  records            INTEGER NOT NULL DEFAULT 0,
  gap_records        INTEGER NOT NULL DEFAULT 0,
  duplicate_segments INTEGER NOT NULL DEFAULT 0,
  duplicate_records  INTEGER NOT NULL DEFAULT 0,
  refused_segments   INTEGER NOT NULL DEFAULT 0,
  token_hash         BLOB,
  revoked            INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE service (
  device_id   INTEGER NOT NULL REFERENCES device (id),
  name        TEXT NOT NULL,
  state       TEXT NOT NULL,
  description TEXT NOT NULL,
  PRIMARY KEY (device_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE epoch (
  id        INTEGER PRIMARY KEY,
  device_id INTEGER NOT NULL REFERENCES device (id),
  uuid      BLOB NOT NULL,
  UNIQUE (device_id, uuid)
) STRICT;

-- The identity of everything that is stored. One row is one segment, or a run of them once they are old.
CREATE TABLE segment (
  epoch_id INTEGER NOT NULL REFERENCES epoch (id),
  thinned  INTEGER NOT NULL,
  seq      INTEGER NOT NULL,
  last     INTEGER NOT NULL,
  lane     INTEGER NOT NULL,
  records  INTEGER NOT NULL,
  PRIMARY KEY (epoch_id, thinned, seq)
) STRICT, WITHOUT ROWID;

-- Bodies as they came, until they stand in blocks: what a restart reads again.
CREATE TABLE landing (
  id        INTEGER PRIMARY KEY,
  device_id INTEGER NOT NULL REFERENCES device (id),
  thinned   INTEGER NOT NULL,
  body      BLOB NOT NULL
) STRICT;

-- Records that a gateway had to give up. found: records of the run that had arrived all the same.
CREATE TABLE gap (
  epoch_id INTEGER NOT NULL REFERENCES epoch (id),
  lane     INTEGER NOT NULL,
  seq      INTEGER NOT NULL,
  through  INTEGER NOT NULL,
  records  INTEGER NOT NULL,
  found    INTEGER NOT NULL,
  first_us INTEGER NOT NULL,
  last_us  INTEGER NOT NULL,
  reason   TEXT NOT NULL,
  at_ms    INTEGER NOT NULL,
  PRIMARY KEY (epoch_id, lane, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE series (
  id        INTEGER PRIMARY KEY,
  device_id INTEGER NOT NULL REFERENCES device (id),
  name      TEXT NOT NULL,
  unit      TEXT NOT NULL,
  kind      TEXT NOT NULL,
  first_s   REAL NOT NULL,
  last_s    REAL NOT NULL,
  count     INTEGER NOT NULL,
  latest    TEXT NOT NULL,                        -- JSON
  UNIQUE (device_id, name)
) STRICT;

-- Points of one series side by side, with what is needed to answer without decoding them.
CREATE TABLE block (
  id        INTEGER PRIMARY KEY,
  series_id INTEGER NOT NULL REFERENCES series (id),
  thinned   INTEGER NOT NULL,
  first_s   REAL NOT NULL,
  last_s    REAL NOT NULL,
  count     INTEGER NOT NULL,
  numbers   INTEGER NOT NULL,                     -- how many of them are numbers
  min       REAL,
  max       REAL,
  sum       REAL,
  body      BLOB NOT NULL
) STRICT;
CREATE INDEX block_by_time ON block (series_id, last_s, first_s);

CREATE TABLE signal (
  id        INTEGER PRIMARY KEY,
  device_id INTEGER NOT NULL REFERENCES device (id),
  first_us  INTEGER NOT NULL,
  last_us   INTEGER NOT NULL,
  records   INTEGER NOT NULL,
  body      BLOB NOT NULL
) STRICT;
CREATE INDEX signal_by_time ON signal (device_id, last_us);

CREATE TABLE command (
  id          TEXT PRIMARY KEY,
  device_id   INTEGER NOT NULL REFERENCES device (id),
  service     TEXT NOT NULL,
  command     TEXT NOT NULL,
  arguments   TEXT NOT NULL,                      -- JSON
  state       TEXT NOT NULL,
  status      TEXT,
  message     TEXT,
  result      TEXT,                               -- JSON
  created_ms  INTEGER NOT NULL,
  deadline_ms INTEGER NOT NULL,
  sent_ms     INTEGER,
  received_ms INTEGER,
  done_ms     INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX command_by_device ON command (device_id, created_ms);
CREATE INDEX command_open ON command (deadline_ms) WHERE state IN ('queued', 'sent', 'received');

CREATE TABLE account (
  name       TEXT PRIMARY KEY,
  password   TEXT NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Only hashes: who reads the database cannot log in.
CREATE TABLE session (
  hash       BLOB PRIMARY KEY,
  account    TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
  name       TEXT PRIMARY KEY,
  hash       BLOB NOT NULL UNIQUE,
  created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
