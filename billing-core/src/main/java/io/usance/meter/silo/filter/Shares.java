package io.usance.meter.silo.filter;

/**
 * What the uncertainty of a stock is made of: its parts at k = 2, which are added, in thousandths
 * of the silo's base unit.
 *
 * @param repeatability of the median of the readings
 * @param resolution half a step either way
 * @param interpolation the draw between the readings and the instant, which nothing showed
 */
public record Shares(long repeatability, long resolution, long interpolation) {

    public static final Shares NONE = new Shares(0, 0, 0);

    /**
     * @param bound the stock is within it, readings and steps apart
     */
    static Shares of(Tolerances tolerances, int count, long bound) {
        return new Shares(
                Milli.medianUncertainty(tolerances.noise(), count),
                (tolerances.resolution() + 1) / 2,
                bound);
    }

    public long sum() {
        return repeatability + resolution + interpolation;
    }
}
