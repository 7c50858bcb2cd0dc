package io.usance.watch;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Gauges of one meter by the values of its labels; set by one thread. */
public final class LabelledGauges {
    /** Most series of one meter. What is beyond is not shown. */
    public static final int SERIES_MAX = 200;

    private final MultiGauge gauges;
    private final Function<String[], Tags> tags;

    LabelledGauges(MultiGauge gauges, Function<String[], Tags> tags) {
        this.gauges = gauges;
        this.tags = tags;
    }

    /**
     * Shows these and no others.
     *
     * @param values by the values of the labels, in the order of the labels
     */
    public void set(Map<List<String>, ? extends Number> values) {
        gauges.register(
                values.entrySet().stream()
                        .limit(SERIES_MAX)
                        .map(entry ->
                                MultiGauge.Row.of(
                                        tags.apply(entry.getKey().toArray(String[]::new)),
                                        entry.getValue().doubleValue()))
                        .toList(),
                true);
    }
}
