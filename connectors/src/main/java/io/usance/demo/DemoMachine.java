package io.usance.demo;

import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import io.usance.meter.machine.MachineCommand.ExchangeCounter;
import io.usance.meter.machine.MachineCommand.RegisterMachine;
import io.usance.meter.machine.MachineEvent;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.metering.Decision;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.simulation.MachineSimulator;
import io.usance.simulation.SimulatedMachine;
import io.usance.simulation.SimulatedMachine.CounterChange;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * The machine of the plant, billed by the hour and by the good part under one contract.
 *
 * @param run what it really did, and what its device sent
 */
record DemoMachine(MachineSpec spec, SimulatedMachine run, ContractTerms contract) {
    static final String ID = "press-01";

    static final String GOOD_PARTS = "goodParts";
    static final String BAD_PARTS = "badParts";
    static final String HOURS = "hours";

    private static final RegisterWidth INT32 = RegisterWidth.bits(32, true);
    private static final int HOUR_COUNTER_DECIMALS = 3;
    private static final int REPORTING_INTERVAL_S = 900;

    /** Instalments of about half a day, as those of a silo are. */
    private static final Quantity STEP_HOURS = new Quantity(8 * 3_600_000L, Dimension.TIME);

    private static final Quantity STEP_PARTS = new Quantity(8_000_000L, Dimension.COUNT);

    /** 48.50 an hour, and each good part 0.084, beyond 100,000 in a month 0.071. */
    static final Tariff TARIFF =
            new Tariff.Composite(
                    List.of(
                            new Tariff.PerUnit(new BigDecimal("48.50"), UnitOfMeasure.HOUR, HOURS),
                            new Tariff.Graduated(
                                    List.of(
                                            new Tier(
                                                    new BigDecimal("100000"),
                                                    new BigDecimal("0.084")),
                                            new Tier(null, new BigDecimal("0.071"))),
                                    UnitOfMeasure.ONE,
                                    GOOD_PARTS)));

    /**
     * @param seed what it makes, and what is sent of it, follows from it
     */
    static DemoMachine simulate(long seed, Instant from, Instant to, ContractTerms contract) {
        return new DemoMachine(press(), MachineSimulator.simulate(seed, from, to), contract);
    }

    private static MachineSpec press() {
        return new MachineSpec(
                ID,
                "plc-01",
                List.of(
                        parts("total"),
                        parts("bad"),
                        new RegisterSpec(
                                "hourCounter",
                                UnitOfMeasure.HOUR,
                                RegisterWidth.bits(31, false),
                                HOUR_COUNTER_DECIMALS,
                                BigDecimal.ONE,
                                null)),
                List.of("EXECUTE", "IDLE"),
                List.of(
                        OutputSpec.difference(GOOD_PARTS, "total", "bad").inStepsOf(STEP_PARTS),
                        OutputSpec.register(BAD_PARTS, "bad"),
                        OutputSpec.register(HOURS, "hourCounter").inStepsOf(STEP_HOURS)),
                REPORTING_INTERVAL_S);
    }

    private static RegisterSpec parts(String name) {
        return RegisterSpec.of(
                name,
                UnitOfMeasure.ONE,
                INT32,
                BigDecimal.valueOf(MachineSimulator.PARTS_PER_HOUR_MAX));
    }

    /** Makes it known, with its contract. */
    void setUp(BillingEngine engine, Instant at) {
        engine.handle(new RegisterMachine(spec, at));
        engine.signContract(contract, at);
    }

    /**
     * Announces when its counter is replaced. A first reading must be metered by then: the last
     * value of the old counter is checked against it.
     *
     * @throws IllegalStateException if that is refused
     */
    void announce(BillingEngine engine, Instant at) {
        for (CounterChange change : run.exchanges()) {
            Decision<MachineEvent> decision =
                    engine.handle(
                            new ExchangeCounter(
                                    ID,
                                    "total",
                                    change.at(),
                                    BigDecimal.valueOf(change.lastTotal()),
                                    BigDecimal.valueOf(change.firstTotal()),
                                    "counter replaced",
                                    at));
            if (!decision.refusals().isEmpty()) {
                throw new IllegalStateException(
                        "the exchange of the counter of %s is refused: %s"
                                .formatted(ID, decision.refusals().getFirst().detail()));
            }
        }
    }
}
