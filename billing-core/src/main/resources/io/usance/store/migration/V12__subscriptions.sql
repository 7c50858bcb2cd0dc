-- Subscriptions of the host: how far each has come, and what its handlers could not handle yet.

create table event_subscription (
    name text primary key,
    position bigint not null,
    started_at timestamptz not null default now()
);
alter table event_subscription set (fillfactor = 50);
comment on table event_subscription is
    'One row per subscription. Its row lock is held while an instance handles events; all up to its position are handled, set aside or skipped.';
comment on column event_subscription.position is 'last event position looked at; no unit';

create table event_order_held (
    subscription text not null,
    order_key text not null,
    due_at timestamptz,
    primary key (subscription, order_key)
);
comment on table event_order_held is
    'Contracts, or streams of events without one, whose events wait because one of them could not be handled.';
comment on column event_order_held.order_key is 'contract/ and the contract''s id, or the stream''s id; no unit';
comment on column event_order_held.due_at is 'when the oldest is attempted again; null if it is parked';
create index event_order_held_due on event_order_held (subscription, due_at);

create table event_set_aside (
    subscription text not null,
    position bigint not null,
    order_key text not null,
    contract_id text,
    payload_type text not null,
    attempts integer not null default 0,
    last_error text,
    failed_at timestamptz,
    primary key (subscription, position)
);
comment on table event_set_aside is
    'Events that could not be handled, and those of the same order that wait behind them.';
comment on column event_set_aside.position is 'of the event; no unit';
comment on column event_set_aside.contract_id is 'null if the event belongs to no contract';
comment on column event_set_aside.attempts is 'failed attempts, count; 0 of one that waits behind another';
comment on column event_set_aside.failed_at is 'when it failed first; null if it has not';
-- What waits is handled in its order.
create index event_set_aside_order on event_set_aside (subscription, order_key, position);

create table event_skipped (
    subscription text not null,
    position bigint not null,
    order_key text not null,
    payload_type text not null,
    attempts integer not null,
    last_error text,
    reason text not null,
    skipped_at timestamptz not null default now(),
    primary key (subscription, position)
);
comment on table event_skipped is 'Events that were dropped by a decision, never handled by the subscription.';
comment on column event_skipped.attempts is 'failed attempts before, count';
comment on column event_skipped.reason is 'given by who decided';
comment on column event_skipped.position is 'of the event; no unit';
