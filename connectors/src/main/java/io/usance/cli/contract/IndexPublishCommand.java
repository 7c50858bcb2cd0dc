package io.usance.cli.contract;

import io.usance.cli.console.CliFailure;
import io.usance.cli.console.EngineSession;
import io.usance.csv.RefusedFileException;
import io.usance.document.IndexValueRows;
import io.usance.engine.BillingEngine;
import io.usance.pricing.IndexValuesPublished;
import io.usance.pricing.IndexValuesPublished.DayValue;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usance index publish}. */
@Command(
        name = "publish",
        description =
                "Makes values of an index known: charges what waits for them, corrects what was charged by others.",
        footer = {
            "",
            "A value that is known already is left out; publishing again changes nothing."
        },
        mixinStandardHelpOptions = true)
final class IndexPublishCommand implements Runnable {
    @Option(
            names = "--series",
            required = true,
            paramLabel = "S",
            description = "Name of the index.")
    private String series;

    @Option(
            names = "--source",
            required = true,
            paramLabel = "WHO",
            description = "Who publishes it, for people.")
    private String source;

    @Option(
            names = "--values",
            paramLabel = "FILE",
            description = "A CSV file with the columns day and value.")
    private @Nullable Path file;

    @Parameters(
            paramLabel = "DAY=VALUE",
            arity = "0..*",
            description = "For example 2026-03-01=1063.50.")
    private List<String> given = List.of();

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    IndexPublishCommand() {}

    @Override
    public void run() {
        List<DayValue> values = values();
        session.<List<String>>with(engine -> publish(engine, values))
                .forEach(session.out()::println);
    }

    private List<DayValue> values() {
        if ((file == null) == given.isEmpty()) {
            throw new CliFailure("give values as DAY=VALUE or with --values FILE, one of them");
        }
        List<String> problems = new ArrayList<>();
        try {
            List<DayValue> values =
                    file == null ? given(problems) : IndexValueRows.read(file, problems::add);
            if (problems.isEmpty()) {
                return values;
            }
        } catch (RefusedFileException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        }
        throw session.refused(problems, file == null ? "the values" : file.toString());
    }

    private List<DayValue> given(List<String> problems) {
        List<DayValue> values = new ArrayList<>();
        Set<LocalDate> days = new HashSet<>();
        for (String text : given) {
            String[] parts = text.split("=", 2);
            try {
                DayValue value =
                        IndexValueRows.value(parts[0].strip(), parts.length < 2 ? null : parts[1]);
                if (days.add(value.day())) {
                    values.add(value);
                } else {
                    problems.add(value.day() + " is there twice; publish one value per day");
                }
            } catch (IllegalArgumentException e) {
                problems.add("'" + text + "': " + e.getMessage());
            }
        }
        return values;
    }

    private List<String> publish(BillingEngine engine, List<DayValue> values) {
        NavigableMap<LocalDate, BigDecimal> known = engine.indexValues(series);
        List<DayValue> changed = values.stream().filter(value -> !isKnown(known, value)).toList();
        if (changed.isEmpty()) {
            return List.of("index " + series + " has these values already; nothing was changed");
        }
        long corrected = changed.stream().filter(value -> known.containsKey(value.day())).count();
        engine.publishIndexValues(message(changed));
        List<String> users = engine.internals().indexUsers(series);
        return List.of(
                "index %s: %d new values, %d corrected, %d known already"
                        .formatted(
                                series,
                                changed.size() - corrected,
                                corrected,
                                values.size() - changed.size()),
                users.isEmpty()
                        ? "no contract has a price by it; if one should, check the name of the series"
                        : "the service re-rates what they price in " + String.join(", ", users));
    }

    private IndexValuesPublished message(List<DayValue> values) {
        try {
            return new IndexValuesPublished(series, values, source, session.now());
        } catch (IllegalArgumentException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isKnown(NavigableMap<LocalDate, BigDecimal> known, DayValue value) {
        BigDecimal before = known.get(value.day());
        return before != null && before.compareTo(value.value()) == 0;
    }
}
