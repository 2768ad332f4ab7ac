-- When, by the fleet's clock, the gateway's clock was known to be off by clock_offset_ms.
ALTER TABLE device ADD COLUMN clock_at_ms INTEGER;

-- What a gateway's signal frames are: one row for each stream, as its newest frame says.
CREATE TABLE signal_stream (
  device_id   INTEGER NOT NULL REFERENCES device (id),
  name        TEXT NOT NULL,                      -- without the gateway's own base
  channels    TEXT NOT NULL,                      -- JSON: key and unit of each
  interval_ns INTEGER NOT NULL,
  samples     INTEGER NOT NULL,                   -- of each channel, in the newest frame
  first_us    INTEGER NOT NULL,
  last_us     INTEGER NOT NULL,
  frames      INTEGER NOT NULL,                   -- that were stored
  PRIMARY KEY (device_id, name)
) STRICT, WITHOUT ROWID;
