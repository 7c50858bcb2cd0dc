-- A contract of one period has an end from the beginning, also while it follows another.

alter table silo_activity add column next_contract_ends_at timestamptz;
comment on column silo_activity.next_contract_ends_at is 'when the silo leaves the contract that follows; null if it stays';
