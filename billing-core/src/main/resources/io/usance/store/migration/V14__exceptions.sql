-- What a person has to look at before the money of a period moves.

create table contract_exception (
    contract_id text not null,
    exception_no bigint not null,
    period_id text not null,
    meter_id text not null,
    kind text not null,
    dimension text not null,
    quantity_milli bigint not null,
    expected_milli bigint not null,
    from_at timestamptz not null,
    until_at timestamptz not null,
    raised_at timestamptz,
    ended_how text,
    ended_by text,
    ended_why text,
    ended_at timestamptz,
    primary key (contract_id, exception_no)
);
comment on table contract_exception is 'quantities that are not to be trusted until a person has looked';
comment on column contract_exception.exception_no is 'of the contract, from 1, without gaps';
comment on column contract_exception.kind is 'why, as the meter names it';
comment on column contract_exception.quantity_milli is 'how much it is; thousandths of the base unit of dimension, may be negative';
comment on column contract_exception.expected_milli is 'what it is held against; zero where there is nothing';
comment on column contract_exception.from_at is 'when what is doubtful began';
comment on column contract_exception.until_at is 'when it ended';
comment on column contract_exception.raised_at is 'when the event of the meter was recorded; null if unknown';
comment on column contract_exception.ended_how is 'ACCEPTED or RESOLVED; null while it is open';

-- For the periods that are held, and for the list of what is open.
create index contract_exception_open on contract_exception (contract_id, period_id) where ended_how is null;
create index contract_exception_meter on contract_exception (meter_id, period_id);
