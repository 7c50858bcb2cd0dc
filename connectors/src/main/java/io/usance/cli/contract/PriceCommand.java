package io.usance.cli.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.cli.console.CliFailure;
import io.usance.cli.contract.PriceOptions.Given;
import io.usance.document.PriceDocument;
import io.usance.document.PriceText;
import io.usance.file.InvalidConfigException;
import io.usance.json.Json;
import io.usance.money.Money;
import io.usance.pricing.MissingIndexValueException;
import io.usance.pricing.Rated;
import io.usance.pricing.Rating;
import io.usance.pricing.RatingContext;
import io.usance.pricing.RatingContext.Stage;
import io.usance.pricing.RatingLine;
import io.usance.pricing.Tariff;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prices a quantity by a tariff file, with the trace of every line. */
@Command(
        name = "price",
        description = "Prices a quantity by a tariff and shows how the amount came about.",
        footer = {
            "",
            "The amount is that of all the period's quantity, rounded once, less that of --already;",
            "so instalments always add up to the rounded total."
        },
        mixinStandardHelpOptions = true)
public final class PriceCommand implements Runnable {
    private static final ObjectMapper JSON = Json.mapper();

    /** Most index values of one command. */
    private static final int INDEX_VALUES_MAX = 100;

    @Option(
            names = "--tariff",
            required = true,
            paramLabel = "FILE",
            description = "A tariff, or a price document with versions; JSON or YAML.")
    private Path tariffFile;

    @Option(
            names = "--quantity",
            required = true,
            paramLabel = "Q",
            description = {
                "Drawn in this instalment, 0 or more, in --unit.",
                "Of a tariff of several quantities each by its name",
                "with its unit: --quantity hours=212.4h."
            })
    private List<String> quantity = List.of();

    @Option(
            names = "--unit",
            paramLabel = "U",
            description = "UCUM code, for example t, kg, m3, L, h, 1, kW.h.")
    private @Nullable String unit;

    @Option(
            names = "--already",
            paramLabel = "Q0",
            description =
                    "Charged in the period before. Without it nothing was, not even a base fee.")
    private List<String> already = List.of();

    @Option(
            names = "--at",
            paramLabel = "T",
            description =
                    "Start of the period, an instant or a date (UTC); without it the newest price.")
    private @Nullable String at;

    @Option(
            names = "--known-at",
            paramLabel = "T",
            description = "Price as it was known then; without it all that is known.")
    private @Nullable String knownAt;

    @Option(
            names = "--index",
            paramLabel = "NAME=VALUE",
            description = "Value of an index; may be given more than once.")
    private List<String> index = List.of();

    @Option(
            names = "--currency",
            paramLabel = "CODE",
            description = "Of a file that holds a tariff only; EUR without it.")
    private String currency = "EUR";

    @Option(names = "--closed", description = "The period is closed: a minimum is due.")
    private boolean closed;

    @Option(
            names = "--carried",
            paramLabel = "AMOUNT",
            description = "Carried from earlier periods under a minimum.")
    private String carried = "0";

    @Option(names = "--json", description = "Print amount, currency and trace as one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    PriceCommand() {}

    /**
     * What is printed.
     *
     * @param amount of this instalment, rounded
     * @param quantity of this instalment; null if it has a name
     * @param already null if nothing was charged before, or it has a name
     * @param periodQuantity drawn in the period so far; null if it has a name
     * @param quantities as quantity, by name; null if there is one without a name
     * @param periodAmount of all that was drawn, rounded
     * @param carry what goes into the next period under a minimum
     * @param lines they add up to the exact amount of this instalment
     */
    private record Priced(
            String amount,
            String currency,
            @Nullable Quantity quantity,
            @Nullable Quantity already,
            @Nullable Quantity periodQuantity,
            @Nullable Map<String, Quantity> quantities,
            @Nullable Map<String, Quantity> alreadyQuantities,
            @Nullable Map<String, Quantity> periodQuantities,
            String periodAmount,
            Fraction periodExact,
            Fraction carry,
            List<RatingLine> lines) {}

    @Override
    public void run() {
        PriceOptions options = new PriceOptions(spec.commandLine());
        List<Given> drawn = options.given("--quantity", quantity, unit);
        List<Given> before = options.given("--already", already, unit);
        Instant start = at == null ? Instant.MAX : options.instant("--at", at);
        Instant known = knownAt == null ? Instant.MAX : options.instant("--known-at", knownAt);
        Currency of = options.currency(currency);
        Map<String, BigDecimal> values = indexValues(options);
        BigDecimal carriedBefore = options.decimal("--carried", carried);
        PriceDocument document = read(of);
        Tariff tariff =
                document.tariffAt(start, known)
                        .orElseThrow(() ->
                                new CliFailure(
                                        "no price of "
                                                + tariffFile
                                                + " holds at "
                                                + (at == null ? "any time" : at)
                                                + (knownAt == null ? "" : " as known at " + knownAt)
                                                + "; give another --at or add a version"));
        RatingContext context =
                new RatingContext(
                        values,
                        closed ? Stage.CLOSED : Stage.OPEN,
                        Fraction.of(carriedBefore),
                        document.roundingOrDefault());
        print(price(document, tariff, context, drawn, before), drawn);
    }

    private Map<String, BigDecimal> indexValues(PriceOptions options) {
        if (index.size() > INDEX_VALUES_MAX) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--index is there " + index.size() + " times, at most " + INDEX_VALUES_MAX);
        }
        Map<String, BigDecimal> values = new LinkedHashMap<>();
        for (String text : index) {
            options.indexValue(text, values);
        }
        return values;
    }

    private PriceDocument read(Currency ifNone) {
        try {
            return PriceDocument.read(tariffFile, ifNone);
        } catch (InvalidConfigException e) {
            if (e.problems().size() > 1) {
                PrintWriter err = spec.commandLine().getErr();
                e.problems().forEach(err::println);
                throw new CliFailure(e.problems().size() + " problems in " + tariffFile, e);
            }
            throw new CliFailure(e.problems().getFirst(), e);
        }
    }

    private Priced price(
            PriceDocument document,
            Tariff tariff,
            RatingContext context,
            List<Given> drawn,
            List<Given> before) {
        try {
            Quantities now = byName(tariff, drawn);
            Quantities earlier = before.isEmpty() ? null : byName(tariff, before);
            Quantities total = earlier == null ? now : sum(earlier, now);
            // What was issued before was issued while the period was open.
            Rated issued =
                    earlier == null
                            ? Rated.NOTHING
                            : Rating.rate(tariff, earlier, context.at(Stage.OPEN));
            Rated due = Rating.rate(tariff, total, context);
            Money amount = rounded(due, document).minus(rounded(issued, document));
            return new Priced(
                    amount.majorText(),
                    document.currency().getCurrencyCode(),
                    only(drawn, now),
                    only(drawn, earlier),
                    only(drawn, total),
                    named(drawn, now),
                    named(drawn, earlier),
                    named(drawn, total),
                    rounded(due, document).majorText(),
                    due.amountExact(),
                    due.carry(),
                    Rating.difference(issued, due));
        } catch (MissingIndexValueException e) {
            throw new CliFailure(e.getMessage() + " with --index " + e.series() + "=VALUE", e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** What has no name is the tariff's only quantity. */
    private static Quantities byName(Tariff tariff, List<Given> given) {
        Map<String, Quantity> byName = new TreeMap<>();
        Quantities.zero(tariff.quantities()).byName().forEach(byName::put);
        if (given.getFirst().name() == null && byName.size() > 1) {
            throw new IllegalArgumentException(
                    "the tariff prices %s; give --quantity NAME=VALUE UNIT for each"
                            .formatted(String.join(", ", byName.keySet())));
        }
        for (Given one : given) {
            String name = one.name() == null ? tariff.quantities().firstKey() : one.name();
            if (byName.put(name, one.quantity()) == null) {
                throw new IllegalArgumentException(
                        "the tariff prices no quantity %s; known are %s"
                                .formatted(name, String.join(", ", tariff.quantities().keySet())));
            }
        }
        return Quantities.of(byName);
    }

    private static Quantities sum(Quantities some, Quantities more) {
        Quantities sum = some;
        for (Map.Entry<String, Quantity> one : more.byName().entrySet()) {
            sum = sum.plus(one.getKey(), one.getValue());
        }
        return sum;
    }

    private static @Nullable Quantity only(List<Given> drawn, @Nullable Quantities of) {
        return of == null || drawn.getFirst().name() != null ? null : of.get(null);
    }

    private static @Nullable Map<String, Quantity> named(
            List<Given> drawn, @Nullable Quantities of) {
        return of == null || drawn.getFirst().name() == null ? null : of.byName();
    }

    private static Money rounded(Rated rated, PriceDocument document) {
        return Money.rounded(
                rated.amountExact(), document.currency(), document.roundingOrDefault());
    }

    private void print(Priced priced, List<Given> drawn) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            try {
                out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(priced));
                return;
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
        out.println(
                "%s %s for %s"
                        .formatted(
                                priced.amount(),
                                priced.currency(),
                                drawn.stream()
                                        .map(Given::toString)
                                        .collect(Collectors.joining(", "))));
        priced.lines().forEach(line -> out.println("  " + PriceText.line(line)));
        if (!already.isEmpty()) {
            Object so =
                    priced.periodQuantities() == null
                            ? priced.periodQuantity()
                            : Quantities.of(priced.periodQuantities());
            out.println(
                    "%s %s for %s in the period so far"
                            .formatted(priced.periodAmount(), priced.currency(), so));
        }
        if (priced.carry().signum() != 0) {
            out.println(
                    "%s %s carried into the next period"
                            .formatted(priced.carry().shown(), priced.currency()));
        }
    }
}
