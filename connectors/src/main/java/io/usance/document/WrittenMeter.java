package io.usance.document;

import io.usance.metering.MeterCommand;
import java.time.Instant;

/** A meter as it is written down, and the section it is written in. */
public record WrittenMeter<D>(MeterSection<D> section, D document) {

    void check(String path, DocumentProblems problems) {
        section.check(document, path, problems);
    }

    MeterCommand<?> registration(Instant at) {
        return section.registration(document, at);
    }

    String meterId() {
        return registration(Instant.EPOCH).meterId();
    }
}
