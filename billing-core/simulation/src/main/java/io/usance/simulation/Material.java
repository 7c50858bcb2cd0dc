package io.usance.simulation;

/**
 * How what is in a silo changes with lots and weather.
 *
 * @param densitySpread a lot's density differs from the silo's first by up to this part, 0 to 0.2
 * @param moistureSpread a lot's moisture differs from the silo's first by up to so many percentage
 *     points, 0 to 20; without effect unless the silo counts dry mass
 * @param meanCel mean temperature of a liquid that is reduced to 15 °C
 * @param swingCel by how much it is warmer in the afternoon and colder before dawn, 0 to 20; twice
 *     that with the weather
 */
public record Material(
        double densitySpread, double moistureSpread, double meanCel, double swingCel) {

    /** One lot, always of 15 °C. */
    public static final Material STEADY = new Material(0, 0, 15, 0);

    private static final double DENSITY_SPREAD_MAX = 0.2;
    private static final double MOISTURE_SPREAD_MAX = 20;
    private static final double SWING_CEL_MAX = 20;
    private static final double MEAN_CEL_MAX = 60;

    /**
     * @throws IllegalArgumentException if a value is beyond its limits, with both
     */
    public Material {
        requireWithin("densitySpread", densitySpread, 0, DENSITY_SPREAD_MAX);
        requireWithin("moistureSpread", moistureSpread, 0, MOISTURE_SPREAD_MAX);
        requireWithin("meanCel", meanCel, 0, MEAN_CEL_MAX);
        requireWithin("swingCel", swingCel, 0, SWING_CEL_MAX);
    }

    private static void requireWithin(String what, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    what + " is " + value + ", not " + least + " to " + most);
        }
    }

    boolean hasLots() {
        return densitySpread > 0 || moistureSpread > 0;
    }
}
