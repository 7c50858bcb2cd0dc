-- Read models of meters of every kind; so far there were silos alone.

alter table silo_period rename to meter_period;
alter table meter_period rename column silo_id to meter_id;
alter table meter_period add column kind text not null default 'silo';
alter table meter_period add column quantity text not null default '';
alter table meter_period add column counts_up boolean not null default false;
alter table meter_period drop constraint silo_period_pkey;
alter table meter_period add primary key (meter_id, kind, period_id, quantity);
alter table meter_period alter column kind drop default;
alter table meter_period alter column quantity drop default;
alter table meter_period alter column counts_up drop default;
comment on table meter_period is 'Balance per meter, billing period and metered quantity.';
comment on column meter_period.kind is 'kind of meter';
comment on column meter_period.quantity is 'name of the metered quantity; empty for the only one of a meter';
comment on column meter_period.dimension is 'of the quantity; its base unit is that of all columns ending in _milli, which hold thousandths of it';
comment on column meter_period.counts_up is 'true for a register: closing - opening - delivered - adjusted = consumed';
comment on column meter_period.opening_milli is 'book stock, or register, at the start; null if not measured yet or the quantity has neither';
comment on column meter_period.closing_milli is 'book stock, or register, at the end; null while open or if the quantity has neither';

alter table silo_activity rename to meter_activity;
alter table meter_activity rename column silo_id to meter_id;
alter table meter_activity add column kind text not null default 'silo';
alter table meter_activity drop constraint silo_activity_pkey;
alter table meter_activity add primary key (meter_id, kind);
alter table meter_activity alter column kind drop default;
comment on table meter_activity is 'Newest readings of each meter, for closing the periods of silent ones.';

alter table settlement rename column silo_id to meter_id;
comment on column settlement.meter_id is 'the only meter behind it; null if there are several, or none';
