package io.usance.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.usance.document.kinds.StandardDocuments;
import io.usance.file.InvalidConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Contracts with one mistake each, in YAML and in JSON: one message, which names line and column,
 * the field, and what to write. Where it has to point a mark ▲ says, which is taken out of the
 * text.
 */
class FortyMistakesTest {
    private static final char MARK = '▲';

    private static final String YAML =
            """
            # Agreed in Köln
            contractId: c-3
            version: 1
            supplier: {partyId: s, name: Köln Granulat AG, account: acct-s}
            customer:
              partyId: p
              name: Profile GmbH
              account: acct-p
            material: PVC
            meters: [silo-1, {meterId: silo-2, from: 2026-05-01}]
            currency: EUR
            calendar: {zone: Europe/Berlin, cycle: MONTH}
            meteringFrom: 2026-04-01
            taxPercent: "19"
            creditLimit: "400000.00"
            settlement: {when: THRESHOLD, amount: "5000"}
            payees:
              - {name: Köln Granulat AG, account: acct-s, share: 2/3}
              - {name: Bank, account: acct-b, share: 1/3}
            indexRules:
              - {series: PVC, averaging: MONTH, lagMonths: 1, missingDay: PREVIOUS, decimals: 2}
            tariff:
              type: COMPOSITE
              components:
                - {type: BASE_FEE, amount: "250"}
                - type: GRADUATED
                  per: t
                  tiers:
                    - {upTo: "100", unitPrice: "1200"}
                    - {unitPrice: "1100"}
                - {type: INDEX, per: t, basePrice: "20", fixedShare: "0.4", indexShare: "0.6", series: PVC, baseValue: "1050", priceDecimals: 4}
                - {type: MINIMUM, amount: "5000", carryForward: NONE}
            """;

    private static final String JSON =
            """
            {
              "contractId": "c-2", "version": 1,
              "supplier": {"partyId": "s", "name": "Größe AG", "account": "acct-s"},
              "customer": {"partyId": "p", "name": "Teile GmbH", "account": "acct-p"},
              "meters": ["press-1"],
              "currency": "EUR",
              "calendar": {"zone": "Europe/Berlin", "cycle": "QUARTER", "yearStartMonth": 10},
              "meteringFrom": "2026-04-01",
              "taxPercent": "19",
              "exceptions": {"uncertaintyPercent": "10", "settlement": "HOLD"},
              "timeBands": {
                "bands": [{"name": "peak", "hours": [{"days": ["MONDAY"], "from": "08:00", "until": "20:00"}]}],
                "rest": "off",
                "holidays": [{"date": "2026-05-01", "as": "SUNDAY"}]
              },
              "tariff": {"type": "COMPOSITE", "components": [
                {"type": "PER_UNIT", "of": "hours", "per": "h", "unitPrice": "48.50"},
                {"type": "PER_UNIT", "of": "energy", "band": "peak", "per": "kW.h", "unitPrice": "0.31"},
                {"type": "PER_UNIT", "of": "energy", "band": "off", "per": "kW.h", "unitPrice": "0.18"},
                {"type": "MAXIMUM", "amount": "90000"}
              ]}
            }
            """;

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    FortyMistakesTest() {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Y | unitPrice: \"1100\" | unitPrice: ▲\"4,50\" | $.tariff.components[1].tiers[1].unitPrice | write it with a point, such as \"48.50\"",
                "Y | version: 1 | version: ▲1.5 | $.version | write one such as 1",
                "Y | version: 1 | version: ▲0 | $.version | write 1 for a new contract",
                "Y | currency: EUR | currency: ▲EURO | $.currency | write its code of ISO 4217, such as EUR",
                "Y | currency: EUR | currency: ▲XAU | $.currency | write another, such as EUR",
                "Y | currency: EUR | | $.currency | write a currency such as EUR",
                "Y | zone: Europe/Berlin | zone: ▲Europe/Bonn | $.calendar.zone | write one such as Europe/Berlin",
                "Y | cycle: MONTH | cycle: ▲FORTNIGHT | $.calendar.cycle | not one of DAY, WEEK, MONTH",
                "Y | calendar: {zone | calendar: ▲{yearStartMonth: 13, zone | $.calendar | not a month from 1 to 12",
                "Y | meteringFrom: 2026-04-01 | meteringFrom: ▲2026-04-01T08:00 | $.meteringFrom | write 2026-04-01T06:00:00Z",
                "Y | meteringFrom: 2026-04-01 | meteringFrom: ▲2026-02-30 | $.meteringFrom | a date such as 2026-04-01",
                "Y | from: 2026-05-01 | from: ▲May | $.meters[1].from | a date such as 2026-04-01",
                "Y | from: 2026-05-01 | from: ▲2026-03-01 | $.meters[1].from | its metering begins at 2026-03-31T22:00:00Z",
                "Y | meters: [silo-1, {meterId | meters: [silo-2, ▲{meterId | $.meters[1] | take one of them out",
                "Y | meters: [silo-1, | meters: [▲17, | $.meters[0] | write its id in quotes, \"17\"",
                "Y | supplier: {partyId: s, name: Köln Granulat AG, | supplier: ▲{partyId: s, | $.supplier.name | write a text",
                "Y |   account: acct-p |   account: ▲0123 | $.customer.account | put it in quotes",
                "Y |   name: Profile GmbH\\n |   name: Profile GmbH\\n  ▲name: Profil GmbH\\n | $.customer.name | write it once",
                "Y | material: PVC | ▲materiel: PVC | $.materiel | known are calendar, contractId,",
                "Y | taxPercent: \"19\" | taxPercent: ▲\"190\" | $.taxPercent | write a percentage such as \"19\"",
                "Y | creditLimit: \"400000.00\" | creditLimit: ▲\"0.001\" | $.creditLimit | write one such as 5000.00",
                "Y | when: THRESHOLD, amount | when: THRESHOLD, ▲amuont | $.settlement.amuont | known are amount, everyHours, when",
                "Y | settlement: {when: THRESHOLD | settlement: ▲{when: INTERVAL | $.settlement | everyHours must be there for INTERVAL",
                "Y | share: 1/3 | share: ▲a third | $.payees[1].share | a fraction such as 3/7",
                "Y |   - {name: Köln Granulat AG, account: acct-s, share: 2/3} |   ▲- {name: Köln Granulat AG, account: acct-s, share: 1/2} | $.payees | write shares that add up to 1",
                "Y | account: acct-b | account: ▲acct-p | $.payees[1].account | write the payee's own",
                "Y | series: PVC, averaging | series: ▲PVD, averaging | $.indexRules[0].series | write one of these, or take the rule out",
                "Y | missingDay: PREVIOUS | missingDay: ▲BEFORE | $.indexRules[0].missingDay | not one of PREVIOUS, SKIP, HOLD",
                "Y | - {series: PVC, averaging: MONTH, lagMonths: 1, missingDay: PREVIOUS | - ▲{series: PVC, averaging: DAY, lagMonths: 1, missingDay: SKIP | $.indexRules[0] | agree on PREVIOUS or HOLD",
                "Y | type: BASE_FEE | type: ▲FEE | $.tariff.components[0].type | not one of PER_UNIT, GRADUATED",
                "Y | type: COMPOSITE\\n  components:\\n    - {type: BASE_FEE, amount: \"250\"}\\n    - type: GRADUATED | ▲type: COMPOSITE\\n  components:\\n    - {type: BASE_FEE, amount: \"250\"}\\n    - of: x\\n      type: GRADUATED | $.tariff | name it in all of them",
                "Y | per: t\\n | per: ▲tonne\\n | $.tariff.components[1].per | t",
                "Y | - {type: INDEX, per: t, basePrice: \"20\", fixedShare: \"0.4\", indexShare: \"0.6\" | - ▲{type: INDEX, per: t, basePrice: \"20\", fixedShare: \"0.4\", indexShare: \"0.5\" | $.tariff.components[2] | add up to 0.9, not 1",
                "J | \"unitPrice\": \"48.50\" | \"unitPrice\": ▲\"48,50\" | $.tariff.components[0].unitPrice | write it with a point",
                "J | \"per\": \"h\" | \"per\": ▲\"hours\" | $.tariff.components[0].per | h",
                "J | \"yearStartMonth\": 10 | \"yearStartMonth\": ▲\"October\" | $.calendar.yearStartMonth | write one such as 1",
                "J | \"Größe AG\", \"account\": \"acct-s\" | \"Größe AG\", \"account\": ▲\"\" | $.supplier.account | write at least one character",
                "J | \"from\": \"08:00\" | \"from\": ▲\"8\" | $.timeBands.bands[0].hours[0].from | write \"08:00\"",
                "J | \"days\": [\"MONDAY\"] | \"days\": [▲\"MONTAG\"] | $.timeBands.bands[0].hours[0].days[0] | not one of MONDAY, TUESDAY",
                "J | \"date\": \"2026-05-01\" | \"date\": ▲\"1.5.2026\" | $.timeBands.holidays[0].date | a date such as 2026-04-01",
                "J | \"as\": \"SUNDAY\" | \"as\": ▲\"HOLIDAY\" | $.timeBands.holidays[0].as | not one of MONDAY",
                "J | \"band\": \"off\" | \"band\": ▲\"night\" | $.tariff.components[2].band | one of the contract's timeBands, peak, off",
                "J | \"settlement\": \"HOLD\" | \"settlement\": ▲\"LATER\" | $.exceptions.settlement | not one of ",
                "J | \"meters\": [\"press-1\"] | \"meters\": ▲\"press-1\" | $.meters | write its entries in [ ]",
                "J | \"version\": 1, | \"version\": 1, ▲\"version\": 2, | $.version | write it once",
                "J | {\"type\": \"MAXIMUM\", \"amount\": \"90000\"} | ▲{\"type\": \"MAXIMUM\"} | $.tariff.components[3].amount | write a number such as \"48.50\"",
            })
    void isToldWithLineColumnFieldAndWhatToWrite(
            String of, String from, @Nullable String to, String path, String advice)
            throws IOException {
        String base = of.equals("Y") ? YAML : JSON;
        String before = from.translateEscapes();
        assertThat(base).contains(before);
        String marked = base.replace(before, to == null ? "" : to.translateEscapes());
        int at = Math.max(0, marked.indexOf(MARK));
        String text = marked.replace(String.valueOf(MARK), "");
        // The document itself begins behind the comment.
        int start = marked.indexOf(MARK) < 0 ? text.indexOf("contractId") : at;
        int line = (int) text.substring(0, start).lines().count();
        int lineStart = text.lastIndexOf('\n', start - 1) + 1;
        line = lineStart == start ? line + 1 : line;
        int column = text.codePointCount(lineStart, start) + 1;
        Path file = Files.writeString(directory.resolve("contract"), text);
        InvalidConfigException refused =
                catchThrowableOfType(
                        InvalidConfigException.class, () -> ContractDocument.read(file));
        assertThat(refused).isNotNull();
        assertThat(refused.problems()).hasSize(1);
        String problem = refused.problems().getFirst();
        PlainWords.check(problem);
        assertThat(problem)
                .startsWith("%s line %d, column %d %s: ".formatted(file, line, column, path))
                .contains(advice);
    }

    /** All contracts and prices in the repository give none. */
    @Test
    void noExampleHasAProblem() throws Exception {
        List<Path> read = new ArrayList<>();
        for (Path root :
                List.of(
                        Path.of("src/dist/example"),
                        Path.of("docs/contracts"),
                        Path.of("src/test/resources/io/usance/release"))) {
            if (Files.isDirectory(root)) {
                try (Stream<Path> files = Files.walk(root)) {
                    for (Path file : files.filter(FortyMistakesTest::isContract).toList()) {
                        ContractDocument.read(file);
                        read.add(file);
                    }
                }
            }
        }
        assertThat(read).hasSizeGreaterThanOrEqualTo(4);
        for (String text : List.of(YAML, JSON)) {
            ContractDocument.read(Files.writeString(directory.resolve("contract"), text));
        }
        for (String name : List.of("master-data.json", "machines.json")) {
            List<String> problems = new ArrayList<>();
            MasterData.read(
                    Path.of("src/dist/example").resolve(name),
                    StandardDocuments.all(),
                    problems::add);
            assertThat(problems).isEmpty();
        }
    }

    private static boolean isContract(Path file) {
        return file.getFileName().toString().matches("(?!README).*\\.yaml")
                && read(file).startsWith("contractId:");
    }

    private static String read(Path file) {
        try {
            String text = Files.readString(file);
            return text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
