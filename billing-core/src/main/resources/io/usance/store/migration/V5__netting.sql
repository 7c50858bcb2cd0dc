create table net_due (
    currency text not null,
    account_a text not null,
    account_b text not null,
    due_minor bigint not null,
    primary key (currency, account_a, account_b)
);
comment on table net_due is 'What companies owe one another after the last batch that was netted.';
comment on column net_due.account_a is 'the lesser of the two accounts';
comment on column net_due.due_minor is 'commanded and not moved, from account_a to account_b; minor units of currency; negative the other way';
