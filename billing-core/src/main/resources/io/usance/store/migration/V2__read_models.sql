-- Read models: derived from the event log, rebuilt by replaying it from position 0.

create table silo_period (
    silo_id text not null,
    period_id text not null,
    contract_id text not null,
    dimension text not null,
    opening_milli bigint,
    delivered_milli bigint not null default 0,
    metered_milli bigint not null default 0,
    closing_milli bigint,
    measured_closing_milli bigint,
    consumed_milli bigint,
    provisional_milli bigint,
    uncertainty_milli bigint,
    state text not null,
    primary key (silo_id, period_id)
);
comment on table silo_period is 'Stock balance per silo and billing period.';
comment on column silo_period.dimension is 'MASS or VOLUME';
comment on column silo_period.opening_milli is 'book stock at the start; g (MASS) or mL (VOLUME)';
comment on column silo_period.delivered_milli is 'counted deliveries; g or mL';
comment on column silo_period.metered_milli is 'sum of metered instalments incl. true-up; g or mL';
comment on column silo_period.closing_milli is 'book stock at the end; g or mL; null while open';
comment on column silo_period.measured_closing_milli is 'stock by the readings around the end; g or mL; null while open';
comment on column silo_period.consumed_milli is 'opening + deliveries - closing; g or mL; null while open';
comment on column silo_period.provisional_milli is 'sum of provisional instalments at the close; g or mL; null while open';
comment on column silo_period.uncertainty_milli is 'expanded uncertainty (k = 2) of consumed; g or mL; null while open';
comment on column silo_period.state is 'OPEN, CLOSED, CARRIED or NEGATIVE';

create table silo_activity (
    silo_id text primary key,
    contract_id text,
    zone text,
    period_id text,
    period_end timestamptz,
    last_sampled_at timestamptz,
    heard_at timestamptz not null,
    readings bigint not null default 0
);
comment on table silo_activity is 'Newest news of each silo, for closing the periods of silent sensors.';
comment on column silo_activity.period_end is 'end of the open period';
comment on column silo_activity.heard_at is 'when the newest readings, or the contract, were recorded';
comment on column silo_activity.readings is 'readings recorded, count';

create table contract_period (
    contract_id text not null,
    period_id text not null,
    dimension text not null,
    currency text not null,
    quantity_milli bigint not null default 0,
    amount_minor bigint not null default 0,
    exact_amount numeric not null default 0,
    settlements bigint not null default 0,
    settled_minor bigint not null default 0,
    true_up_minor bigint,
    state text not null,
    primary key (contract_id, period_id)
);
comment on table contract_period is 'What a contract owes per billing period.';
comment on column contract_period.quantity_milli is 'charged quantity; g (MASS) or mL (VOLUME)';
comment on column contract_period.amount_minor is 'sum of charges; minor units of currency';
comment on column contract_period.exact_amount is 'unrounded amount; major units of currency';
comment on column contract_period.settlements is 'settlement commands, count';
comment on column contract_period.settled_minor is 'sum of settlement commands; minor units of currency';
comment on column contract_period.true_up_minor is 'amount settled at the close; minor units of currency; null while open';
comment on column contract_period.state is 'OPEN or SETTLED';

create table settlement (
    settlement_id text primary key,
    position bigint not null,
    contract_id text not null,
    settlement_no bigint not null,
    silo_id text not null,
    period_id text not null,
    quantity_milli bigint not null,
    dimension text not null,
    amount_minor bigint not null,
    currency text not null,
    payer text not null,
    payee text not null
);
comment on table settlement is 'Settlement commands in the order they were commanded.';
comment on column settlement.position is 'event position; orders the settlements and tells their batch';
comment on column settlement.quantity_milli is 'g (MASS) or mL (VOLUME); negative for a credit';
comment on column settlement.amount_minor is 'minor units of currency; negative moves from payee to payer';
create index settlement_by_position on settlement (position);

create table batch (
    batch_no bigint primary key,
    after_position bigint not null,
    up_to_position bigint not null,
    count integer not null,
    root text not null,
    state text not null,
    transaction text,
    block_number bigint
);
comment on table batch is 'Sealed batches and how far their anchoring has come.';
comment on column batch.after_position is 'settlements with a position above this ...';
comment on column batch.up_to_position is '... and up to this are in the batch';
comment on column batch.count is 'settlements, count';
comment on column batch.state is 'SEALED, ANCHORED or CONFIRMED';

create table quarantine (
    position bigint primary key,
    topic text not null,
    partition integer not null,
    kafka_offset bigint not null,
    reason text not null,
    detail text not null,
    bytes integer not null
);
comment on table quarantine is 'Refused records; the original bytes are in the event at this position.';
comment on column quarantine.position is 'event position; no unit';
comment on column quarantine.bytes is 'size of the original value; bytes';
