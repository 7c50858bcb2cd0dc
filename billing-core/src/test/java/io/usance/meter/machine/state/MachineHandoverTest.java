package io.usance.meter.machine.state;

import static io.usance.meter.machine.state.MachineScenario.FROM;
import static io.usance.meter.machine.state.MachineScenario.MONTHS;
import static io.usance.meter.machine.state.MachineScenario.dec;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.machine.MachineCommand.AssignMachine;
import io.usance.meter.machine.MachineCommand.EndMachineContract;
import io.usance.meter.machine.MachineEvent.MachineMetered;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.period.BillingCalendar;
import io.usance.quantity.UnitOfMeasure;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineHandoverTest {
    private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");
    private static final Instant MAY = Instant.parse("2026-04-30T22:00:00Z");

    private static MachineSpec press() {
        return new MachineSpec(
                "press-1",
                "plc-1",
                List.of(
                        RegisterSpec.of(
                                "total",
                                UnitOfMeasure.ONE,
                                RegisterWidth.bits(32, true),
                                dec("600"))),
                List.of(),
                List.of(OutputSpec.register("parts", "total")),
                900);
    }

    /** As signing a contract of one period does: assign and end, while the one before runs. */
    @Test
    void aRentalCanFollowWhileTheContractBeforeItRuns() {
        MachineScenario press = new MachineScenario(press(), MONTHS, FROM);
        press.read(FROM, "total", "0");
        press.send(new EndMachineContract("press-1", "c-1", APRIL, FROM));
        BillingCalendar rental =
                BillingCalendar.once(
                        ZoneId.of("Europe/Berlin"),
                        LocalDate.parse("2026-04-01"),
                        LocalDate.parse("2026-05-01"));
        press.send(new AssignMachine("press-1", "c-2", rental, APRIL, FROM));
        press.send(new EndMachineContract("press-1", "c-2", MAY, FROM));
        assertThat(press.last.refusals()).isEmpty();
        EndMachineContract again = new EndMachineContract("press-1", "c-2", MAY, FROM);
        assertThat(press.send(again).last.events()).isEmpty();
        press.read(APRIL.minusSeconds(600), "total", "100");
        press.read(APRIL.plusSeconds(600), "total", "200");
        press.read(MAY.minusSeconds(600), "total", "1200");
        press.read(MAY.plusSeconds(600), "total", "1400");
        assertThat(sum(press, "c-1")).isEqualTo(150_000);
        assertThat(sum(press, "c-2")).isEqualTo(1_150_000);
        assertThat(press.state.assignments().present()).isNull();
    }

    private static long sum(MachineScenario press, String contractId) {
        return press.all(MachineMetered.class).stream()
                .filter(e -> e.contractId().equals(contractId))
                .mapToLong(e -> e.quantity().milli())
                .sum();
    }
}
