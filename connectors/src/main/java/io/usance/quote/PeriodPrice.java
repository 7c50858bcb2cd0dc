package io.usance.quote;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.IndexFixed;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.contract.ContractTerms;
import io.usance.contract.Payee;
import io.usance.contract.state.ContractTrial;
import io.usance.finance.PeriodCharges;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.period.BillingPeriod;
import io.usance.pricing.IndexRule;
import io.usance.pricing.RatingLine;
import io.usance.quantity.Quantities;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a closed period would cost under all that a contract says, by the decisions that charge and
 * settle contracts. Nothing is carried into it from periods before.
 *
 * @param drawn in the period, all of it
 * @param indexes in the order of their names
 * @param lines how the net amount comes about
 * @param taxPercent 0 for none
 * @param payments who gets what, in the order in which it is commanded
 * @param carry into the next period under a minimum
 */
public record PeriodPrice(
        ContractTerms terms,
        BillingPeriod period,
        Quantities drawn,
        List<Index> indexes,
        List<RatingLine> lines,
        Money net,
        BigDecimal taxPercent,
        Money tax,
        List<Payment> payments,
        ExactAmount carry) {

    /** Months before a period from which on an index is taken to have stood at its value. */
    private static final int MONTHS_BEFORE = IndexRule.LAG_MONTHS_MAX + 13;

    /** Months after a period has ended up to which it is. */
    private static final int MONTHS_AFTER = 13;

    /**
     * An index that prices the period.
     *
     * @param given what it stood at
     * @param value that counts: the mean is rounded as agreed
     * @param basis how it comes about, in words
     * @param lastDay the day whose value must be published before anything is charged
     */
    public record Index(
            String series, BigDecimal given, BigDecimal value, String basis, LocalDate lastDay) {}

    /**
     * Money that is commanded.
     *
     * @param name of who gets it
     */
    public record Payment(String name, String account, Money amount, SettlementPurpose purpose) {}

    public PeriodPrice {
        indexes = List.copyOf(indexes);
        lines = List.copyOf(lines);
        payments = List.copyOf(payments);
    }

    /** Net and tax. */
    public Money gross() {
        return net.plus(tax);
    }

    /** The period closes when each meter has sent a reading of then or later. */
    public Instant closesAfter() {
        return period.end();
    }

    /**
     * Prices a period.
     *
     * @param period one that the contract bills
     * @param drawn all quantities that are priced, named as in {@link ContractTerms#none}
     * @param values what each index stood at, on all days that count
     * @throws IllegalArgumentException if it cannot be priced so, with what to write
     */
    public static PeriodPrice of(
            ContractTerms terms,
            BillingPeriod period,
            Quantities drawn,
            Map<String, BigDecimal> values) {
        String id = period.id();
        Instant at = terms.meteringFrom();
        ContractTrial trial = ContractTrial.signed(terms, at);
        List<Index> indexes = new ArrayList<>();
        for (String series : trial.missingSeries(id)) {
            BigDecimal value = values.get(series);
            if (value == null) {
                throw new IllegalArgumentException(
                        "the price of %s needs index %s; write --index %s=VALUE"
                                .formatted(id, series, series));
            }
            NavigableMap<LocalDate, BigDecimal> published = standing(period, value);
            for (ContractEvent event : trial.take(series, published, id)) {
                if (event instanceof IndexFixed fixed) {
                    indexes.add(
                            new Index(
                                    series,
                                    value,
                                    fixed.value(),
                                    fixed.basis(),
                                    lastDay(terms, period, series, published)));
                }
            }
        }
        trial.draw(id, drawn);
        List<ContractEvent> events = trial.close(id);
        PeriodCharges charges = new PeriodCharges(id);
        charges.add(new ContractSigned(terms, at));
        events.forEach(charges::add);
        if (!charges.isSettled()) {
            throw new IllegalArgumentException(
                    trial.held(id).orElse("period " + id + " cannot be closed"));
        }
        return new PeriodPrice(
                terms,
                period,
                drawn,
                indexes,
                charges.lines(),
                charges.net(),
                charges.taxPercent(),
                charges.tax(),
                payments(terms, period, events),
                carry(terms, id, events));
    }

    private static NavigableMap<LocalDate, BigDecimal> standing(
            BillingPeriod period, BigDecimal value) {
        NavigableMap<LocalDate, BigDecimal> published = new TreeMap<>();
        period.startDate()
                .minusMonths(MONTHS_BEFORE)
                .datesUntil(period.endDate().plusMonths(MONTHS_AFTER))
                .forEach(day -> published.put(day, value));
        return published;
    }

    /** The first day with which the value is known: whatever the rule is, it says so itself. */
    private static LocalDate lastDay(
            ContractTerms terms,
            BillingPeriod period,
            String series,
            NavigableMap<LocalDate, BigDecimal> published) {
        IndexRule rule = terms.indexRule(series);
        List<LocalDate> days = List.copyOf(published.keySet());
        int unknown = -1;
        int known = days.size() - 1;
        while (known - unknown > 1) {
            int middle = (unknown + known) >>> 1;
            boolean isKnown =
                    rule.value(
                                    published.headMap(days.get(middle), true),
                                    period.startDate(),
                                    terms.rounding())
                            .isPresent();
            if (isKnown) {
                known = middle;
            } else {
                unknown = middle;
            }
        }
        return days.get(known);
    }

    private static List<Payment> payments(
            ContractTerms terms, BillingPeriod period, List<ContractEvent> events) {
        List<Payment> payments = new ArrayList<>();
        for (ContractEvent event : events) {
            if (event instanceof SettlementCommanded e) {
                payments.add(
                        new Payment(
                                name(terms, period, e.payee()),
                                e.payee(),
                                e.amount(),
                                e.purpose()));
            }
        }
        return payments;
    }

    private static String name(ContractTerms terms, BillingPeriod period, String account) {
        return terms.in(period).payees().stream()
                .filter(payee -> payee.account().equals(account))
                .map(Payee::name)
                .findFirst()
                .orElse(terms.supplier().name());
    }

    private static ExactAmount carry(
            ContractTerms terms, String periodId, List<ContractEvent> events) {
        ExactAmount carry = ExactAmount.zero(terms.currency());
        for (ContractEvent event : events) {
            if (event instanceof PeriodSettled e
                    && e.periodId().equals(periodId)
                    && e.carry() != null) {
                carry = e.carry();
            }
        }
        return carry;
    }
}
