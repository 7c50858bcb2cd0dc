package io.usance.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractTerms;
import io.usance.file.InvalidConfigException;
import io.usance.money.Money;
import io.usance.period.BillingPeriod;
import io.usance.pricing.IndexRule;
import io.usance.pricing.Rating;
import io.usance.pricing.RatingContext;
import io.usance.pricing.RatingContext.Stage;
import io.usance.pricing.Tariff;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every contract in {@code docs/contracts} is read as {@code usance contract check} does, and
 * prices what its first lines state to the amount that is worked out there by hand.
 */
class ContractMechanismsTest {
    private static final Path ROOM = Path.of("docs/contracts");

    /** The issue asks for thirty; there are more. */
    private static final int FILES_MIN = 40;

    /** {@code # price 24.350 t open with PVC=1063.50 EURUSD@2026-03-31=1.08 = 21919.51}. */
    private static final Pattern PRICE =
            Pattern.compile(
                    "# price (?<drawn>.+?)(?<stage> open| last)?(?: carrying (?<carried>[0-9.]+))?"
                            + "(?: with (?<values>.+))? = (?<amount>-?[0-9.]+)");

    private static final Pattern ONLY = Pattern.compile("([0-9.]+) (.+)");
    private static final Pattern NAMED = Pattern.compile("([A-Za-z@]+)=([0-9.]+)(.+)");
    private static final Pattern VALUE = Pattern.compile("([A-Z-]+)(?:@([0-9-]+))?=([0-9.]+)");

    /** A stated price, and the file that it is of. */
    record Stated(String file, String line) {
        @Override
        public String toString() {
            return file + ": " + line;
        }
    }

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(ROOM)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    static List<Stated> prices() throws IOException {
        List<Stated> prices = new ArrayList<>();
        for (String file : files()) {
            for (String line : Files.readAllLines(ROOM.resolve(file))) {
                if (line.startsWith("# price ")) {
                    prices.add(new Stated(file, line));
                }
            }
        }
        return prices;
    }

    @ParameterizedTest
    @MethodSource("files")
    void isReadAndExplained(String file) throws IOException, InvalidConfigException {
        assertThat(ContractDocument.explain(ROOM.resolve(file))).isNotEmpty();
        assertThat(Files.readString(ROOM.resolve(file)))
                .as("a sentence, then what is worked out, then a price")
                .matches(
                        Pattern.compile(
                                "# \\p{L}?.+\\.\\n#\\n(# .+\\n)+#\\n(# price .+\\n)+(?s:.*)"));
    }

    @ParameterizedTest
    @MethodSource("prices")
    void comesToWhatIsWorkedOut(Stated stated) throws InvalidConfigException {
        Matcher price = PRICE.matcher(stated.line());
        assertThat(price.matches()).as(stated.line()).isTrue();
        ContractTerms terms = ContractDocument.read(ROOM.resolve(stated.file())).terms();
        BillingPeriod first = terms.calendar().periodOf(terms.meteringFrom());
        Tariff tariff = terms.tariff(first);
        Stage stage =
                switch (price.group("stage") == null ? "" : price.group("stage").strip()) {
                    case "open" -> Stage.OPEN;
                    case "last" -> Stage.LAST;
                    default -> Stage.CLOSED;
                };
        RatingContext context =
                values(terms, first, price.group("values"))
                        .at(stage)
                        .carrying(
                                price.group("carried") == null
                                        ? Fraction.ZERO
                                        : Fraction.parse(price.group("carried")));
        Fraction exact =
                Rating.rate(tariff, drawn(tariff, price.group("drawn")), context).amountExact();
        assertThat(Money.rounded(exact, terms.currency(), terms.rounding()).majorText())
                .isEqualTo(price.group("amount"));
    }

    /** The table has each file, and nothing that is not there. */
    @Test
    void theReadmeIsTheTable() throws IOException {
        List<String> rows =
                Files.readAllLines(ROOM.resolve("README.md")).stream()
                        .filter(line -> line.contains(".yaml)"))
                        .map(line -> line.replaceFirst(".*\\]\\((.+?\\.yaml)\\).*", "$1"))
                        .sorted()
                        .toList();
        assertThat(rows).isEqualTo(files()).hasSizeGreaterThanOrEqualTo(FILES_MIN);
    }

    private static Quantities drawn(Tariff tariff, String text) {
        Matcher only = ONLY.matcher(text);
        if (!text.contains("=") && only.matches()) {
            return Quantities.of(
                    Map.of(tariff.quantities().firstKey(), quantity(only.group(1), only.group(2))));
        }
        Map<String, Quantity> byName = new TreeMap<>();
        for (String one : text.split(" ")) {
            Matcher named = NAMED.matcher(one);
            assertThat(named.matches()).as(one).isTrue();
            byName.put(named.group(1), quantity(named.group(2), named.group(3)));
        }
        return Quantities.of(byName);
    }

    private static Quantity quantity(String value, String unit) {
        return Quantity.of(new BigDecimal(value), UnitOfMeasure.of(unit));
    }

    /** Of published values, the contract's rules make those that count, or provisional ones. */
    private static RatingContext values(
            ContractTerms terms, BillingPeriod period, @Nullable String text) {
        Map<String, BigDecimal> counts = new HashMap<>();
        Map<String, TreeMap<LocalDate, BigDecimal>> published = new HashMap<>();
        for (String one : text == null ? new String[0] : text.split(" ")) {
            Matcher value = VALUE.matcher(one);
            assertThat(value.matches()).as(one).isTrue();
            if (value.group(2) == null) {
                counts.put(value.group(1), new BigDecimal(value.group(3)));
            } else {
                published
                        .computeIfAbsent(value.group(1), series -> new TreeMap<>())
                        .put(LocalDate.parse(value.group(2)), new BigDecimal(value.group(3)));
            }
        }
        Map<String, BigDecimal> newest = new HashMap<>();
        published.forEach((series, days) -> {
            IndexRule rule = terms.indexRule(series);
            rule.value(days, period.startDate(), terms.rounding())
                    .ifPresent(known -> counts.put(series, known.value()));
            rule.newest(days, period.startDate())
                    .ifPresent(known -> newest.put(series, known.value()));
        });
        return new RatingContext(counts, Stage.CLOSED, Fraction.ZERO, terms.rounding(), newest);
    }
}
