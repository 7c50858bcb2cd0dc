package io.usance.meter.silo.filter;

/**
 * What the uncertainty of a stock is made of: standard uncertainties (JCGM 100:2008, 2.3.1),
 * independent of each other, in thousandths of the silo's base unit.
 *
 * @param repeatability of the median of the readings; type A where the noise is learnt
 * @param resolution half a step either way
 * @param interpolation the draw between the readings and the instant, which nobody saw
 * @param deliveries of a stock that was carried, not measured: what came and was adjusted since
 */
public record Shares(long repeatability, long resolution, long interpolation, long deliveries) {

    public static final Shares NONE = new Shares(0, 0, 0, 0);

    /**
     * @param bound the stock is within it, readings and steps apart
     */
    static Shares of(Tolerances tolerances, int count, long bound) {
        return new Shares(
                (Milli.medianUncertainty(tolerances.noise(), count) + 1) / 2,
                Milli.rectangular((tolerances.resolution() + 1) / 2),
                Milli.rectangular(bound),
                0);
    }

    /** Of a sum or a difference. */
    public Shares plus(Shares other) {
        return new Shares(
                Milli.hypot(repeatability, other.repeatability),
                Milli.hypot(resolution, other.resolution),
                Milli.hypot(interpolation, other.interpolation),
                Milli.hypot(deliveries, other.deliveries));
    }

    /** With what was delivered or adjusted. */
    public Shares delivered(long standard) {
        return new Shares(
                repeatability, resolution, interpolation, Milli.hypot(deliveries, standard));
    }

    /** All together. */
    public long combined() {
        return Milli.hypot(
                Milli.hypot(repeatability, resolution), Milli.hypot(interpolation, deliveries));
    }
}
