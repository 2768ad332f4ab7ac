-- Records that stand in the store as minima, maxima and means of a minute, and how many points those are.
ALTER TABLE device ADD COLUMN thinned_records INTEGER NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN thinned_points INTEGER NOT NULL DEFAULT 0;
