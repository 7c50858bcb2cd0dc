-- The event log: the only source of truth. Everything else can be rebuilt from it, except consumer positions.

create table event_head (
    only_row boolean primary key default true check (only_row),
    position bigint not null
);
comment on table event_head is
    'Last position given out. Its row lock is held from the append to the commit, so positions become visible in order and without gaps.';
comment on column event_head.position is 'count of events; no unit';
insert into event_head (position) values (0);

create table domain_event (
    position bigint primary key,
    event_id text not null,
    stream_type text,
    stream_id text not null,
    sequence bigint not null,
    recorded_at timestamptz not null,
    payload_type text not null,
    payload text not null,
    metadata text,
    constraint domain_event_stream unique (stream_id, sequence)
);
comment on table domain_event is 'Append only. One row per event, in the order of commit.';
comment on column domain_event.position is 'global position from 1, without gaps';
comment on column domain_event.sequence is 'position in its stream from 0, without gaps';
comment on column domain_event.payload_type is 'name of the event; a changed form gets a new name';
comment on column domain_event.payload is 'JSON; quantities and money inside carry their own unit or currency';
comment on column domain_event.metadata is 'JSON object, null if empty';

-- Batching looks for unsealed settlements only; the index holds nothing else.
create index domain_event_settlement on domain_event (position) where payload_type = 'SettlementCommanded';

create table snapshot (
    stream_id text primary key,
    stream_type text,
    sequence bigint not null,
    recorded_at timestamptz not null,
    payload_type text not null,
    payload text not null
);
comment on table snapshot is 'Newest state of a stream, to shorten loading. May be deleted at any time.';
comment on column snapshot.sequence is 'sequence of the last event it contains';

create table consumer_position (
    consumer text not null,
    partition integer not null,
    position bigint not null,
    received bigint not null default 0,
    recorded bigint not null default 0,
    duplicate bigint not null default 0,
    quarantined bigint not null default 0,
    primary key (consumer, partition),
    constraint consumer_position_tally check (received = recorded + duplicate + quarantined)
);
comment on table consumer_position is
    'How far each consumer has come, moved in the transaction that stores what it did, and only from the value it read.';
comment on column consumer_position.position is 'next Kafka offset to read, or last event position handled; no unit';
comment on column consumer_position.received is 'records, count';
comment on column consumer_position.recorded is 'records taken into events, count';
comment on column consumer_position.duplicate is 'records already known, count';
comment on column consumer_position.quarantined is 'records refused and kept in quarantine, count';
