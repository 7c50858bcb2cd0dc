-- An hourly price of a meter in seconds, or a price per pound, has amounts without a finite decimal
-- form. exact_amount stays a decimal for queries; exact_fraction is what is exact.

alter table contract_period add column exact_fraction text;
comment on column contract_period.exact_amount is 'unrounded amount; major units of currency; cut after 18 decimals where exact_fraction is not null';
comment on column contract_period.exact_fraction is 'unrounded amount as numerator/denominator in lowest terms, where it has no finite decimal form; else null';
