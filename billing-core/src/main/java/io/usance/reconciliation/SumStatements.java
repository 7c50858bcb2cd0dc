package io.usance.reconciliation;

/** How what was added up of a stretch of the log is written. */
final class SumStatements {
    private SumStatements() {}

    static final RowStatement ACTIVITY =
            new RowStatement(
                    "meter_id text, kind text, last_sampled_at timestamptz, heard_at timestamptz, readings bigint",
                    """
                    insert into usance.meter_activity (meter_id, kind, last_sampled_at, heard_at, readings)
                    select c.* from $sets
                    on conflict (meter_id, kind) do update set heard_at = excluded.heard_at,
                        last_sampled_at = greatest(meter_activity.last_sampled_at, excluded.last_sampled_at),
                        readings = meter_activity.readings + excluded.readings
                    """);

    /** The first period of a quantity that has neither stock nor register begins with this. */
    static final RowStatement METERED =
            new RowStatement(
                    "meter_id text, kind text, period_id text, quantity text, contract_id text, dimension text, milli bigint, later bigint, of_closed bigint",
                    """
                    insert into usance.meter_period as p (meter_id, kind, period_id, quantity, contract_id, dimension,
                        metered_milli, later_milli, of_closed_milli, counts_up, state)
                    select c.*, true, 'OPEN' from $sets
                    on conflict (meter_id, kind, period_id, quantity) do update
                        set metered_milli = p.metered_milli + excluded.metered_milli,
                            later_milli = p.later_milli + excluded.later_milli,
                            of_closed_milli = p.of_closed_milli + excluded.of_closed_milli
                    """);

    static final RowStatement PERIODS =
            new RowStatement(
                    "contract_id text, period_id text, dimension text, currency text, quantity_milli bigint, amount_minor bigint, exact_amount numeric, exact_fraction text, pending_since timestamptz, settlements bigint, settled_minor bigint, tax_settled_minor bigint",
                    """
                    insert into usance.contract_period as p (contract_id, period_id, dimension, currency, quantity_milli,
                        amount_minor, exact_amount, exact_fraction, pending_since, settlements, settled_minor,
                        tax_settled_minor, state)
                    select contract_id, period_id, dimension, currency, quantity_milli, amount_minor,
                        coalesce(exact_amount, 0), exact_fraction, pending_since, settlements, settled_minor,
                        tax_settled_minor, 'OPEN'
                    from $sets
                    on conflict (contract_id, period_id) do update set
                        quantity_milli = p.quantity_milli + excluded.quantity_milli,
                        amount_minor = p.amount_minor + excluded.amount_minor,
                        settlements = p.settlements + excluded.settlements,
                        settled_minor = p.settled_minor + excluded.settled_minor,
                        tax_settled_minor = p.tax_settled_minor + excluded.tax_settled_minor
                    """);

    // What a null cannot say in the statement above: which of these values have changed at all.
    static final RowStatement PERIOD_STATES =
            new RowStatement(
                    "contract_id text, period_id text, exact_amount numeric, exact_fraction text, charged boolean, commanded boolean, cleared boolean, pending_since timestamptz",
                    """
                    update usance.contract_period p set
                        exact_amount = coalesce(n.exact_amount, p.exact_amount),
                        exact_fraction = case when n.exact_amount is null then p.exact_fraction
                            else n.exact_fraction end,
                        charge_held = case when n.charged then null else p.charge_held end,
                        settlement_held = case when n.commanded then null else p.settlement_held end,
                        pending_since = case when n.cleared then n.pending_since
                            else coalesce(n.pending_before, n.pending_since) end
                    from (
                        select c.*, o.pending_since as pending_before
                        from $sets join usance.contract_period o using (contract_id, period_id)
                    ) as n
                    where p.contract_id = n.contract_id and p.period_id = n.period_id
                    """);

    static final RowStatement QUANTITIES =
            new RowStatement(
                    "contract_id text, period_id text, quantity text, dimension text, milli bigint",
                    """
                    insert into usance.contract_quantity as q (contract_id, period_id, quantity, dimension, milli)
                    select c.* from $sets
                    on conflict (contract_id, period_id, quantity) do update set
                        milli = q.milli + excluded.milli
                    """);

    static final RowStatement CONTRACTS =
            new RowStatement(
                    "contract_id text, minor bigint",
                    """
                    update usance.contract t set commanded_minor = t.commanded_minor + c.minor
                    from $sets
                    where t.contract_id = c.contract_id
                    """);

    static final RowStatement SETTLEMENTS =
            new RowStatement(
                    "settlement_id text, position bigint, contract_id text, settlement_no bigint, meter_id text, period_id text, quantity_milli bigint, dimension text, amount_minor bigint, currency text, payer text, payee text, purpose text, share text, commanded_at timestamptz",
                    """
                    insert into usance.settlement (settlement_id, position, contract_id, settlement_no, meter_id, period_id,
                        quantity_milli, dimension, amount_minor, currency, payer, payee, purpose, share,
                        commanded_at)
                    select c.* from $sets
                    """);
}
