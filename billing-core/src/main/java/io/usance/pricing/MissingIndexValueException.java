package io.usance.pricing;

import io.usance.failure.RefusedException;

/** A tariff needs an index value that is not there. It can be rated when the value is. */
public final class MissingIndexValueException extends RefusedException {
    private static final long serialVersionUID = 1L;

    private final String series;

    MissingIndexValueException(String series) {
        super(
                "the tariff needs a value of index " + series + ", which is not there; supply it",
                null);
        this.series = series;
    }

    /** Name of the series. */
    public String series() {
        return series;
    }
}
