package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.engine.SigningRules.Field;
import io.usance.meter.StandardMeters;
import io.usance.meter.machine.MachineCommand.EndMachineContract;
import io.usance.meter.machine.MachineCommand.RegisterMachine;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.metering.MeterCapabilities;
import io.usance.metering.MeterCapabilities.Capability;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Dimension;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rules of signing, asked without an engine. */
class SigningRulesTest {
    private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
    private static final MachineSpec PRESS =
            new MachineSpec(
                    "press-1",
                    "plc-1",
                    List.of(
                            register("kwh", UnitOfMeasure.KILOWATT_HOUR),
                            register("parts", UnitOfMeasure.ONE)),
                    List.of(),
                    List.of(
                            OutputSpec.register("energy", "kwh").byQuarters(),
                            OutputSpec.power("power", "energy"),
                            OutputSpec.register("total", "parts")),
                    900);

    @Test
    void aMeterThatIsToBeRegisteredIsCapableOfWhatItsStateSays() {
        MeterCapabilities press =
                MeterCapabilities.registeredBy(
                        StandardMeters.kinds(), new RegisterMachine(PRESS, Instant.EPOCH));
        assertThat(press.kind()).isEqualTo("machine");
        assertThat(press.meterId()).isEqualTo("press-1");
        Duration quarter = Duration.ofMinutes(15);
        assertThat(press.quantities())
                .containsOnlyKeys("energy", "power", "total")
                .containsEntry(
                        "energy",
                        new Capability(
                                Dimension.ENERGY,
                                Set.of(Aggregation.SUM, Aggregation.MAXIMUM),
                                quarter))
                .containsEntry(
                        "power",
                        new Capability(Dimension.POWER, Set.of(Aggregation.MAXIMUM), quarter))
                .containsEntry(
                        "total", new Capability(Dimension.COUNT, Set.of(Aggregation.SUM), null));
        assertThatThrownBy(() ->
                        MeterCapabilities.registeredBy(
                                StandardMeters.kinds(),
                                new EndMachineContract("press-1", "c-1", FROM, FROM)))
                .hasMessage("a command to machine press-1 that does not register it");
    }

    /** Signing stops at the first of them; a check of a document tells all. */
    @Test
    void everythingThatDoesNotFitIsFoundAtOnce() {
        MeterCapabilities press =
                MeterCapabilities.registeredBy(
                        StandardMeters.kinds(), new RegisterMachine(PRESS, Instant.EPOCH));
        ContractTerms terms = terms(rate("energy", "t"), rate("power", "kW"), rate("turns", "1"));
        assertThat(SigningRules.check(terms, press))
                .containsExactly(
                        new SigningRules.Problem(
                                "press-1",
                                "energy",
                                Field.PER,
                                "contract c-1 has prices of energy per t (MASS) but machine press-1 is metered in W.h (ENERGY); write per: with a unit of ENERGY: W.h kW.h MW.h GW.h J kJ MJ"),
                        new SigningRules.Problem(
                                "press-1",
                                "power",
                                Field.TAKE,
                                "contract c-1 takes the SUM of power, but of that of machine press-1 a price can take MAXIMUM; write take: MAXIMUM in its rates"));
        assertThat(SigningRules.checkMade(terms, new TreeSet<>(press.quantities().keySet())))
                .containsExactly(
                        new SigningRules.Problem(
                                null,
                                "turns",
                                Field.OF,
                                "contract c-1 prices turns, which none of its meters measures; they measure energy, power, total; write of: with one of them"));
        assertThatThrownBy(() -> MeterQuantityException.check(terms, press))
                .isInstanceOf(MeterQuantityException.class)
                .hasMessageStartingWith("contract c-1 has prices of energy per t (MASS)");
    }

    private static RegisterSpec register(String name, UnitOfMeasure unit) {
        return new RegisterSpec(
                name,
                unit,
                RegisterWidth.bits(31, false),
                0,
                BigDecimal.ONE,
                new BigDecimal("1000"));
    }

    private static Tariff.PerUnit rate(String of, String per) {
        return new Tariff.PerUnit(BigDecimal.ONE, UnitOfMeasure.of(per), of);
    }

    private static ContractTerms terms(Tariff.Component... rates) {
        return ContractTerms.builder("c-1")
                .supplier(new Party("maker", "Pressen AG", "acct-maker"))
                .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                .material("pressed parts")
                .meters("press-1")
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                .tariff(new Tariff.Composite(List.of(rates)))
                .meteringFrom(FROM)
                .build();
    }
}
