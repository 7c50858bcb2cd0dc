package io.usance.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usance.cli.CliRun;
import io.usance.document.ContractDocument;
import io.usance.document.WithoutPlaces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cycles and plain dates in contract documents, as usance contract check explains them. */
class ContractDatesTest {
    private static final String CONTRACT =
            """
            contractId: c-1
            version: 1
            supplier: {partyId: s, name: Supplier, account: acct-s}
            customer: {partyId: c, name: Customer, account: acct-c}
            material: PVC
            siloIds: [silo-1]
            currency: EUR
            calendar: {zone: ZONE, CALENDAR}
            meteringFrom: FROM
            tariff: {type: PER_UNIT, unitPrice: "100", per: t}
            """;

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    ContractDatesTest() {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Europe/Berlin | cycle: MONTH | 2026-04-01 | metered from 2026-03-31T22:00:00Z. | meteringFrom: 2026-04-01 begins 2026-03-31T22:00:00Z",
                "Europe/Berlin | cycle: MONTH | '2026-04-01' | metered from 2026-03-31T22:00:00Z. | A billing period is a month by the calendar of Europe/Berlin;",
                "Europe/Berlin | cycle: MONTH | 2026-03-31T22:00:00Z | metered from 2026-03-31T22:00:00Z. | Price of periods from 2026-04-01 on",
                "Europe/Berlin | cycle: MONTH | 2026-04-01T00:00:00+02:00 | metered from 2026-03-31T22:00:00Z. | Price of periods from 2026-04-01 on",
                "America/Santiago | cycle: DAY | 2026-09-06 | metered from 2026-09-06T04:00:00Z. | meteringFrom: 2026-09-06 begins 2026-09-06T04:00:00Z, at 01:00",
                "America/Havana | cycle: MONTH | 2026-11-01 | metered from 2026-11-01T04:00:00Z. | Dates by the clock of America/Havana:",
                "Europe/Berlin | cycle: QUARTER | 2026-04-01 | A billing period is a quarter by the calendar of | Price of periods from 2026-04-01 on",
                "Europe/Berlin | cycle: QUARTER, yearStartMonth: 2 | 2026-02-01 | A billing period is a quarter of a year that starts on 1 February by | Price of periods from 2026-02-01 on",
                "Europe/Berlin | cycle: YEAR, yearStartMonth: 10 | 2026-10-01 | A billing period is a year that starts on 1 October by the calendar of | Price of periods from 2026-10-01 on",
                "Europe/Berlin | cycle: YEAR, yearStartMonth: 1 | 2026-01-01 | A billing period is a year by the calendar of | Price of periods from 2026-01-01 on",
                "Europe/Berlin | cycle: ONCE, until: 2026-03-30 | 2026-03-10T07:00:00Z | There is one billing period, from 2026-03-10 until before 2026-03-30 by the calendar of Europe/Berlin; | The contract ends with it, 2026-03-29T22:00:00Z; another one may follow.",
                "Europe/Berlin | cycle: ONCE, until: 2026-03-29T22:00:00Z | 2026-03-10 | from 2026-03-10 until before 2026-03-30 by | The contract ends with it, 2026-03-29T22:00:00Z",
                "Europe/Berlin | cycle: ONCE, from: 2026-03-01, until: 2026-03-30 | 2026-03-10 | from 2026-03-01 until before 2026-03-30 by | Price of periods from 2026-03-01 on",
            })
    void areSaidInPlainWords(String zone, String calendar, String from, String one, String other)
            throws IOException {
        Path file = file(zone, calendar, from);
        CliRun run = CliRun.of("contract", "check", file.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains(one, other);
        try (var in = ContractDocument.class.getResourceAsStream("contract.schema.json")) {
            String schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String utc = Files.readString(file).replace("T00:00:00+02:00", "T00:00:00Z");
            assertThat(
                            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                                    .getSchema(schema, InputFormat.JSON)
                                    .validate(utc, InputFormat.YAML))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cycle: MONTH | 2026-04-01T08:00:00 | $.meteringFrom: is 2026-04-01T08:00:00, a time without a zone; write 2026-04-01T06:00:00Z for the clock of Europe/Berlin",
                "cycle: MONTH | 2026-04-01 08:00 | $.meteringFrom: is 2026-04-01 08:00, a time without a zone; write 2026-04-01T06:00:00Z for the clock of Europe/Berlin",
                "cycle: MONTH | 2026-02-30 | $.meteringFrom: is '2026-02-30', not an instant such as 2026-03-31T22:00:00Z, or a date such as 2026-04-01",
                "cycle: MONTH | 20260401 | $.meteringFrom: is '20260401', not an instant such as",
                "cycle: MONTH | [2026-04-01] | $.meteringFrom: is a list, not an instant such as",
                "cycle: ONCE | 2026-03-10 | $.calendar: a cycle of ONCE has no until; write the day after its last, such as until: 2026-04-01",
                "cycle: ONCE, until: 2026-03-10 | 2026-03-10 | $.calendar: until is 2026-03-10, not after from, 2026-03-10",
                "cycle: ONCE, until: 2026-03-10T12:00:00Z | 2026-03-01 | $.calendar.until: is 2026-03-10T12:00:00Z, 2026-03-10T13:00 in Europe/Berlin, where no day begins; write a date, 2026-03-10 or 2026-03-11",
                "cycle: ONCE, until: soon | 2026-03-01 | $.calendar.until: is 'soon', not a date such as 2026-04-01",
                "cycle: ONCE, until: 2046-03-10 | 2026-03-01 | $.calendar: until is 2046-03-10, 7314 days after from, 2026-03-01; a period of ONCE has at most 3653",
                "cycle: ONCE, from: 2026-03-10, until: 2026-03-12 | 2026-03-12 | $.meteringFrom: 2026-03-11T23:00:00Z is outside the one period, from 2026-03-10 until 2026-03-12; write a time in it, or change calendar.from or until",
                "cycle: MONTH, until: 2026-05-01 | 2026-04-01 | $.calendar: until is 2026-05-01, but only ONCE has it, not a cycle of MONTH",
                "cycle: YEAR, yearStartMonth: 13 | 2026-04-01 | $.calendar: yearStartMonth is 13, not a month from 1 to 12",
                "cycle: YEAR, yearStartMonth: October | 2026-04-01 | $.calendar.yearStartMonth: is 'October', not a whole number",
                "cycle: WEEK, yearStartMonth: 10 | 2026-04-01 | $.calendar: yearStartMonth is 10, but only a QUARTER and a YEAR have one",
                "cycle: FORTNIGHT | 2026-04-01 | $.calendar.cycle: is 'FORTNIGHT', not one of DAY, WEEK, MONTH, QUARTER, YEAR, ONCE",
            })
    void whatIsNoneIsRefusedWithWhatToWrite(String calendar, String from, String problem)
            throws IOException {
        CliRun run = CliRun.of("contract", "check", file("Europe/Berlin", calendar, from) + "");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(WithoutPlaces.of(run.err()))
                .contains("contract.yaml " + problem)
                .doesNotContain("java.");
    }

    private Path file(String zone, String calendar, String from) throws IOException {
        return Files.writeString(
                directory.resolve("contract.yaml"),
                CONTRACT.replace("ZONE", zone).replace("CALENDAR", calendar).replace("FROM", from));
    }
}
