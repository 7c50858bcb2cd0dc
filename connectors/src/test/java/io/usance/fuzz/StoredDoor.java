package io.usance.fuzz;

import io.usance.engine.form.EventForms;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.metering.MeterFacts;
import io.usance.reconciliation.Facts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Stored forms of events: the type on the first line, then the JSON. The database is trusted, but
 * what was damaged must be named. What is read is written again, as a bundle does.
 */
final class StoredDoor implements Door {
    private static final Map<String, Class<?>> FACTS =
            Map.of(
                    "ReadingsRecorded",
                    MeterFacts.Heard.class,
                    "ConsumptionMetered",
                    MeterFacts.Counted.class,
                    "ConsumptionCharged",
                    Facts.Charged.class,
                    "SettlementCommanded",
                    Facts.Commanded.class);

    private final EventForms forms = new EventForms();

    @Override
    public String name() {
        return "stored events";
    }

    @Override
    public Grammar grammar() {
        return Grammar.JSON;
    }

    @Override
    public List<byte[]> seeds() {
        try (Stream<Path> files = Files.walk(Inputs.STORED)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(StoredDoor::seed)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] seed(Path file) {
        String type = file.getFileName().toString().replaceFirst("(-.*)?\\.json$", "");
        return Inputs.bytes(type + "\n" + new String(Inputs.file(file), StandardCharsets.UTF_8));
    }

    @Override
    public Said accept(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        int line = Math.max(0, text.indexOf('\n'));
        String type = text.substring(0, line);
        FACTS.forEach((of, facts) -> requireAnswer(of, text.substring(line), facts));
        Object event;
        try {
            event = forms.decode(type, text.substring(line));
        } catch (IllegalArgumentException e) {
            return Said.refused(e.getMessage());
        }
        String written = forms.encode(event);
        if (!forms.encode(forms.decode(type, written)).equals(written)) {
            throw new AssertionError("read again it is another event: " + written);
        }
        if (event instanceof ReadingsRecorded heard && !heard.readings().isEmpty()) {
            requireSame(heard, forms.facts(type, written, MeterFacts.Heard.class));
        }
        return new Said(Answer.TAKEN, type);
    }

    /** Facts are read from the text by code of their own, which stands as much. */
    private void requireAnswer(String type, String text, Class<?> facts) {
        try {
            forms.facts(type, text, facts);
        } catch (IllegalArgumentException e) {
            // That is its refusal.
        }
    }

    private static void requireSame(ReadingsRecorded event, MeterFacts.Heard facts) {
        Instant newest =
                event.readings().stream()
                        .map(Reading::sampledAt)
                        .max(Instant::compareTo)
                        .orElseThrow();
        if (!facts.meterId().equals(event.siloId())
                || facts.records() != event.readings().size()
                || !facts.newestAt().equals(newest)) {
            throw new AssertionError(facts + " is claimed for " + event);
        }
    }
}
