package io.usance.record;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The JSON Schemas (draft 2020-12) of everything that goes over Kafka, each self-contained: those
 * of every kind of meter, and those of the engine.
 */
public final class Schemas {
    private static final List<String> FRAME =
            List.of("quarantine-headers", "event-headers", "settlement-command");

    private static final List<String> EVENTS =
            List.of(
                    "contract-signed",
                    "contract-amended",
                    "contract-terminated",
                    "index-values-published",
                    "index-fixed",
                    "consumption-charged",
                    "consumption-held",
                    "charge-adjusted",
                    "tax-charged",
                    "settlement-held",
                    "credit-limit-near",
                    "exception-raised",
                    "exception-ended",
                    "payment-noted",
                    "silo-left",
                    "silo-period-noted",
                    "period-settled",
                    "batch-sealed",
                    "batch-anchored",
                    "batch-logged",
                    "batch-confirmed",
                    "batch-netted",
                    "batch-moved",
                    "invoice-issued",
                    "payments-ordered",
                    "bank-statement-read",
                    "goods-movements-read",
                    "report-drafted",
                    "report-reviewed",
                    "report-signed",
                    "report-anchored");

    /** What says the text of each schema, in order. */
    private final Map<String, Source> sources = new LinkedHashMap<>();

    private final List<String> records;
    private final List<String> events;

    private interface Source {
        String text(String name);
    }

    private Schemas(MeterInputs inputs) {
        for (MeterInput input : inputs.all()) {
            input.topics().forEach(topic -> add(topic.schema(), input::schema));
        }
        records = List.copyOf(sources.keySet());
        FRAME.forEach(name -> add(name, Schemas::own));
        for (MeterInput input : inputs.all()) {
            input.eventSchemas().forEach(name -> add(name, input::schema));
        }
        EVENTS.forEach(name -> add(name, Schemas::own));
        events =
                Stream.concat(
                                Stream.of("settlement-command"),
                                sources.keySet().stream()
                                        .filter(name -> !records.contains(name))
                                        .filter(name -> !FRAME.contains(name)))
                        .toList();
    }

    private static String own(String name) {
        return SchemaFiles.text(Schemas.class, name);
    }

    private void add(String name, Source source) {
        if (sources.put(name, source) != null) {
            throw new IllegalArgumentException("two schemas are named " + name);
        }
    }

    /** The engine's, and those of these kinds of meters. */
    public static Schemas of(MeterInputs inputs) {
        return new Schemas(inputs);
    }

    /** Names of the schemas, in the order of the line: in, refused, out. */
    public List<String> names() {
        return List.copyOf(sources.keySet());
    }

    /** Names of those of inbound records. */
    public List<String> records() {
        return records;
    }

    /** Names of those of published events, settlement commands first. */
    public List<String> events() {
        return events;
    }

    /**
     * The text of a schema.
     *
     * @param name one of {@link #names()}
     * @throws IllegalArgumentException if there is none of that name
     */
    public String text(String name) {
        Source source = sources.get(name);
        if (source == null) {
            throw new IllegalArgumentException("no schema " + name + "; there are " + names());
        }
        return source.text(name);
    }
}
