package io.usance.cli.contract;

import static io.usance.cli.CliSite.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.cli.CliRun;
import io.usance.cli.CliSite;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.engine.BillingEngine;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.MeteredKind;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What two companies do with a contract from a shell, on a real database. */
@Tag("slow")
class ContractCommandsTest {
    private static final Instant AT = Instant.parse("2026-03-01T00:00:00Z");
    private static final String MARCH = "2026-03-01/2026-04-01";
    private static final String CONTRACT =
            """
            contractId: c-1
            version: 1
            supplier: {partyId: s, name: Granulat AG, account: acct-s}
            customer: {partyId: p, name: Profile GmbH, account: acct-p}
            material: PVC
            siloIds: [silo-1]
            currency: EUR
            calendar: {zone: Europe/Berlin, cycle: MONTH}
            meteringFrom: "2026-02-28T23:00:00Z"
            creditLimit: "20000.00"
            tariffs:
              - {validFrom: "2026-02-28T23:00:00Z", knownFrom: "2026-02-10T09:00:00Z", tariff: {type: PER_UNIT, unitPrice: "1217.5030", per: t}}
            """;
    private static final String AMENDED =
            CONTRACT.replace("version: 1", "version: 2")
                    + "  - {validFrom: \"2026-02-28T23:00:00Z\", knownFrom: \"2026-04-10T09:00:00Z\", tariff: {type: PER_UNIT, unitPrice: \"1200\", per: t}}\n";

    @TempDir private Path directory;
    private CliSite site;
    private BillingEngine engine;

    @SuppressWarnings("NullAway.Init") // set up before each test
    ContractCommandsTest() {}

    @BeforeEach
    void aDatabaseWithASilo() throws IOException {
        site = CliSite.create(directory);
        engine = BillingEngine.builder(site.pool()).build();
        SensorSpec sensor = new SensorSpec("sensor-1", kg(20), kg(1), 24);
        engine.handle(
                new RegisterSilo(
                        new SiloSpec("silo-1", "PVC", kg(60_000), null, sensor, kg(500)), AT));
    }

    @AfterEach
    void close() {
        site.close();
    }

    private static void refused(CliRun run, String error) {
        assertThat(run.err()).isEqualTo("usance: " + error + "\n");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }

    /** What the charging stage hands over. */
    private void draw(long no, long kg) {
        engine.internals().evictCached();
        engine.internals()
                .charge(
                        new ChargeConsumption(
                                new ConsumptionMetered(
                                        "silo-1",
                                        "c-1",
                                        MARCH,
                                        no,
                                        MeteredKind.PROVISIONAL,
                                        kg(kg),
                                        kg(kg),
                                        no),
                                AT));
        engine.catchUp();
    }

    /** 10 t x 1217.503 = 12,175.03; at 1200 that is 175.03 less. */
    @Test
    void aContractIsSignedAmendedShownAndTerminated() throws IOException {
        String contract = site.file("contract.yaml", CONTRACT);
        assertThat(good(site.run("contract", "sign", contract)).out())
                .isEqualTo("contract c-1 is signed, version 1; silos under it: silo-1\n");
        assertThat(good(site.run("contract", "sign", contract)).out())
                .isEqualTo(
                        "contract c-1 is signed with these terms already; nothing was changed\n");
        draw(1, 10_000);

        String amended = site.file("amended.yaml", AMENDED);
        assertThat(good(site.run("contract", "amend", amended)).out())
                .isEqualTo(
                        """
                        contract c-1 holds in version 2
                        period 2026-03-01/2026-04-01 is rated again because of the amendment: 12000.00 EUR instead of 12175.03 EUR, difference -175.03 EUR
                        settlement c-1/2: -175.03 EUR from acct-p to acct-s
                        """);
        assertThat(good(site.run("contract", "amend", amended)).out())
                .isEqualTo("contract c-1 has these terms already; nothing was changed\n");

        draw(2, 10_000);
        assertThat(good(site.run("contract", "show", "c-1")).out())
                .contains(
                        "Contract c-1, version 2: Granulat AG supplies PVC to Profile GmbH",
                        "Commanded so far 12000.00 EUR, paid 0.00 EUR.\nOpen or held:\n",
                        "  2026-03-01/2026-04-01: 20000.000 kg drawn, 24000.00 EUR charged, 12000.00 EUR of it"
                                + " commanded; settlement held: it would exceed the credit limit; record a"
                                + " payment with usance contract pay\n");
        assertThat(
                        good(site.run(
                                        "contract",
                                        "pay",
                                        "c-1",
                                        "--amount",
                                        "12000.00",
                                        "--payment-no",
                                        "1",
                                        "--reference",
                                        "bank 77"))
                                .out())
                .isEqualTo(
                        """
                        payment 1 of 12000.00 EUR is recorded: bank 77
                        settlement c-1/3: 12000.00 EUR from acct-p to acct-s
                        """);

        assertThat(
                        good(site.run(
                                        "contract",
                                        "terminate",
                                        "c-1",
                                        "--ends",
                                        "2026-12-31",
                                        "--reason",
                                        "sold"))
                                .out())
                .isEqualTo("contract c-1 ends with 2026-12-31: sold\n");
        engine.internals().evictCached();
        engine.catchUp();
        assertThat(engine.internals().readModels().contracts().getFirst().endsAt())
                .isEqualTo("2026-12-31T23:00:00Z");
        assertThat(good(site.run("contract", "show", "c-1")).out())
                .contains("It ends with 2026-12-31.");

        String next =
                CONTRACT.replace("c-1", "c-2")
                        .replace("2026-02-28T23:00:00Z", "2026-12-31T23:00:00Z");
        assertThat(good(site.run("contract", "sign", site.file("next.yaml", next))).out())
                .isEqualTo("contract c-2 is signed, version 1; silos under it: silo-1\n");
    }

    /** A running service has the contract in memory as it was before the amendment. */
    @Test
    void aServiceThatRunsBesideSeesWhatWasAgreedFromTheShell() throws IOException {
        good(site.run("contract", "sign", site.file("contract.yaml", CONTRACT)));
        draw(1, 10_000);
        String indexed =
                AMENDED.replace(
                        "{type: PER_UNIT, unitPrice: \"1200\", per: t}",
                        "{type: INDEX, basePrice: \"1000\", fixedShare: \"0\", indexShare: \"1\","
                                + " series: PVC, baseValue: \"100\", priceDecimals: 4, per: t}");
        good(site.run("index", "publish", "--series", "PVC", "--source", "ICIS", "2026-03-01=110"));
        assertThat(good(site.run("contract", "amend", site.file("amended.yaml", indexed))).out())
                .contains("no period is rated again");
        boolean again = true;
        for (int attempt = 0; again && attempt < 5; attempt++) {
            try {
                engine.catchUp();
                again = false;
            } catch (io.usance.store.StaleStateException e) {
                assertThat(e).hasMessageContaining("another instance wrote to it");
            }
        }
        assertThat(engine.internals().readModels().contractPeriods().getFirst().amountMinor())
                .isEqualTo(11_000_00);
    }

    @Test
    void whatCannotBeAgreedOnIsRefusedInOneLine() throws IOException {
        String contract = site.file("contract.yaml", CONTRACT);
        String unknown =
                "is not signed in this database; check its id, or sign it with usance contract sign";
        refused(site.run("contract", "amend", contract), "contract c-1 " + unknown);
        refused(site.run("contract", "show", "c-9"), "contract c-9 " + unknown);
        refused(
                site.run(
                        "contract",
                        "sign",
                        site.file("silo.yaml", CONTRACT.replace("silo-1", "silo-2"))),
                "contract c-1 covers meter silo-2, which is not registered; register it first");
        good(site.run("contract", "sign", contract));
        refused(
                site.run(
                        "contract",
                        "sign",
                        site.file("other.yaml", CONTRACT.replace("1217.5030", "1300"))),
                "contract c-1 is already signed with other terms (tariffs[0].tariff.unitPrice: 1217.5030, asked 1300); amend it with the next version, 2, or give the new contract another id");
        refused(
                site.run("contract", "sign", site.file("next.yaml", AMENDED)),
                "contract c-1 is signed, version 1; the file has version 2, agree on it with usance contract amend");
        refused(
                site.run(
                        "contract",
                        "amend",
                        site.file("third.yaml", AMENDED.replace("version: 2", "version: 3"))),
                "amendment of contract c-1 has version 3; the next version is 2");
        refused(
                site.run(
                        "contract", "terminate", "c-1", "--ends", "2026-12-15", "--reason", "sold"),
                "contract c-1 cannot end with 2026-12-15, within the period 2026-12-01/2027-01-01; its last day can be 2026-11-30 or 2026-12-31");
        refused(
                site.run(
                        "contract", "terminate", "c-1", "--ends", "2026-02-30", "--reason", "sold"),
                "--ends is '2026-02-30', not a day such as 2026-12-31");
        refused(
                site.run(
                        "contract",
                        "pay",
                        "c-1",
                        "--amount",
                        "0.001",
                        "--payment-no",
                        "1",
                        "--reference",
                        "r"),
                "--amount is 0.001, not above 0 with at most 2 decimals of EUR");
        refused(
                site.run(
                        "contract",
                        "pay",
                        "c-1",
                        "--amount",
                        "5",
                        "--payment-no",
                        "0",
                        "--reference",
                        "r"),
                "--payment-no is 0; payment numbers start at 1");
    }

    @Test
    void aSensorIsAnnouncedOnceAndOnlyWhereItFits() {
        String[] change = {
            "silo", "change-sensor", "silo-1", "--kind", "REPLACED", "--sensor", "sensor-2",
            "--noise", "30kg", "--from", "2026-03-10T08:00:00Z", "--reason", "worn out",
                    "--jump=-2t"
        };
        assertThat(good(site.run(change)).out())
                .isEqualTo(
                        "silo silo-1: readings sampled from 2026-03-10T08:00:00Z on are of sensor"
                                + " sensor-2, REPLACED: worn out\n");
        assertThat(good(site.run(change)).out())
                .isEqualTo("silo silo-1 has this sensor already; nothing was changed\n");
        change[2] = "silo-9";
        refused(site.run(change), "silo silo-9 is not registered");
        change[2] = "silo-1";
        change[8] = "30l";
        assertThat(site.run(change).err()).contains("'30l' is not a quantity such as 25kg");
        change[8] = "30 L";
        refused(
                site.run(change),
                "noise, resolution and adjustment are in kg in this silo; state them so");
        change[6] = " ";
        refused(
                site.run(change),
                "--sensor must have 1 to 128 characters, none of them a control character");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "0.5% | | | announced",
                "150kg | D-K-1 | 2026-01-12 | announced",
                "150L | | | the accuracy is 150.000 L in a silo in kg; state it so, or as percentOfSpan",
                "150 | | | --accuracy is 150; write 0.5% or 150kg",
                "half% | | | --accuracy is half%; write 0.5% or 150kg",
                "50% | | | --accuracy 50%: percentOfSpan is 50; write more than 0 and at most 20",
                "1% | D-K-1 | | a calibration certificate needs its number as reference",
                "1% | | 12.1.2026 | --certificate-date",
                "| D-K-1 | | a certificate says an accuracy; add --accuracy"
            })
    void anAccuracyComesWithItsSource(
            @Nullable String limit,
            @Nullable String certificate,
            @Nullable String date,
            String said) {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "silo",
                                "change-sensor",
                                "silo-1",
                                "--kind",
                                "RECALIBRATED",
                                "--sensor",
                                "sensor-1",
                                "--from",
                                "2026-03-10T08:00:00Z",
                                "--reason",
                                "calibrated"));
        add(line, "--accuracy", limit);
        add(line, "--certificate", certificate);
        add(line, "--certificate-date", date);
        CliRun run = site.run(line.toArray(String[]::new));
        if (said.equals("announced")) {
            assertThat(good(run).out()).contains("RECALIBRATED: calibrated");
        } else {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains(said).doesNotContain("Exception");
        }
    }

    private static void add(List<String> line, String option, @Nullable String value) {
        if (value != null) {
            line.add(option);
            line.add(value);
        }
    }

    @Test
    void indexValuesArePublishedOnce() throws IOException {
        String values =
                site.file(
                        "values.csv",
                        "\uFEFFvalue,day\r\n1063.50,2026-03-01\r\n\"1010.00\",2026-04-01\r\n");
        assertThat(
                        good(site.run(
                                        "index",
                                        "publish",
                                        "--series",
                                        "PVC",
                                        "--source",
                                        "ICIS",
                                        "--values",
                                        values))
                                .out())
                .isEqualTo(
                        """
                        index PVC: 2 new values, 0 corrected, 0 known already
                        no contract has a price by it; if one should, check the name of the series
                        """);
        assertThat(
                        good(site.run(
                                        "index",
                                        "publish",
                                        "--series",
                                        "PVC",
                                        "--source",
                                        "ICIS",
                                        "--values",
                                        values))
                                .out())
                .isEqualTo("index PVC has these values already; nothing was changed\n");
        assertThat(
                        good(site.run(
                                        "index",
                                        "publish",
                                        "--series",
                                        "PVC",
                                        "--source",
                                        "ICIS",
                                        "2026-03-01=1063.5",
                                        "2026-04-01=1020"))
                                .out())
                .startsWith("index PVC: 0 new values, 1 corrected, 1 known already\n");
        assertThat(engine.indexValues("PVC").toString())
                .isEqualTo("{2026-03-01=1063.50, 2026-04-01=1020}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-03-01=1 2026-03-01=2 | 2026-03-01 is there twice; publish one value per day",
                "2026-02-30=1 | '2026-02-30=1': '2026-02-30' is not a day such as 2026-03-01",
                "2026-03-01=0 | '2026-03-01=0': index value 0 is not above 0",
                "2026-03-01=-4 | '2026-03-01=-4': index value -4 is not above 0",
                "2026-03-01=much | '2026-03-01=much': 'much' is not a value such as 1063.50",
                "2026-03-01 | '2026-03-01': '' is not a value such as 1063.50",
            },
            quoteCharacter = '`')
    void aBadIndexValueIsRefused(String given, String error) {
        List<String> arguments =
                new ArrayList<>(List.of("index", "publish", "--series", "PVC", "--source", "ICIS"));
        arguments.addAll(List.of(given.split(" ")));
        refused(site.run(arguments.toArray(String[]::new)), error);
        assertThat(engine.indexValues("PVC")).isEmpty();
    }

    @Test
    void aBadIndexFileIsRefusedWholeWithItsLines() throws IOException {
        String values = site.file("values.csv", "day,value\n2026-03-01,1\n2026-03-01,2\nsoon,3\n");
        CliRun run =
                site.run(
                        "index",
                        "publish",
                        "--series",
                        "PVC",
                        "--source",
                        "ICIS",
                        "--values",
                        values);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        """
                        %1$s line 3: 2026-03-01 is in line 2 already; publish one value per day
                        %1$s line 4: 'soon' is not a day such as 2026-03-01
                        usance: 2 problems in %1$s; nothing was changed
                        """
                                .formatted(values));
        refused(
                site.run("index", "publish", "--series", "PVC", "--source", "ICIS"),
                "give values as DAY=VALUE or with --values FILE, one of them");
        assertThat(engine.indexValues("PVC")).isEmpty();
    }
}
