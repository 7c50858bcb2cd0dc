package io.usance.watch;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** All meters in Prometheus' text format, version 0.0.4. */
final class MetricsText {
    private static final String NAME = "# TYPE ";

    private MetricsText() {}

    /**
     * What is declared and has no value here (no chain, no escrow) is named as well, without one: a
     * reader sees what there could be.
     */
    static String of(PrometheusMeterRegistry meters) {
        StringBuilder text = new StringBuilder(meters.scrape());
        for (Measure measure : Measure.values()) {
            if (text.indexOf(NAME + measure.family() + " ") < 0) {
                text.append("# HELP %s %s\n".formatted(measure.family(), measure.description()))
                        .append(NAME + "%s %s\n".formatted(measure.family(), measure.type()));
            }
        }
        return text.toString();
    }
}
