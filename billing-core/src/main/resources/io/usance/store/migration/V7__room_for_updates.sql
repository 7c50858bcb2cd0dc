-- Rows of these tables are updated all the time. With room left on their page the new version stays on it, and no index
-- has to be told.

alter table silo_activity set (fillfactor = 50);
alter table silo_period set (fillfactor = 70);
alter table contract_period set (fillfactor = 70);
alter table contract set (fillfactor = 70);
alter table consumer_position set (fillfactor = 50);
