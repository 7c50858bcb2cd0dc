package io.usance.cli.contract;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.contract.ContractTerms;
import io.usance.finance.PeriodCharges;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a contract has charged, by period, collected from its events in their order. */
final class PeriodAmounts {
    private final ContractSigned signed;
    private final SortedMap<String, PeriodCharges> byPeriod = new TreeMap<>();
    private final SortedSet<String> periods = new TreeSet<>();

    PeriodAmounts(ContractTerms terms, Instant at) {
        signed = new ContractSigned(terms, at);
    }

    void add(ContractEvent event) {
        switch (event) {
            case ConsumptionCharged e -> of(e.periodId()).add(e);
            case ChargeAdjusted e -> of(e.periodId()).add(e);
            case TaxCharged e -> of(e.periodId()).add(e);
            case PeriodSettled e -> of(e.periodId()).add(e);
            case ConsumptionHeld e -> of(e.periodId()).add(e);
            default -> {}
        }
    }

    /** Periods in which something happened, in their order. */
    SortedSet<String> periods() {
        return Collections.unmodifiableSortedSet(periods);
    }

    /** Of a period; nothing if nothing happened in it. */
    PeriodCharges charges(String periodId) {
        PeriodCharges known = byPeriod.get(periodId);
        return known == null ? empty(periodId) : known;
    }

    private PeriodCharges of(String periodId) {
        periods.add(periodId);
        return byPeriod.computeIfAbsent(periodId, this::empty);
    }

    private PeriodCharges empty(String periodId) {
        PeriodCharges charges = new PeriodCharges(periodId);
        charges.add(signed);
        return charges;
    }
}
