package io.usance.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usance.cli.CliRun;
import io.usance.document.ContractDocument;
import io.usance.document.WithoutPlaces;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractCheckTest {
    private static final Path EXAMPLE = Path.of("src/dist/example/contract.yaml");

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    ContractCheckTest() {}

    /** 250 + 28,285.00 x 0.97 + 24.35 x 20 = 28,173.45; 3/7, 3/7 and 1/7 of it; 19 % of it. */
    @Test
    void theExampleIsExplainedInPlainWords() {
        CliRun run = CliRun.of("contract", "check", EXAMPLE.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .isEqualTo(
                        """
                        Contract contract-01, version 1: Granulat AG supplies PVC granulate to Profile GmbH, which pays for what it draws.
                        Meters silo-1, silo-2, metered from 2026-02-28T23:00:00Z.
                        A billing period is a month by the calendar of Europe/Berlin; its amount is in EUR, rounded HALF_UP once.
                        Price of periods from 2026-03-01 on, agreed 2026-02-10T09:00:00Z:
                          - a base fee of 250 EUR per period, in full
                          - by tiers, each for the part that falls in it: up to 10 t 1200 EUR, up to 20 t 1150 EUR, above 1100 EUR
                          - a discount of 3 % on the rates by quantity above
                          - 20 x (0.4 + 0.6 x ENERGY-DE / 108.4) EUR per t, at most 35, rounded to 4 decimals
                            Index ENERGY-DE counts as the mean of the month 1 month before the period's first; a day without a value has that of the day before.
                          - at least 5000 EUR per period; what is missing is due when the period closes, and credited against what exceeds the minimum later
                        3/7 of it goes to Granulat AG, account acct-supplier.
                        3/7 of it goes to Granulat Finance, account acct-finance.
                        1/7 of it goes to Spedition Nord, account acct-carrier.
                        It is paid from account acct-plant.
                        It is settled whenever 5000.00 EUR have come together, and at the close of the period.
                        Tax of 19 % on the period's amount is paid to the supplier when the period closes.
                        The customer writes the invoices (self-billing), by agreement SB-2026-04 since 2026-02-10.
                        At most 100000.00 EUR may be owed; beyond it payment is held, never metering.
                        A period with an open exception is paid when a person has ended it; metering and charging go on.
                        Example: 24.350 t in one period, at the newest price and every index at its base value:
                          1 x 250 = 250 (component 1, base fee of the period)
                          10 t x 1200 = 12000 (component 2, tier 1)
                          10 t x 1150 = 11500 (component 2, tier 2)
                          4.35 t x 1100 = 4785 (component 2, tier 3)
                          28285 x -0.03 = -848.55 (component 3, -3 % of usage)
                          24.35 t x 20.0000 = 487 (component 4, 20 x (0.4 + 0.6 x 108.4 / 108.4) by index ENERGY-DE)
                          together 28173.45 EUR
                          of it 12074.34 EUR to Granulat AG
                          of it 12074.33 EUR to Granulat Finance
                          of it 4024.78 EUR to Spedition Nord
                          and tax of 5352.96 EUR
                        Units are checked against the meters when the contract is signed.
                        """);
    }

    @Test
    void theExampleFitsItsSchemaAndTheSchemaTheDocument() throws IOException {
        String schema;
        try (var in = ContractDocument.class.getResourceAsStream("contract.schema.json")) {
            schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        assertThat(
                        registry.getSchema(schema, InputFormat.JSON)
                                .validate(Files.readString(EXAMPLE), InputFormat.YAML))
                .isEmpty();
        assertThat(new ObjectMapper().readTree(schema).path("properties").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(
                        Arrays.stream(ContractDocument.class.getRecordComponents())
                                .map(RecordComponent::getName)
                                .toList());
    }

    /** A change to the example, and the problem it must give. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "share: 1/7 | share: 2/7 | $.payees: the shares [3/7, 3/7, 2/7] add up to 8/7, not 1",
                "share: 1/7 | share: a bit | $.payees[2].share: ",
                "acct-carrier | acct-plant | $.payees[2].account: acct-plant is the customer's, who pays",
                "zone: Europe/Berlin | zone: Europe/Bonn | $.calendar.zone: ",
                "currency: EUR | currency: EURO | $.currency: ",
                "currency: EUR | currency: XAU | $.currency: XAU has no minor unit, so nothing can be charged in it",
                "upTo: \"20\" | upTo: \"9\" | $.tariffs[0].tariff.components[1]: tier 2 ends at 9, not above 10",
                "validFrom: \"2026-02-28T23:00:00Z\" | validFrom: \"2026-03-01T00:00:00Z\" | $.tariffs[0].validFrom: 2026-03-01T00:00:00Z is within the period 2026-03-01/2026-04-01; a price changes when a period begins, 2026-02-28T23:00:00Z or 2026-03-31T22:00:00Z",
                "validFrom: \"2026-02-28T23:00:00Z\" | validFrom: \"2026-03-31T22:00:00Z\" | $.tariffs: no price holds for the first period, which begins 2026-02-28T23:00:00Z; add one that is valid from then",
                "taxPercent: \"19\" | taxPercent: \"190\" | $.taxPercent: is 190, not within 0 to 100",
                "creditLimit: \"100000.00\" | creditLimit: \"0.001\" | $.creditLimit: is 0.001, not above 0 with at most 2 decimals",
                "when: THRESHOLD | when: INTERVAL | $.settlement: everyHours must be there for INTERVAL, and only for it",
                "material: PVC granulate | materiel: PVC | $.materiel: is unknown; known are calendar, contractId,",
                "siloIds: [silo-1, silo-2] | siloIds: [silo-1, silo-1] | $.siloIds[1]: silo-1 is there twice, at siloIds[0] as well; take one of them out",
                "siloIds: [silo-1, silo-2] | meters: [silo-1, {meterId: silo-2, until: 2026-04-15}] | $.meters[1].until: meter silo-2 leaves contract contract-01 at 2026-04-14T22:00:00Z, within the period 2026-04-01/2026-05-01; a meter leaves with a period, at 2026-03-31T22:00:00Z or 2026-04-30T22:00:00Z",
                "siloIds: [silo-1, silo-2] | meters: [silo-1, {meterId: silo-2, from: 2026-02-01}] | $.meters[1].from: meter silo-2 joins contract contract-01 at 2026-01-31T23:00:00Z, when the contract is not metered; its metering begins at 2026-02-28T23:00:00Z",
                "siloIds: [silo-1, silo-2] | meters: [silo-1, {meterId: silo-2, form: 2026-04-01}] | $.meters[1].form: is unknown; known are from, meterId, until",
                "siloIds: [silo-1, silo-2] | meters: [silo-1, {meterId: silo-2, from: April}] | $.meters[1].from: ",
                "siloIds: [silo-1, silo-2] | meters: [silo-1, silo-1] | $.meters[1]: silo-1 is there twice, at meters[0] as well; take one of them out",
                "material: PVC granulate | meters: [silo-2] | $.siloIds: is there beside meters; keep meters, which says all that siloIds, of older contracts, does",
                "siloIds: [silo-1, silo-2] | | $.meters: is missing; write the ids of the meters, such as [press-1, press-2]",
                "siloIds: [silo-1, silo-2] | meters: [silo-1, 17] | $.meters[1]: is 17, not a meter; write its id in quotes, \"17\", or ",
                "siloIds: [silo-1, silo-2] | meters: [silo-1, \"\"] | $.meters[1]: is empty; write the id of a meter, such as press-1",
                "siloIds: [silo-1, silo-2] | meters: [silo-1, {meterId: \" \"}] | $.meters[1]: is empty; write the id of a meter, such as press-1",
                "siloIds: [silo-1, silo-2] | meters: [silo-1, ~] | $.meters[1]: is missing",
                "siloIds: [silo-1, silo-2] | meters: [] | $.meters: a contract covers 1 to 10000 meters, not 0",
                "tariffs: | tarrifs: | $.tarrifs: is unknown; known are ",
                "rounding: HALF_UP | rounding: UNNECESSARY | $.rounding: is 'UNNECESSARY', not one of HALF_UP, HALF_EVEN",
                "currency: EUR | currency: no | $.currency: is 'no', not a currency; write its code of ISO 4217, such as EUR",
                "account: acct-supplier | account: \"\" | $.supplier.account: is empty; write at least one character",
                "account: acct-supplier | account: 1e3 | $.supplier.account: is 1E+3, not a text; put it in quotes",
                "version: 1 | version: 1.5 | $.version: is 1.5, not a whole number; write one such as 1",
                "version: 1 | version: true | $.version: is true, not a whole number; write one such as 1",
                "version: 1 | version: one | $.version: is 'one', not a whole number; write one such as 1",
                "version: 1 | version: 99999999999 | $.version: is 99999999999, not a whole number; write one such as 1",
                "version: 1 | version: \"1.0\" | $.version: is '1.0', not a whole number; write one such as 1",
                "series: ENERGY-DE, averaging | series: ENERGY-FR, averaging | $.indexRules[0].series: ENERGY-FR prices nothing here; the prices use ENERGY-DE",
                "name: Granulat Finance | name: \"Granulat \\u202EecnaniF\" | $.payees[1].name: has the invisible character U+202E; take it out",
                "material: PVC granulate | material: \"\" | $.material: must have 1 to 128 characters",
                "version: 1 | version: 0 | $.version: is 0; versions start at 1",
            })
    void aContradictionIsRefusedWithItsPath(String of, @Nullable String with, String problem)
            throws IOException {
        String text = Files.readString(EXAMPLE);
        assertThat(text).contains(of);
        Path file = directory.resolve("contract.yaml");
        Files.writeString(file, text.replace(of, with == null ? "" : with));
        CliRun run = CliRun.of("contract", "check", file.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(WithoutPlaces.of(run.err())).contains(file + " " + problem);
        JsonNode json =
                new ObjectMapper()
                        .readTree(CliRun.of("contract", "check", "--json", file + "").out());
        assertThat(json.path("valid").asBoolean()).isFalse();
        assertThat(WithoutPlaces.of(json.path("problems").get(0).asText()))
                .startsWith(file + " " + problem);
    }

    /** As JSON has it; a text that a fraction was written into is none. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "1.0", "1e0", "\"1\""})
    void aWholeNumberMayBeWrittenInSeveralWays(String version) throws Exception {
        Path file = directory.resolve("contract.yaml");
        Files.writeString(
                file, Files.readString(EXAMPLE).replace("version: 1", "version: " + version));
        assertThat(ContractDocument.read(file)).isEqualTo(ContractDocument.read(EXAMPLE));
    }

    /** Ids of digits alone are read without quotes, as ever; a meter's too, in siloIds. */
    @Test
    void digitsAreTheirOwnText() throws Exception {
        Path file = directory.resolve("contract.yaml");
        Files.writeString(
                file,
                Files.readString(EXAMPLE)
                        .replace("acct-supplier", "4711")
                        .replace("[silo-1, silo-2]", "[1, 2]"));
        ContractDocument contract = ContractDocument.read(file);
        assertThat(contract.supplier().account()).isEqualTo("4711");
        assertThat(contract.siloIds()).containsExactly("1", "2");
    }

    @Test
    void metersMayJoinLaterAndLeaveAndThereMayBeNoMaterial() throws IOException {
        Path file = directory.resolve("contract.yaml");
        Files.writeString(
                file,
                Files.readString(EXAMPLE)
                        .replace(
                                "siloIds: [silo-1, silo-2]",
                                "meters: [silo-1, {meterId: silo-2, from: 2026-03-11, until: 2026-07-01}]")
                        .replace("material: PVC granulate\n", ""));
        CliRun run = CliRun.of("contract", "check", file.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("Profile GmbH pays Granulat AG for what is metered.")
                .contains(
                        "Meters silo-1, silo-2 from 2026-03-10T23:00:00Z until 2026-06-30T22:00:00Z, metered from 2026-02-28T23:00:00Z.");
    }

    @Test
    void aMissingFileOrCommandIsTold() {
        CliRun run = CliRun.of("contract", "check", "none.yaml");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("usance: none.yaml does not exist\n");
        assertThat(CliRun.of("contract").exitCode()).isEqualTo(2);
    }
}
