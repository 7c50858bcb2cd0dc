package io.usance.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usance.cli.CliRun;
import io.usance.document.ContractDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bands of time of use, in documents that people write. */
class BandTest {
    private static final String CONTRACT =
            """
            contractId: contract-07
            version: 1
            supplier: {partyId: maker, name: Pressen AG, account: acct-maker}
            customer: {partyId: plant, name: Profile GmbH, account: acct-plant}
            material: electricity
            meters: [press-1]
            currency: EUR
            calendar: {zone: Europe/Berlin, cycle: MONTH}
            meteringFrom: "2026-03-01"
            timeBands:
              bands:
                - name: peak
                  hours:
                    - {days: [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY], from: "08:00", until: "20:00"}
                    - {days: [SATURDAY], from: "08:00", until: "12:00"}
              rest: offPeak
              holidays:
                - {date: "2026-04-03", as: SUNDAY}
            tariff:
              type: COMPOSITE
              components:
                - {type: PER_UNIT, unitPrice: "0.3127", per: kW.h, of: energy, band: peak}
                - {type: PER_UNIT, unitPrice: "0.1873", per: kW.h, of: energy, band: offPeak}
            """;

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    BandTest() {}

    @Test
    void bandsAreExplainedInPlainWords() throws IOException {
        CliRun run = check(CONTRACT);
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("Time of use goes by the clock in Europe/Berlin:\n")
                .contains("  - peak: Monday to Friday 08:00 to 20:00; Saturday 08:00 to 12:00\n")
                .contains(
                        "  - offPeak: all other time, and what a meter reports without an interval or across an edge\n")
                .contains("  Holidays: 2026-04-03 as a Sunday\n")
                .contains("  - energy in peak: 0.3127 EUR per kW.h\n")
                .contains("energy@peak");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void itFitsTheSchema() throws IOException {
        String schema;
        try (var in = ContractDocument.class.getResourceAsStream("contract.schema.json")) {
            schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        var checked = registry.getSchema(schema, InputFormat.JSON);
        assertThat(checked.validate(CONTRACT, InputFormat.YAML)).isEmpty();
        for (String wrong : new String[] {"\"8:00\"", "\"24:30\"", "8"}) {
            assertThat(checked.validate(CONTRACT.replace("\"08:00\"", wrong), InputFormat.YAML))
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "of: energy, band: peak | band: peak | $.tariff.components[0]: band: peak does not say of which quantity; write of: with its name beside it, such as of: energy",
                "energy, band: offPeak | energy, band: night | $.tariff.components[1].band: is night, not one of the contract's timeBands, peak, offPeak",
                "energy, band: offPeak | energy, band: peak | $.tariff: quantity energy is priced in peak, not in offPeak; add a rate with band: offPeak, with unitPrice \"0\" if it costs nothing",
                "energy, band: offPeak | energy | $.tariff: quantity energy is priced in band peak and without a band; write band: in all its rates",
                "[SATURDAY], from: \"08:00\" | [SATURDAY], from: \"8\" | $.timeBands.bands[0].hours[1].from: ",
                "[SATURDAY], from: \"08:00\", until: \"12:00\" | [SATURDAY], from: \"22:00\", until: \"06:00\" | $.timeBands.bands[0].hours[1]: until 06:00 is not after from 22:00; hours over midnight are written as two",
                "[SATURDAY] | [FRIDAY] | $.timeBands: FRIDAY 08:00 is twice in band peak",
                "[SATURDAY] | [SAMSTAG] | $.timeBands.bands[0].hours[1].days[0]: is 'SAMSTAG', not one of MONDAY, ",
                "[SATURDAY] | [] | $.timeBands.bands[0].hours[1]: hours from 08:00 until 12:00 have no days",
                "rest: offPeak | rest: peak | $.timeBands: the rest, peak, has hours",
                "as: SUNDAY | as: HOLIDAY | $.timeBands.holidays[0].as: is 'HOLIDAY', not one of MONDAY, ",
            })
    void aContradictionIsRefusedWithItsPath(String of, String with, String problem)
            throws IOException {
        assertThat(CONTRACT).contains(of);
        CliRun run = check(CONTRACT.replace(of, with));
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains(problem).doesNotContain("io.usance").doesNotContain("class");
    }

    @Test
    void bandsThatAreMissingOrHaveNoHours() throws IOException {
        int bands = CONTRACT.indexOf("timeBands:");
        int tariff = CONTRACT.indexOf("tariff:");
        assertThat(check(CONTRACT.substring(0, bands) + CONTRACT.substring(tariff)).err())
                .contains(
                        "$.tariff.components[0].band: is peak, but the contract has no timeBands; write them, with the hours of peak");
        int hours = CONTRACT.indexOf("      hours:");
        int rest = CONTRACT.indexOf("  rest:");
        String none = CONTRACT.substring(0, hours) + "      hours: []\n" + CONTRACT.substring(rest);
        assertThat(check(none).err())
                .contains("$.timeBands.bands[0]: band peak has 0 entries of hours, not 1 to 32");
    }

    @Test
    void aPriceIsRatedByTheQuantitiesOfItsBands() throws IOException {
        Path file = directory.resolve("tariff.yaml");
        Files.writeString(
                file,
                """
                type: COMPOSITE
                components:
                  - {type: PER_UNIT, unitPrice: "0.3127", per: kW.h, of: energy, band: peak}
                  - {type: PER_UNIT, unitPrice: "0.1873", per: kW.h, of: energy, band: offPeak}
                """);
        CliRun run =
                CliRun.of(
                        "price",
                        "--tariff",
                        file.toString(),
                        "--quantity=energy@peak=100kW.h",
                        "--quantity=energy@offPeak=100kW.h");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("50.00");
    }

    private CliRun check(String text) throws IOException {
        Path file = directory.resolve("contract.yaml");
        Files.writeString(file, text);
        return CliRun.of("contract", "check", file.toString());
    }
}
