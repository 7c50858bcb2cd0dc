package io.usance.settlement.stage;

import io.usance.contract.ContractEvent.ContractAmended;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ChargingCommand;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.contract.state.ChargingCommand.NoteDoubt;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.contract.state.ChargingCommand.NoteSiloLeft;
import io.usance.contract.state.ChargingCommand.TakeIndexValues;
import io.usance.metering.MeterDoubted;
import io.usance.metering.MeterKinds;
import io.usance.metering.MeterLeft;
import io.usance.metering.MeterPeriodClosed;
import io.usance.metering.Metered;
import io.usance.metering.MeteredKind;
import io.usance.pricing.IndexValuesPublished;
import io.usance.quantity.Quantities;
import io.usance.store.EngineConsumer;
import io.usance.store.RecordedEvent;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The charging stage: turns what meters report, and what index values are published, into commands
 * to the contracts concerned, in the order of the log.
 *
 * <p>It is apart from metering because a contract may span meters of several partitions. Running it
 * again is harmless: a contract charges each number of a meter once.
 */
public final class Charging {
    /** Stored name of the stage's position. */
    public static final String NAME = EngineConsumer.CHARGING.storedName();

    private static final Set<String> CONTRACT_EVENTS =
            Stream.of(ContractSigned.class, ContractAmended.class, IndexValuesPublished.class)
                    .map(Class::getSimpleName)
                    .collect(Collectors.toUnmodifiableSet());

    /**
     * Stored names of the events the stage wants.
     *
     * @param kinds of the meters there may be
     */
    public static Set<String> events(MeterKinds kinds) {
        return Stream.of(
                        kinds.eventsThatAre(Metered.class),
                        kinds.eventsThatAre(MeterPeriodClosed.class),
                        kinds.eventsThatAre(MeterLeft.class),
                        kinds.eventsThatAre(MeterDoubted.class),
                        CONTRACT_EVENTS)
                .flatMap(Set::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The contracts, in the running unit of work. */
    public interface ContractCommands {
        /** Says which contracts commands will come for, so that they are loaded together. */
        void expect(Collection<String> contractIds);

        void handle(ChargingCommand command);

        /** Index series whose values a period needs and the contract does not know yet. */
        Set<String> missingSeries(String contractId, String periodId);

        /** All values published of a series, by day. */
        NavigableMap<LocalDate, BigDecimal> published(String series);
    }

    private final ContractCommands contracts;
    private final IndexUsers users;

    public Charging(ContractCommands contracts, IndexUsers users) {
        this.contracts = contracts;
        this.users = users;
    }

    /** Handles a stretch of the log, in order. */
    public void handle(List<RecordedEvent> events) {
        contracts.expect(events.stream().flatMap(Charging::contractOf).toList());
        Map<String, RecordedEvent> uncertain = new LinkedHashMap<>();
        for (RecordedEvent event : events) {
            switch (event.payload()) {
                case Metered metered -> {
                    takeMissing(metered.contractId(), metered.periodId());
                    contracts.handle(new ChargeConsumption(metered, event.recordedAt()));
                }
                case MeterPeriodClosed closed -> {
                    takeMissing(closed.contractId(), closed.periodId());
                    contracts.handle(
                            new NoteSiloClosed(
                                    closed.contractId(),
                                    closed.meterId(),
                                    closed.periodId(),
                                    Quantities.of(closed.quantities()),
                                    closed.expandedUncertainty(),
                                    closed.negativeBalance(),
                                    uncertain(uncertain.remove(closed.meterId())),
                                    event.sequence(),
                                    event.recordedAt()));
                }
                case MeterDoubted doubt -> {
                    if (doubt.doubtName().equals(MeterDoubted.LARGE_UNCERTAINTY)) {
                        uncertain.put(doubt.meterId(), event);
                    } else {
                        note(event);
                    }
                }
                case MeterLeft ended ->
                        contracts.handle(
                                new NoteSiloLeft(
                                        ended.contractId(), ended.meterId(), ended.endsAt()));
                case ContractSigned signed -> users.add(signed.terms());
                case ContractAmended amended -> amended(amended.terms());
                case IndexValuesPublished published -> published(published.series());
                default ->
                        throw new IllegalArgumentException(
                                "charging does not handle " + event.type());
            }
        }
        uncertain.values().forEach(this::note);
    }

    private void note(RecordedEvent event) {
        contracts.handle(
                new NoteDoubt(
                        (MeterDoubted) event.payload(), event.sequence(), event.recordedAt()));
    }

    /** What the contract may judge by another share when the period closes, which follows. */
    private static @Nullable MeterDoubted uncertain(@Nullable RecordedEvent event) {
        return event == null ? null : (MeterDoubted) event.payload();
    }

    /**
     * How many events of a stretch may be handled without what follows. True-ups and doubts are not
     * parted from their meter's close, appended with them: only together they say whether the money
     * may move.
     */
    public static int whole(List<RecordedEvent> events) {
        int whole = events.size();
        for (int i = events.size() - 1; i >= 0; i--) {
            Object event = events.get(i).payload();
            boolean trueUp =
                    event instanceof Metered metered && metered.kind() == MeteredKind.TRUE_UP;
            if (!trueUp && !(event instanceof MeterDoubted)) {
                break;
            }
            whole = i;
        }
        return whole;
    }

    private static Stream<String> contractOf(RecordedEvent event) {
        return switch (event.payload()) {
            case Metered metered -> Stream.of(metered.contractId());
            case MeterPeriodClosed closed -> Stream.of(closed.contractId());
            case MeterDoubted doubt -> Stream.of(doubt.contractId());
            case MeterLeft ended -> Stream.of(ended.contractId());
            default -> Stream.empty();
        };
    }

    private void takeMissing(String contractId, String periodId) {
        for (String series : contracts.missingSeries(contractId, periodId)) {
            take(contractId, series, periodId);
        }
    }

    /** A new price may need a series of which values are there already. */
    private void amended(ContractTerms terms) {
        users.add(terms);
        for (String series : terms.series()) {
            take(terms.contractId(), series, null);
        }
    }

    private void published(String series) {
        for (String contractId : users.of(series)) {
            take(contractId, series, null);
        }
    }

    private void take(String contractId, String series, @Nullable String periodId) {
        NavigableMap<LocalDate, BigDecimal> published = contracts.published(series);
        if (!published.isEmpty()) {
            contracts.handle(new TakeIndexValues(contractId, series, published, periodId));
        }
    }
}
