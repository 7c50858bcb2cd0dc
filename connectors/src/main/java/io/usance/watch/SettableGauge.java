package io.usance.watch;

/** The value of a gauge that one thread sets and others read. */
public final class SettableGauge {
    private volatile double value = Double.NaN;

    SettableGauge() {}

    public void set(double value) {
        this.value = value;
    }

    double get() {
        return value;
    }
}
