package io.usance.engine;

import io.usance.pricing.IndexValuesPublished;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The published values of indices; every method needs a unit of work. */
final class Indices {
    private final StagedEventStore events;

    Indices(StagedEventStore events) {
        this.events = events;
    }

    void publish(IndexValuesPublished values) {
        String streamId = IndexValuesPublished.streamId(values.series());
        long next = events.lastSequenceNumberFor(streamId).orElse(-1L) + 1;
        events.append("Index", streamId, next, values);
    }

    /** By day; a later publication of a day replaces an earlier one. */
    NavigableMap<LocalDate, BigDecimal> values(String series) {
        NavigableMap<LocalDate, BigDecimal> values = new TreeMap<>();
        events.all(IndexValuesPublished.streamId(series), IndexValuesPublished.class).stream()
                .flatMap(published -> published.values().stream())
                .forEach(value -> values.put(value.day(), value.value()));
        return values;
    }
}
