-- What a contract charges of quantities that its price names.

create table contract_quantity (
    contract_id text not null,
    period_id text not null,
    quantity text not null,
    dimension text not null,
    milli bigint not null,
    primary key (contract_id, period_id, quantity)
);
comment on table contract_quantity is 'Charged and held quantities by name; of contracts whose price names none, contract_period.quantity_milli is the quantity.';
comment on column contract_quantity.milli is 'thousandths of the base unit of dimension';
comment on column contract_period.quantity_milli is 'charged quantity if the price does not name it, else 0; thousandths of the base unit of dimension';
alter table contract_quantity set (fillfactor = 70);
comment on column contract_quantity.quantity is 'name of the quantity; no unit';
