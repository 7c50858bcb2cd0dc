package io.usance.contract.state;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractTerms;
import io.usance.metering.Interval;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.period.BillingPeriod;
import io.usance.pricing.Rating;
import io.usance.pricing.RatingLine;
import io.usance.pricing.Tariff;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a contract remembers of one period.
 *
 * @param charged what was charged
 * @param settled what of it was commanded
 * @param index fixed index values, by series
 * @param closedSilos silos that have closed the period
 * @param closed all silos have, and the period is settled
 * @param provisional newest values, by series, that price until those that count are published;
 *     null if there is none
 */
public record PeriodState(
        Charged charged,
        Settled settled,
        Map<String, BigDecimal> index,
        Set<String> closedSilos,
        boolean closed,
        @Nullable Map<String, BigDecimal> provisional) {

    private static final Class<?> SORTED =
            Collections.unmodifiableSortedSet(new TreeSet<String>()).getClass();

    /**
     * @param quantity drawn so far, what is held included
     * @param exact unrounded amount charged so far
     * @param issued rounded amount charged so far
     * @param provisional part of {@code issued} that came with provisional instalments
     * @param lines how {@code exact} comes about
     * @param carry into the next period under a minimum
     * @param values that count of quantities that are not summed; null while there is none
     */
    public record Charged(
            Quantities quantity,
            ExactAmount exact,
            Money issued,
            Money provisional,
            List<RatingLine> lines,
            ExactAmount carry,
            @Nullable MeterValues values) {

        /** Of sums alone. */
        public Charged(
                Quantities quantity,
                ExactAmount exact,
                Money issued,
                Money provisional,
                List<RatingLine> lines,
                ExactAmount carry) {
            this(quantity, exact, issued, provisional, lines, carry, null);
        }

        /** All of the period with another instalment: their sum, or what else the price takes. */
        Quantities plus(ContractTerms terms, Instalment more) {
            String of = more.of();
            Quantity before = quantity.of(of);
            MeterValues counted = valued(terms, more);
            Quantity now =
                    of == null || terms.aggregation(of) == Aggregation.SUM
                            ? before.plus(more.quantity())
                            : counted == null ? before : counted.total(of, before);
            return quantity.with(of, now);
        }

        /** With another instalment, after which the period's quantity is as recorded. */
        Charged counting(ContractTerms terms, Instalment more, Quantity periodQuantity) {
            return new Charged(
                    quantity.with(more.of(), periodQuantity),
                    exact,
                    issued,
                    provisional,
                    lines,
                    carry,
                    valued(terms, more));
        }

        /** What an instalment adds to the quantity of the period. */
        Quantities drawn(ContractTerms terms, Instalment more, Quantity periodQuantity) {
            String of = more.of();
            Quantity drawn =
                    terms.aggregation(of) == Aggregation.SUM
                            ? more.quantity()
                            : periodQuantity.minus(quantity.of(of));
            return terms.none().with(of, drawn);
        }

        /**
         * A value counts for the period that all of its interval is in: one without an interval, or
         * late from another period, is no value of this one.
         */
        private @Nullable MeterValues valued(ContractTerms terms, Instalment more) {
            String of = more.of();
            Interval during = more.during();
            if (of == null || during == null) {
                return values;
            }
            BillingPeriod period = terms.calendar().period(more.periodId());
            Aggregation how = terms.aggregation(of);
            return how == Aggregation.SUM || !during.isWithin(period.start(), period.end())
                    ? values
                    : (values == null ? MeterValues.NONE : values)
                            .with(
                                    of,
                                    more.meterId(),
                                    new MeterValues.Value(more.quantity(), during),
                                    how);
        }

        Charged with(Quantities total) {
            return new Charged(total, exact, issued, provisional, lines, carry, values);
        }

        Charged with(ExactAmount newExact, Money newIssued, List<RatingLine> changed) {
            return new Charged(
                    quantity,
                    newExact,
                    newIssued,
                    provisional,
                    Rating.net(lines, changed),
                    carry,
                    values);
        }

        Charged carrying(@Nullable ExactAmount amount) {
            ExactAmount carried = amount == null ? ExactAmount.zero(issued.currency()) : amount;
            return new Charged(quantity, exact, issued, provisional, lines, carried, values);
        }

        Charged plusProvisional(Money amount) {
            return new Charged(
                    quantity, exact, issued, provisional.plus(amount), lines, carry, values);
        }
    }

    /**
     * @param count settlements commanded
     * @param paid commanded for consumption, by payee, in the order of the payees; empty before the
     *     first settlement, and fixed with it
     * @param tax commanded
     * @param taxPercent of the period; null until tax is charged or the period closes, 0 for none
     * @param pending charged and not commanded yet
     * @param held {@code SettlementHeld} was said of what is pending
     */
    public record Settled(
            long count,
            List<PaidPayee> paid,
            Money tax,
            Money taxCharged,
            @Nullable BigDecimal taxPercent,
            Pending pending,
            boolean held) {

        /** Commanded for consumption. */
        Money consumption() {
            Money sum = Money.zero(tax.currency());
            for (PaidPayee payee : paid) {
                sum = sum.plus(payee.amount());
            }
            return sum;
        }

        /**
         * A closed period keeps its tax; one without stays without. Of a period that cost nothing
         * none was charged yet, but what is corrected of it is taxed as it would have been.
         */
        Settled withTaxFixed(@Nullable BigDecimal agreed) {
            BigDecimal now = agreed == null ? BigDecimal.ZERO : agreed;
            BigDecimal fixed = taxPercent == null ? now : taxPercent;
            return new Settled(count, paid, tax, taxCharged, fixed, pending, held);
        }

        Settled held(boolean told) {
            return new Settled(count, paid, tax, taxCharged, taxPercent, pending, told);
        }

        Settled taxed(Money charged, BigDecimal percent) {
            return new Settled(count, paid, tax, charged, percent, pending, held);
        }

        Settled with(Pending more) {
            return new Settled(count, paid, tax, taxCharged, taxPercent, more, held);
        }
    }

    /**
     * @param share null if all is theirs
     * @param amount commanded in the period
     */
    public record PaidPayee(String account, @Nullable Share share, Money amount) {}

    /**
     * Charged and not commanded yet.
     *
     * @param charges how many
     * @param siloId the only silo behind them; null if there are several, or none
     * @param consumptionNo the last of that silo; 0 if there is no only silo
     * @param since when the oldest was metered; null if there is none, or if it is unknown
     */
    public record Pending(
            int charges,
            @Nullable String siloId,
            long consumptionNo,
            Quantities quantity,
            List<RatingLine> lines,
            @Nullable Instant since) {

        Pending plus(
                @Nullable String silo,
                long no,
                Quantities more,
                List<RatingLine> moreLines,
                @Nullable Instant at) {
            boolean same = charges == 0 || Objects.equals(siloId, silo);
            return new Pending(
                    charges + 1,
                    same ? silo : null,
                    same ? no : 0,
                    quantity.plus(more),
                    Rating.net(lines, moreLines),
                    since == null ? at : since);
        }
    }

    public PeriodState {
        // Sorted, so that the stored form is the same for the same state.
        index = Collections.unmodifiableMap(new TreeMap<>(index));
        provisional =
                provisional == null || provisional.isEmpty()
                        ? null
                        : Collections.unmodifiableMap(new TreeMap<>(provisional));
        // Up to ten thousand, and a period changes with every charge: not copied again.
        closedSilos =
                closedSilos.getClass() == SORTED
                        ? closedSilos
                        : Collections.unmodifiableSortedSet(new TreeSet<>(closedSilos));
    }

    /** Nothing of it is provisional. */
    public PeriodState(
            Charged charged,
            Settled settled,
            Map<String, BigDecimal> index,
            Set<String> closedSilos,
            boolean closed) {
        this(charged, settled, index, closedSilos, closed, null);
    }

    static PeriodState empty(ContractTerms terms) {
        Money nothing = Money.zero(terms.currency());
        ExactAmount exactly = ExactAmount.zero(terms.currency());
        Quantities none = terms.none();
        return new PeriodState(
                new Charged(none, exactly, nothing, nothing, List.of(), exactly),
                new Settled(0, List.of(), nothing, nothing, null, nothing(none), false),
                Map.of(),
                Set.of(),
                false);
    }

    static Pending nothing(Quantities zero) {
        return new Pending(0, null, 0, zero, List.of(), null);
    }

    /** Nothing was drawn, and nothing charged. */
    boolean isUntouched() {
        return charged.quantity().isZero() && charged.lines().isEmpty();
    }

    /** Charged for consumption and not commanded. */
    Money pendingAmount() {
        return charged.issued().minus(settled.consumption());
    }

    /** Charged as tax and not commanded. */
    Money pendingTax() {
        return settled.taxCharged().minus(settled.tax());
    }

    /** Something waits for credit: what was taken back since holds up nothing. */
    boolean isHeldBack() {
        return settled.held() && !(pendingAmount().isZero() && pendingTax().isZero());
    }

    PeriodState with(Charged other) {
        return new PeriodState(other, settled, index, closedSilos, closed, provisional);
    }

    PeriodState with(Settled other) {
        return new PeriodState(charged, other, index, closedSilos, closed, provisional);
    }

    /** With the value of an index; one that counts replaces a provisional one. */
    PeriodState with(ContractEvent.IndexFixed e) {
        return e.isProvisional()
                ? withProvisional(e.series(), e.value())
                : withIndex(e.series(), e.value());
    }

    private PeriodState withIndex(String series, BigDecimal value) {
        Map<String, BigDecimal> values = new TreeMap<>(index);
        values.put(series, value);
        Map<String, BigDecimal> others = new TreeMap<>(provisionalOrNone());
        others.remove(series);
        return new PeriodState(charged, settled, values, closedSilos, closed, others);
    }

    private PeriodState withProvisional(String series, BigDecimal value) {
        Map<String, BigDecimal> values = new TreeMap<>(provisionalOrNone());
        values.put(series, value);
        return new PeriodState(charged, settled, index, closedSilos, closed, values);
    }

    /** Something was charged at a price that is not the last one. */
    boolean isProvisional(Tariff tariff) {
        return tariff.isEverProvisional()
                && !charged.quantity().isZero()
                && !index.keySet().containsAll(tariff.seriesNames());
    }

    Map<String, BigDecimal> provisionalOrNone() {
        return provisional == null ? Map.of() : provisional;
    }

    PeriodState closedBy(String siloId) {
        Set<String> silos = new TreeSet<>(closedSilos);
        silos.add(siloId);
        return new PeriodState(charged, settled, index, silos, closed, provisional);
    }

    /** Which silos have closed it does not matter any more. */
    PeriodState asClosed() {
        return new PeriodState(charged, settled, index, Set.of(), true, provisional);
    }
}
