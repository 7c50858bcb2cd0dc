package io.usance.metering;

import io.usance.quantity.Dimension;

/** What a sensor reports. */
public enum ReadingKind {
    MASS(Dimension.MASS),
    VOLUME(Dimension.VOLUME);

    private final Dimension dimension;

    ReadingKind(Dimension dimension) {
        this.dimension = dimension;
    }

    public Dimension dimension() {
        return dimension;
    }
}
