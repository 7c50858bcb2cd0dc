-- Dated stock adjustments: what changes the book stock without delivery or draw, and what became
-- known too late for the period it belongs to.

alter table silo_period add column adjusted_milli bigint not null default 0;
comment on column silo_period.adjusted_milli is 'sum of dated stock adjustments and of deliveries of closed periods, negative if stock was taken out of the books; g (MASS) or mL (VOLUME)';
comment on column silo_period.consumed_milli is 'opening + deliveries + adjustments - closing; g or mL; null while open';
