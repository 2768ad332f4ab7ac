-- How far a command is while it runs, as its service says; the time is the gateway's.
ALTER TABLE command ADD COLUMN progress_percent INTEGER;
ALTER TABLE command ADD COLUMN progress_message TEXT;
ALTER TABLE command ADD COLUMN progress_ms INTEGER;
