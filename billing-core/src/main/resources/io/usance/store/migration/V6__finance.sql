create table payment (
    end_to_end_id text primary key,
    order_no bigint not null,
    execute_on date not null,
    payer text not null,
    payee text not null,
    amount_minor bigint not null,
    cleared_minor bigint not null default 0,
    currency text not null
);
comment on table payment is 'Payments ordered at a bank, written with their event.';
comment on column payment.amount_minor is 'ordered; minor units of currency';
comment on column payment.cleared_minor is 'of it paid, or written off within tolerance; minor units of currency';

create table payment_part (
    end_to_end_id text not null,
    part_no integer not null,
    contract_id text not null,
    period_id text not null,
    payee text not null,
    amount_minor bigint not null,
    cleared_minor bigint not null default 0,
    primary key (end_to_end_id, part_no)
);
comment on table payment_part is 'What each payment pays of a period of a contract.';
comment on column payment_part.amount_minor is 'ordered; minor units of the payment''s currency; negative if a credit is set off';
comment on column payment_part.cleared_minor is 'of it paid; minor units of the payment''s currency';
-- What is open of a period is asked per contract.
create index payment_part_by_period on payment_part (contract_id, period_id);

create table bank_entry (
    account text not null,
    statement_id text not null,
    entry_no integer not null,
    reference text not null,
    end_to_end_id text,
    amount_minor bigint not null,
    currency text not null,
    booked_on date not null,
    outcome text not null,
    cleared_minor bigint not null,
    variance_minor bigint not null,
    detail text not null,
    primary key (account, statement_id, entry_no)
);
comment on table bank_entry is 'Entries of bank statements and how they compare with what was ordered.';
comment on column bank_entry.account is 'of the customer at the bank, an IBAN; no unit';
comment on column bank_entry.amount_minor is 'minor units of currency; negative if it came into the account';
comment on column bank_entry.cleared_minor is 'of what was ordered, now paid; minor units of currency';
comment on column bank_entry.variance_minor is 'written off within tolerance; minor units of currency';
-- An entry counts once.
create unique index bank_entry_once on bank_entry (account, reference) where outcome <> 'DUPLICATE';
create index bank_entry_by_payment on bank_entry (end_to_end_id);

create table goods_movement (
    contract_id text not null,
    document_id text not null,
    period_id text not null,
    silo_id text not null,
    movement_type text not null,
    dimension text not null,
    quantity_milli bigint not null,
    posted_on date not null,
    primary key (contract_id, document_id)
);
comment on table goods_movement is 'What an ERP says it posted.';
comment on column goods_movement.quantity_milli is 'g (MASS) or mL (VOLUME); negative for a reversal';
create index goods_movement_by_period on goods_movement (contract_id, period_id);

-- When a settlement was commanded: how old it is while it waits, and how long it took.
alter table settlement add column commanded_at timestamptz;
comment on column settlement.commanded_at is 'when it was commanded';
update settlement set commanded_at = (select recorded_at from domain_event e where e.position = settlement.position);
create index settlement_by_period on settlement (contract_id, period_id);
