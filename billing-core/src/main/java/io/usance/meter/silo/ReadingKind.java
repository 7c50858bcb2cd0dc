package io.usance.meter.silo;

import io.usance.quantity.Dimension;

/** What a sensor reports. */
public enum ReadingKind {
    MASS(Dimension.MASS),
    VOLUME(Dimension.VOLUME),
    /** From the sensor's reference point down to the surface. */
    DISTANCE(Dimension.LENGTH),
    /** The height of the surface. */
    LEVEL(Dimension.LENGTH),
    /** Of a level's span or of the silo's capacity, as the sensor's calibration says. */
    PERCENT(Dimension.RATIO);

    private final Dimension dimension;

    ReadingKind(Dimension dimension) {
        this.dimension = dimension;
    }

    public Dimension dimension() {
        return dimension;
    }
}
