-- What becomes known of a closed period is booked in the open one and charged in the closed.

alter table meter_period add column later_milli bigint not null default 0;
alter table meter_period add column of_closed_milli bigint not null default 0;
comment on column meter_period.later_milli is 'consumed in this period, became known after its close and is no part of its balance; part of metered_milli';
comment on column meter_period.of_closed_milli is 'part of consumed_milli that was consumed in closed periods and is metered there';
comment on column meter_period.consumed_milli is 'by the balance; null while open. metered_milli = consumed_milli - of_closed_milli + later_milli';
