package io.usance.watch;

/** A number that one thread sets and others read. */
public final class Needle {
    private volatile double value = Double.NaN;

    Needle() {}

    public void set(double value) {
        this.value = value;
    }

    double get() {
        return value;
    }
}
