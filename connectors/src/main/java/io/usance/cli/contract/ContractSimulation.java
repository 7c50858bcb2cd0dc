package io.usance.cli.contract;

import io.usance.cli.console.CliFailure;
import io.usance.contract.ContractCommand.TerminateContract;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ContractTerminated;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.contract.state.ChargingCommand.NoteSiloLeft;
import io.usance.contract.state.ContractTrial;
import io.usance.metering.MeterLeft;
import io.usance.metering.MeterPeriodClosed;
import io.usance.metering.Metered;
import io.usance.period.BillingPeriod;
import io.usance.pricing.TariffVersion;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.UnitOfMeasure;
import io.usance.store.RecordedEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * Charges what was metered under one contract by the terms of another, in the order of the log, as
 * if those had been signed from the start. Nothing is stored.
 */
final class ContractSimulation {
    private final ContractTrial trial;
    private final ContractTerms terms;
    private final String upTo;
    private final PeriodAmounts amounts;
    private final Function<String, NavigableMap<LocalDate, BigDecimal>> published;
    private final Map<String, NavigableMap<LocalDate, BigDecimal>> values = new HashMap<>();

    /**
     * @param terms as of {@link #rebased}
     * @param upTo id of the last period
     * @param published all values of an index that are known, by day
     */
    ContractSimulation(
            ContractTerms terms,
            String upTo,
            Function<String, NavigableMap<LocalDate, BigDecimal>> published) {
        this.terms = terms;
        this.upTo = upTo;
        this.published = published;
        trial = ContractTrial.signed(terms, terms.meteringFrom());
        amounts = new PeriodAmounts(terms, terms.meteringFrom());
    }

    /**
     * Terms with the meters, metering and first period of a contract that is signed: what was
     * metered was recorded by those.
     *
     * @param notes takes what the terms say otherwise
     * @throws CliFailure if they cannot price what was recorded, with what to write
     */
    static ContractTerms rebased(ContractTerms terms, ContractTerms signed, List<String> notes) {
        if (!terms.calendar().equals(signed.calendar())) {
            throw new CliFailure(
                    "calendar: is %s, but what contract %s metered was recorded by %s; write that"
                            .formatted(terms.calendar(), signed.contractId(), signed.calendar()));
        }
        if (!terms.currency().equals(signed.currency())) {
            throw new CliFailure(
                    "currency: is %s, contract %s is in %s; amounts in two currencies have no difference"
                            .formatted(terms.currency(), signed.contractId(), signed.currency()));
        }
        if (!terms.metersById().keySet().equals(signed.metersById().keySet())) {
            notes.add(
                    "the file covers other meters; what was metered by %s counts"
                            .formatted(String.join(", ", signed.meterIds())));
        }
        try {
            return terms.toBuilder()
                    .meters(signed.meterIds())
                    .meterTimes(signed.meterTimes())
                    .meteringFrom(signed.meteringFrom())
                    .tariffs(prices(terms, signed, notes))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** The first price holds from the first period on. */
    private static List<TariffVersion> prices(
            ContractTerms terms, ContractTerms signed, List<String> notes) {
        BillingPeriod first = signed.calendar().periodOf(signed.meteringFrom());
        List<TariffVersion> prices = new ArrayList<>(terms.tariffs());
        if (TariffVersion.find(prices, first.start(), Instant.MAX).isEmpty()) {
            TariffVersion earliest =
                    prices.stream()
                            .min(Comparator.comparing(TariffVersion::validFrom))
                            .orElseThrow();
            prices.set(
                    prices.indexOf(earliest),
                    new TariffVersion(first.start(), earliest.knownFrom(), earliest.tariff()));
            notes.add(
                    "the file has no price before %s; its first price is taken from %s on"
                            .formatted(earliest.validFrom(), first.start()));
        }
        return prices;
    }

    /** Replays facts in their order. */
    PeriodAmounts replay(List<RecordedEvent> facts) {
        for (RecordedEvent fact : facts) {
            switch (fact.payload()) {
                case Metered metered -> metered(metered, fact.recordedAt());
                case MeterPeriodClosed closed -> closed(closed);
                case MeterLeft left ->
                        taken(
                                trial.charge(
                                        new NoteSiloLeft(
                                                terms.contractId(),
                                                left.meterId(),
                                                left.endsAt())));
                case ContractTerminated end ->
                        taken(
                                trial.handle(
                                        new TerminateContract(
                                                terms.contractId(),
                                                end.endsAt(),
                                                end.reason(),
                                                end.at())));
                default -> {}
            }
        }
        return amounts;
    }

    /** Why a period has no amount, or not all of it, for people. */
    Optional<String> held(String periodId) {
        return trial.held(periodId);
    }

    private void metered(Metered metered, Instant at) {
        if (isAfter(metered.periodId())) {
            return;
        }
        requireFit(metered);
        takeMissing(metered.periodId());
        taken(trial.charge(new ChargeConsumption(metered, at)));
    }

    private void closed(MeterPeriodClosed closed) {
        if (isAfter(closed.periodId())) {
            return;
        }
        takeMissing(closed.periodId());
        taken(
                trial.charge(
                        new NoteSiloClosed(
                                terms.contractId(),
                                closed.meterId(),
                                closed.periodId(),
                                Quantities.of(closed.quantities()))));
    }

    private boolean isAfter(String periodId) {
        return periodId.compareTo(upTo) > 0;
    }

    private void takeMissing(String periodId) {
        for (String series : trial.missingSeries(periodId)) {
            NavigableMap<LocalDate, BigDecimal> known = values.computeIfAbsent(series, published);
            if (!known.isEmpty()) {
                taken(trial.take(series, known, periodId));
            }
        }
    }

    private void taken(List<ContractEvent> events) {
        events.forEach(amounts::add);
    }

    private void requireFit(Metered metered) {
        String name = metered.quantityName();
        SortedMap<String, Dimension> priced = terms.meteredQuantities();
        if (priced.containsKey(Quantities.ONLY) && !name.equals(Quantities.ONLY)) {
            throw new CliFailure(
                    "the price does not say of what, but meter %s metered %s; write of: %s in the price"
                            .formatted(metered.meterId(), name, name));
        }
        Dimension wanted = priced.get(name);
        Dimension is = metered.quantity().dimension();
        if (terms.prices(name) && wanted != null && wanted != is) {
            throw new CliFailure(
                    "the price%s is per a unit of %s, but meter %s metered %s; write per: with one of %s"
                            .formatted(
                                    name.isEmpty() ? "" : " of " + name,
                                    wanted,
                                    metered.meterId(),
                                    is,
                                    UnitOfMeasure.codes(is::equals)));
        }
    }
}
