package io.usance.finance;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ContractAmended;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.contract.ContractTerms;
import io.usance.contract.ExceptionEnded;
import io.usance.contract.ExceptionRaised;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.pricing.Rating;
import io.usance.pricing.RatingLine;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a contract has charged for one period so far, collected from its events in their order.
 * Identity: the lines' exact amounts add up to {@link #exact()}, and {@code net = rounded(exact)}.
 */
public final class PeriodCharges {
    private final String periodId;
    private @Nullable ContractTerms terms;
    private final Map<Integer, ContractTerms> versions = new HashMap<>();
    private List<RatingLine> lines = List.of();
    private @Nullable ExactAmount exact;
    private long netMinor;
    private long taxMinor;
    private BigDecimal taxPercent = BigDecimal.ZERO;
    private boolean settled;
    private final SortedSet<Long> openExceptions = new TreeSet<>();

    public PeriodCharges(String periodId) {
        this.periodId = periodId;
    }

    /** The period's id. */
    public String periodId() {
        return periodId;
    }

    /** Takes the contract's next event. */
    public void add(ContractEvent event) {
        switch (event) {
            case ContractSigned e -> agreed(e.terms());
            case ContractAmended e -> agreed(e.terms());
            case ConsumptionCharged e -> {
                if (e.periodId().equals(periodId)) {
                    charge(e.lines(), e.periodExact(), e.amount());
                }
            }
            case ChargeAdjusted e -> {
                if (e.periodId().equals(periodId)) {
                    charge(e.lines(), e.periodExact(), e.amount());
                }
            }
            case TaxCharged e -> {
                if (e.periodId().equals(periodId)) {
                    taxMinor = e.periodTax().amountMinor();
                    taxPercent = e.percent();
                }
            }
            case PeriodSettled e -> settled |= e.periodId().equals(periodId);
            case ContractEvent.ContractTerminated e -> {}
            case ContractEvent.ConsumptionHeld e -> {}
            case ContractEvent.IndexFixed e -> {}
            case ContractEvent.SettlementHeld e -> {}
            case ContractEvent.CreditLimitNear e -> {}
            case ContractEvent.PaymentNoted e -> {}
            case ContractEvent.SettlementCommanded e -> {}
            case ContractEvent.SiloLeft e -> {}
            case ContractEvent.SiloPeriodNoted e -> {}
            case ExceptionRaised e -> {
                if (e.periodId().equals(periodId)) {
                    openExceptions.add(e.exceptionNo());
                }
            }
            case ExceptionEnded e -> openExceptions.remove(e.exceptionNo());
        }
    }

    private void agreed(ContractTerms version) {
        terms = version;
        versions.put(version.version(), version);
    }

    /** The terms of a version; the newest if it is unknown. */
    ContractTerms terms(int version) {
        return versions.getOrDefault(version, terms());
    }

    private void charge(List<RatingLine> more, ExactAmount periodExact, Money amount) {
        lines = Rating.net(lines, more);
        exact = periodExact;
        netMinor = Math.addExact(netMinor, amount.amountMinor());
    }

    /**
     * The newest terms.
     *
     * @throws FinanceException if the contract is not signed
     */
    public ContractTerms terms() {
        if (terms == null) {
            throw new FinanceException("the contract is not signed in this database");
        }
        return terms;
    }

    /** How the exact amount comes about; prices that were taken back are gone. */
    public List<RatingLine> lines() {
        return lines;
    }

    /** Unrounded. */
    public ExactAmount exact() {
        return exact == null ? ExactAmount.zero(terms().currency()) : exact;
    }

    public Money net() {
        return new Money(netMinor, terms().currency());
    }

    public Money tax() {
        return new Money(taxMinor, terms().currency());
    }

    /** 0 for none. */
    public BigDecimal taxPercent() {
        return taxPercent;
    }

    /** Numbers of the period's exceptions that no person has ended. */
    public SortedSet<Long> openExceptions() {
        return Collections.unmodifiableSortedSet(openExceptions);
    }

    /** True if an open exception keeps the period from being settled, by the newest terms. */
    boolean isHeldByException() {
        return !openExceptions.isEmpty() && terms().in(periodId).holdsExceptions();
    }

    /** All silos have closed the period. */
    public boolean isSettled() {
        return settled;
    }
}
