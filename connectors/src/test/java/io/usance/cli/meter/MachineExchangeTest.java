package io.usance.cli.meter;

import static io.usance.cli.CliSite.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.cli.CliRun;
import io.usance.cli.CliSite;
import io.usance.engine.BillingEngine;
import io.usance.meter.machine.MachineCommand.CloseMachinePeriod;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.MachineCommand.RegisterMachine;
import io.usance.meter.machine.MachineEvent;
import io.usance.meter.machine.MachineEvent.MachinePeriodClosed;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.metering.Decision;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code usance machine exchange}, beside an engine that meters, on a real database. */
@Tag("slow")
class MachineExchangeTest {
    private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
    private static final String MARCH = "2026-03-01/2026-04-01";
    private static final String CONTRACT =
            """
            contractId: c-1
            version: 1
            supplier: {partyId: maker, name: Pressen AG, account: acct-maker}
            customer: {partyId: plant, name: Profile GmbH, account: acct-plant}
            siloIds: [press-1]
            currency: EUR
            calendar: {zone: UTC, cycle: MONTH}
            meteringFrom: "2026-03-01T00:00:00Z"
            tariffs:
              - validFrom: "2026-03-01T00:00:00Z"
                knownFrom: "2026-02-10T00:00:00Z"
                tariff:
                  type: COMPOSITE
                  components:
                    - {type: PER_UNIT, unitPrice: "0.084", per: "1", of: parts}
            """;

    @TempDir private Path directory;
    private CliSite site;
    private BillingEngine engine;

    @SuppressWarnings("NullAway.Init") // set up before each test
    MachineExchangeTest() {}

    @BeforeEach
    void aDatabaseWithAMachineUnderAContract() throws IOException {
        site = CliSite.create(directory);
        engine = BillingEngine.builder(site.pool()).build();
        RegisterSpec total =
                RegisterSpec.of(
                        "total",
                        UnitOfMeasure.ONE,
                        RegisterWidth.bits(32, true),
                        new BigDecimal("1800"));
        engine.handle(
                new RegisterMachine(
                        new MachineSpec(
                                "press-1",
                                "plc-1",
                                List.of(total),
                                List.of(),
                                List.of(OutputSpec.register("parts", "total")),
                                900),
                        FROM));
        good(site.run("contract", "sign", site.file("contract.yaml", CONTRACT)));
    }

    @AfterEach
    void close() {
        site.close();
    }

    private CliRun exchange(String options) {
        return site.run(("machine exchange " + options + " --reason repaired").strip().split(" +"));
    }

    /** What the service does with a record; it has the machine in memory. */
    private Decision<MachineEvent> read(String deviceId, long sequence, String at, String total) {
        MachineReading reading =
                MachineReading.of(
                        deviceId,
                        sequence,
                        Instant.parse(at),
                        Map.of("total", new BigDecimal(total)));
        engine.internals().evictCached();
        return engine.handle(
                new RecordMachineReadings(
                        "press-1", List.of(reading), Instant.parse(at).plusSeconds(1)));
    }

    private static String reason(Decision<MachineEvent> decision) {
        return decision.refusals().getFirst().reason().name();
    }

    /** 5,000 to 5,100, then a new PLC from 0 to 40, then a reset from 45 to 0, to 7: 152 parts. */
    @Test
    void aReplacedControllerGoesOnOnceItIsAnnounced() {
        read("plc-1", 1, "2026-03-02T06:00:00Z", "5000");
        assertThat(reason(read("plc-2", 1, "2026-03-02T08:00:00Z", "40")))
                .isEqualTo("UNKNOWN_DEVICE");

        String device = "press-1 --device plc-2 --at 2026-03-02T07:00:00Z";
        assertThat(good(exchange(device)).out())
                .isEqualTo(
                        "machine press-1: readings sampled from 2026-03-02T07:00:00Z on are of device"
                                + " plc-2: repaired\n");
        assertThat(good(exchange(device)).out())
                .isEqualTo(
                        "machine press-1: this exchange is announced already; nothing was changed\n");
        assertThat(reason(read("plc-2", 1, "2026-03-02T08:00:00Z", "40")))
                .isEqualTo("COUNTER_BACKWARDS");

        String counter =
                "press-1 --register total --at 2026-03-02T07:00:00Z --closing 5100 --opening 0";
        assertThat(good(exchange(counter)).out())
                .isEqualTo(
                        "machine press-1: register total goes on from 0 at 2026-03-02T07:00:00Z, where"
                                + " it had reached 5100: repaired\n");
        assertThat(good(exchange(counter)).out())
                .isEqualTo(
                        "machine press-1: this exchange is announced already; nothing was changed\n");
        assertThat(read("plc-2", 1, "2026-03-02T08:00:00Z", "40").recorded()).isEqualTo(1);
        assertThat(good(exchange(counter)).out()).contains("announced already");

        good(
                exchange(
                        "press-1 --register total --at 2026-03-02T09:00:00Z --closing=45 --opening=0"));
        assertThat(read("plc-2", 2, "2026-03-02T10:00:00Z", "7").recorded()).isEqualTo(1);
        MachinePeriodClosed closed =
                engine
                        .handle(
                                new CloseMachinePeriod(
                                        "press-1", MARCH, Instant.parse("2026-04-05T00:00:00Z")))
                        .events()
                        .stream()
                        .filter(MachinePeriodClosed.class::isInstance)
                        .map(MachinePeriodClosed.class::cast)
                        .findFirst()
                        .orElseThrow();
        assertThat(closed.quantities())
                .containsEntry("parts", new Quantity(152_000, Dimension.COUNT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "press-9 --device plc-2 --at 2026-03-02T07:00:00Z | 1 | machine press-9 is not registered; check its id, or put it into the master data of usance run",
                "press-1 --device plc-2 --at 2026-03-02T06:00:00Z | 1 | device plc-2 reads the machine from 2026-03-02T06:00:00Z, but readings until 2026-03-02T06:00:00Z are metered already; state a later instant",
                "press-1 --device plc-1 --at 2026-03-02T07:00:00Z | 1 | device plc-1 reads the machine already; if its sequence starts again, its readings raise the epoch",
                "press-1 --register sum --at 2026-03-02T07:00:00Z --closing 1 --opening 0 | 1 | register sum is none of machine press-1; there are [total]",
                "press-1 --register total --at 2026-03-02T07:00:00Z --closing 5100.5 --opening 0 | 1 | register total cannot show 5100.5; it shows -2147483648 to 2147483647 with no decimals",
                "press-1 --register total --at 2026-03-02T07:00:00Z --closing 9100 --opening 0 | 1 | register total went from 5000 to 9100 in 1 h; it makes at most 1800 an hour",
                "press-1 --register total --at 2026-03-02T06:00:00Z --closing 5100 --opening 0 | 1 | register total was exchanged at 2026-03-02T06:00:00Z, but readings until 2026-03-02T06:00:00Z are metered already; state a later instant",
                "press-1 --register total --at 2096-03-02T07:00:00Z --closing 5100 --opening 0 | 1 | --at is 2096-03-02T07:00:00Z, more than 7 days ahead; correct it, or announce the exchange nearer to the day",
                "press-1 --register total --at 2026-03-02T07:00:00Z --closing x --opening 0 | 1 | --closing is 'x', not a number such as 1500.00",
                "press-1 --register total --at 2026-03-02T07:00:00Z | 2 | write --register, --closing and --opening for a counter, or --device for a device",
                "press-1 --at 2026-03-02T07:00:00Z | 2 | write --register, --closing and --opening for a counter, or --device for a device",
                "press-1 --device plc-2 --register total --at 2026-03-02T07:00:00Z | 2 | --device stands alone; announce each register that begins again with a command of its own",
            })
    void aRefusalSaysWhatToDo(String options, int exitCode, String message) {
        read("plc-1", 1, "2026-03-02T06:00:00Z", "5000");
        CliRun run = exchange(options);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("usance: " + message);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.exitCode()).isEqualTo(exitCode);
    }
}
