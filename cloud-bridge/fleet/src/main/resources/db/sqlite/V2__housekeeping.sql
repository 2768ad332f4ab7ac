-- When a segment was stored: identities that are old enough are put together.
ALTER TABLE segment ADD COLUMN at_ms INTEGER NOT NULL DEFAULT 0;

-- Records that were stored and have been deleted since, as the fleet was told to.
ALTER TABLE device ADD COLUMN expired_records INTEGER NOT NULL DEFAULT 0;

-- The gateway's clock against the fleet's when it last spoke of itself; NULL: it never did.
ALTER TABLE device ADD COLUMN clock_offset_ms INTEGER;
