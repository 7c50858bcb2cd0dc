-- Contracts that are amended, terminated, priced by an index, taxed, split among payees.

-- States are remembered in another form; they are taken anew from the events.
delete from snapshot;

create table index_user (
    series text not null,
    contract_id text not null,
    primary key (series, contract_id)
);
comment on table index_user is 'Which contracts have a price by which index; kept by the charging stage.';

create table contract (
    contract_id text primary key,
    version integer not null,
    supplier text not null,
    customer text not null,
    currency text not null,
    ends_at timestamptz,
    commanded_minor bigint not null default 0,
    paid_minor bigint not null default 0,
    credit_limit_minor bigint,
    settle_every_hours integer
);
comment on table contract is 'Contracts as they stand.';
comment on column contract.version is 'of the terms, from 1';
comment on column contract.ends_at is 'end of the last period; null if it runs on';
comment on column contract.commanded_minor is 'sum of settlements, tax included; minor units of currency';
comment on column contract.paid_minor is 'sum of payments noted; minor units of currency';
comment on column contract.credit_limit_minor is 'most that may be commanded and not paid; minor units of currency; null for none';
comment on column contract.settle_every_hours is 'age of the oldest charge at which it is settled, hours; null if settlement does not go by age';

alter table contract_period add column tax_minor bigint not null default 0;
alter table contract_period add column tax_settled_minor bigint not null default 0;
alter table contract_period add column charge_held text;
alter table contract_period add column settlement_held text;
alter table contract_period add column pending_since timestamptz;
comment on column contract_period.tax_minor is 'sum of tax charged; minor units of currency';
comment on column contract_period.settled_minor is 'sum of settlement commands for consumption; minor units of currency';
comment on column contract_period.tax_settled_minor is 'sum of settlement commands for tax; minor units of currency';
comment on column contract_period.charge_held is 'why part of the quantity is not charged; null if all is';
comment on column contract_period.settlement_held is 'why what is due is not commanded; null if nothing is held';
comment on column contract_period.pending_since is 'when the oldest charge that is not settled was metered; null if there is none, or nobody knows';

create index contract_period_pending on contract_period (pending_since)
    where state = 'OPEN' and pending_since is not null;

alter table settlement alter column silo_id drop not null;
alter table settlement add column purpose text not null default 'CONSUMPTION';
alter table settlement add column share text;
comment on column settlement.silo_id is 'the only silo behind it; null if there are several, or none';
comment on column settlement.purpose is 'CONSUMPTION or TAX';
comment on column settlement.share is 'of the payee, as a fraction; null if all is theirs';

-- A silo can leave its contract when a period ends, and come under another one.
alter table silo_period add column last boolean not null default false;
comment on column silo_period.last is 'true if the silo left the contract with this period: nothing is carried into a next one';
alter table silo_activity add column contract_ends_at timestamptz;
alter table silo_activity add column next_contract_id text;
alter table silo_activity add column next_zone text;
alter table silo_activity add column next_period_id text;
alter table silo_activity add column next_period_end timestamptz;
comment on column silo_activity.contract_ends_at is 'when the silo leaves its contract; null if it stays';
comment on column silo_activity.next_contract_id is 'the contract that follows; null if none is known';
