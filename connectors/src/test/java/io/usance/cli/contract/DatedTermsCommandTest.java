package io.usance.cli.contract;

import static io.usance.cli.CliSite.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.cli.CliRun;
import io.usance.cli.CliSite;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.engine.BillingEngine;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.MeteredKind;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Terms with a date, agreed from a shell on a real database. */
@Tag("slow")
class DatedTermsCommandTest {
    private static final Instant AT = Instant.parse("2026-03-01T00:00:00Z");
    private static final String MARCH = "2026-03-01/2026-04-01";
    private static final String APRIL = "2026-04-01/2026-05-01";
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
            meteringFrom: 2026-03-01
            tariff: {type: PER_UNIT, unitPrice: "1000", per: t}
            payees:
              - {name: Granulat AG, account: acct-s, share: 1/3}
              - {name: Fund, account: acct-f, share: 2/3}
            taxPercent: "19"
            selfBilling:
              agreementId: SB-1
              since: 2026-02-10
              supplier: {endpointScheme: "0088", endpointId: "4012345000009", vatId: DE123456788, street: Industriestr. 7, city: Koeln, postalCode: "50667", country: DE, iban: DE89370400440532013000}
              customer: {endpointScheme: "0088", endpointId: "4098765000003", vatId: DE987654328, street: Werkstr. 12, city: Stuttgart, postalCode: "70173", country: DE}
              buyerReference: PO-1
              vatCategory: STANDARD
            """;

    @TempDir private Path directory;
    private CliSite site;
    private BillingEngine engine;

    @SuppressWarnings("NullAway.Init") // set up before each test
    DatedTermsCommandTest() {}

    @BeforeEach
    void aDatabaseWithTwoSilos() throws IOException {
        site = CliSite.create(directory);
        engine = BillingEngine.builder(site.pool()).build();
        for (String silo : List.of("silo-1", "silo-2")) {
            SensorSpec sensor = new SensorSpec("sensor-" + silo, kg(20), kg(1), 24);
            engine.handle(
                    new RegisterSilo(
                            new SiloSpec(silo, "PVC", kg(60_000), null, sensor, kg(500)), AT));
        }
    }

    @AfterEach
    void close() {
        site.close();
    }

    /** 10,000.00 in March: 19 % are 1,900.00, 16 % are 1,600.00; 3,333.33 and 6,666.67 of it. */
    @Test
    void aPeriodIsTaxedAndSplitAgainAndInvoicedAtTheNewRate() throws IOException {
        good(site.run("contract", "sign", site.file("contract.yaml", CONTRACT)));
        month(MARCH, 1);
        assertThat(invoiced())
                .containsExactly("invoice c-1-0001, net 10000.00 EUR, tax 1900.00 EUR");
        String without = CONTRACT.replace("version: 1", "version: 2").replace("\"19\"", "\"16\"");
        CliRun refused = site.run("contract", "amend", site.file("wrong.yaml", without));
        assertThat(refused.err())
                .contains("changes taxPercent without a date", "taxPercent: \"16\"}");
        String amended =
                CONTRACT.replace("version: 1", "version: 2")
                        + """
                        datedTerms:
                          - {validFrom: 2026-03-01, knownFrom: 2026-03-20, taxPercent: "16"}
                          - {validFrom: 2026-03-01, knownFrom: 2026-03-20, without: [payees]}
                          - {validFrom: 2026-05-01, knownFrom: 2026-03-20, creditLimit: "50000"}
                        """;
        assertThat(good(site.run("contract", "amend", site.file("amended.yaml", amended))).out())
                .isEqualTo(
                        """
                        contract c-1 holds in version 2
                        period 2026-03-01/2026-04-01: tax of 16 % on 10000.00 EUR, difference -300.00 EUR
                        settlement c-1/4: 6666.67 EUR from acct-p to acct-s
                        settlement c-1/5: -6666.67 EUR from acct-p to acct-f
                        settlement c-1/6: -300.00 EUR from acct-p to acct-s
                        period 2026-03-01/2026-04-01 is split again: acct-s 6666.67 EUR, acct-f -6666.67 EUR
                        """);
        assertThat(invoiced())
                .containsExactly(
                        "invoice c-1-0001, net 10000.00 EUR, tax 1900.00 EUR",
                        "credit note c-1-0002, net -10000.00 EUR, tax -1900.00 EUR",
                        "invoice c-1-0003, net 10000.00 EUR, tax 1600.00 EUR");
        assertThat(good(site.run("contract", "show", "c-1")).out())
                .contains(
                        "From 2026-03-01 (agreed 2026-03-20): tax of 16 %.",
                        "From 2026-05-01 (agreed 2026-03-20): at most 50000.00 EUR may be owed.");
    }

    @Test
    void aNewRateIsAddedToAllContractsThatHaveTheOldOneAndToEachOnce() throws IOException {
        good(site.run("contract", "sign", site.file("contract.yaml", CONTRACT)));
        String other =
                CONTRACT.replace("c-1", "c-2")
                        .replace("silo-1", "silo-2")
                        .replace("taxPercent: \"19\"", "taxPercent: \"7\"");
        good(site.run("contract", "sign", site.file("other.yaml", other)));
        month(MARCH, 1);
        List<String> all =
                List.of(
                        "--all-with",
                        "taxPercent=19",
                        "--from",
                        "2026-04-01",
                        "--known",
                        "2026-02-25",
                        "--set",
                        "taxPercent=16");
        assertThat(good(amend(all)).out())
                .isEqualTo(
                        """
                        contract c-1 holds in version 2
                        no period is rated again, taxed again or split again
                        contract c-2 is not changed: in 2026-04-01/2026-05-01 it has taxPercent 7, not taxPercent 19
                        """);
        assertThat(good(amend(all)).out())
                .startsWith(
                        "contract c-1 is not changed: it has taxPercent 16 from 2026-04-01 already\n");
        month(APRIL, 2);
        assertThat(engine.internals().readModels().contractPeriods())
                .filteredOn(period -> period.contractId().equals("c-1"))
                .extracting(period -> period.taxMinor())
                .containsExactly(1_900_00L, 1_600_00L);
        List<String> within = new ArrayList<>(all);
        within.set(1, "taxPercent=16");
        within.set(3, "2026-04-15");
        assertThat(good(amend(within)).out())
                .startsWith(
                        "contract c-1 is not changed: 2026-04-15 is within the period 2026-04-01/2026-05-01; it can hold from 2026-04-01 or 2026-05-01\n");
        List<String> zero = new ArrayList<>(all);
        zero.set(1, "taxPercent=7");
        zero.set(7, "taxPercent=0");
        assertThat(good(amend(zero)).out())
                .contains(
                        "contract c-2 is not changed: selfBilling.vatCategory STANDARD goes with a taxPercent above 0, not with 0");
        zero.addAll(List.of("--set", "vatCategory=ZERO_RATED"));
        assertThat(good(amend(zero)).out()).contains("contract c-2 holds in version 2");
        zero.set(7, "creditLimit=5");
        assertThat(amend(zero).err())
                .isEqualTo(
                        "usance: --set has creditLimit; it takes taxPercent and vatCategory; amend the contract by its document for all else\n");
    }

    private CliRun amend(List<String> options) {
        List<String> all = new ArrayList<>(List.of("contract", "amend"));
        all.addAll(options);
        return site.run(all.toArray(String[]::new));
    }

    private List<String> invoiced() {
        Path out = directory.resolve("invoices");
        return good(site.run(
                        "invoice",
                        "--contract",
                        "c-1",
                        "--period",
                        "2026-03",
                        "--out",
                        out.toString()))
                .out()
                .lines()
                .filter(line -> line.contains("c-1-0"))
                .map(line -> line.replaceFirst(", [^,]*\\.xml$", ""))
                .toList();
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }

    /** What the charging stage hands over: 10 t, and the close. */
    private void month(String periodId, long no) {
        engine.internals().evictCached();
        engine.internals()
                .charge(
                        new ChargeConsumption(
                                new ConsumptionMetered(
                                        "silo-1",
                                        "c-1",
                                        periodId,
                                        no,
                                        MeteredKind.TRUE_UP,
                                        kg(10_000),
                                        kg(10_000),
                                        no),
                                AT));
        engine.internals()
                .charge(new NoteSiloClosed("c-1", "silo-1", periodId, Quantities.only(kg(10_000))));
        engine.catchUp();
    }
}
