package io.usance.cli.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.cli.CliRun;
import io.usance.cli.CliSite;
import io.usance.engine.BillingEngine;
import io.usance.meter.StandardMeters;
import io.usance.meter.silo.DeliveryCorrected;
import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.DeliveryVoided;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.StockEntered;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usance delivery} and {@code usance stock}, on a real database. */
@Tag("slow")
class EntriesCommandTest {
    private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
    private static final String WHO = " --by Ann --reason typed_wrong";
    private static final String CONTRACT =
            """
            contractId: c-1
            version: 1
            supplier: {partyId: maker, name: Granulat AG, account: acct-maker}
            customer: {partyId: plant, name: Profile GmbH, account: acct-plant}
            siloIds: [s-1, s-2]
            currency: EUR
            calendar: {zone: UTC, cycle: MONTH}
            meteringFrom: "2026-03-01T00:00:00Z"
            tariffs:
              - validFrom: "2026-03-01T00:00:00Z"
                knownFrom: "2026-02-10T00:00:00Z"
                tariff: {type: PER_UNIT, unitPrice: "1.2", per: kg}
            """;

    @TempDir private Path directory;
    private CliSite site;
    private BillingEngine engine;

    @SuppressWarnings("NullAway.Init") // set up before each test
    EntriesCommandTest() {}

    @BeforeEach
    void aDatabaseWithTwoSilosUnderAContract() throws IOException {
        site = CliSite.create(directory);
        engine = BillingEngine.builder(site.pool()).build();
        for (String siloId : List.of("s-1", "s-2", "free")) {
            engine.handle(new RegisterSilo(silo(siloId), FROM));
        }
        assertThat(run("contract sign " + site.file("contract.yaml", CONTRACT)).exitCode())
                .isZero();
        engine.handle(
                new RecordDelivery(
                        "s-1", new DeliveryNote("N-1", FROM.plusSeconds(60), kg(20_000)), FROM));
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void aNoteIsCorrectedAndDeclaredVoid() {
        assertThat(good("delivery correct s-1 N-1 --quantity 15t --id K-1" + WHO))
                .isEqualTo("silo s-1: note N-1 is corrected; entry K-1 by Ann: typed_wrong");
        assertThat(good("delivery correct s-1 N-1 --quantity 15t --id K-1" + WHO))
                .isEqualTo("entry K-1 is known already; nothing was changed");
        assertThat(bad("delivery correct s-1 N-1 --quantity 16t --id K-1" + WHO))
                .contains("K-1 is the id of something else already");
        assertThat(bad("delivery correct s-1 N-2 --quantity 16t --id K-2" + WHO))
                .contains("delivery note N-2 is not recorded");
        assertThat(bad("delivery correct nowhere N-1 --quantity 16t --id K-2" + WHO))
                .contains("silo nowhere is not registered; check its id");
        assertThat(run("delivery correct s-1 N-1 --id K-2" + WHO).exitCode()).isEqualTo(2);
        good("delivery void s-1 N-1 --id K-3" + WHO);
        assertThat(bad("delivery correct s-1 N-1 --quantity 16t --id K-4" + WHO))
                .contains("N-1 was declared void");
        assertThat(events("s-1", DeliveryCorrected.class))
                .singleElement()
                .satisfies(e -> assertThat(e.note().quantity()).isEqualTo(kg(15_000)))
                .satisfies(e -> assertThat(e.was().quantity()).isEqualTo(kg(20_000)))
                .satisfies(e -> assertThat(e.entered().by()).isEqualTo("Ann"));
        assertThat(events("s-1", DeliveryVoided.class)).hasSize(1);
    }

    @Test
    void stockIsAdjustedAndTransferred() {
        String at = " --at 2026-03-01T12:00:00Z";
        good("stock adjust s-1 --change SPILL --quantity 150kg --id U-1" + at + WHO);
        assertThat(good("stock transfer s-1 s-2 --quantity 5t --id T-1" + at + WHO))
                .startsWith("5000.000 kg from silo s-1 into silo s-2 is booked in both");
        assertThat(bad("stock transfer s-1 free --quantity 5t --id T-2" + at + WHO))
                .contains("silo free has no contract");
        assertThat(bad("stock adjust s-1 --change STOCK_TAKE --quantity 8t --id I-1" + at + WHO))
                .contains("what the level showed at 2026-03-01T12:00:00Z is not known");
        good("stock adjust s-1 --change STOCK_TAKE --quantity 8t --shown 8.1t --id I-1" + at + WHO);
        assertThat(run("stock transfer s-1 s-1 --quantity 5t --id T-3" + at + WHO).exitCode())
                .isEqualTo(2);
        assertThat(events("s-1", StockEntered.class))
                .extracting(e -> e.change() + " " + e.entered().id())
                .containsExactly("SPILL U-1", "TRANSFER_OUT T-1", "STOCK_TAKE I-1");
        assertThat(events("s-2", StockEntered.class))
                .extracting(e -> e.change() + " " + e.otherSiloId())
                .containsExactly("TRANSFER_IN s-1");
    }

    private String good(String command) {
        CliRun run = run(command);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        return run.out().strip();
    }

    private String bad(String command) {
        CliRun run = run(command);
        assertThat(run.exitCode()).isEqualTo(1);
        return run.err();
    }

    private CliRun run(String command) {
        return site.run(command.split(" +"));
    }

    private <E> List<E> events(String siloId, Class<E> type) {
        return engine.meterEvents(StandardMeters.silo(), siloId).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static Quantity kg(long kilograms) {
        return Quantity.of(BigDecimal.valueOf(kilograms), UnitOfMeasure.KILOGRAM);
    }

    private static SiloSpec silo(String siloId) {
        return SiloSpec.builder(siloId)
                .material("granulate")
                .capacity(kg(30_000))
                .sensor("sensor-" + siloId)
                .noise(kg(10))
                .resolution(kg(1))
                .stuckAfterReadings(0)
                .step(kg(300))
                .build();
    }
}
