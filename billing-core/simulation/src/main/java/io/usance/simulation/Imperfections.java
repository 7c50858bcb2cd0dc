package io.usance.simulation;

/**
 * What goes wrong between a silo and the bill.
 *
 * @param duplicateShare readings sent twice
 * @param blankShare readings with an empty value
 * @param lostShare readings that never arrive; their sequence is missing
 * @param spikeShare readings far off for a single sample
 * @param outagesPerWeek gateway outages, each buffering up to {@link SiloSimulator#BUFFER_MAX}
 *     readings
 * @param stuckEpisodes times in the whole run that the sensor repeats one value
 * @param stuckReadings how many readings a stuck episode lasts
 * @param missingNoteShare deliveries whose note never arrives
 * @param refillOutageShare deliveries around whose beginning the gateway is offline
 */
public record Imperfections(
        double duplicateShare,
        double blankShare,
        double lostShare,
        double spikeShare,
        double outagesPerWeek,
        int stuckEpisodes,
        int stuckReadings,
        double missingNoteShare,
        double refillOutageShare) {

    /** A perfect line. */
    public static final Imperfections NONE = new Imperfections(0, 0, 0, 0, 0, 0, 0, 0);

    /** What a plant has in an ordinary month. */
    public static final Imperfections USUAL =
            new Imperfections(0.02, 0.003, 0.004, 0.002, 3, 1, 40, 0);

    /** A gateway that fails at any time. */
    public Imperfections(
            double duplicateShare,
            double blankShare,
            double lostShare,
            double spikeShare,
            double outagesPerWeek,
            int stuckEpisodes,
            int stuckReadings,
            double missingNoteShare) {
        this(
                duplicateShare,
                blankShare,
                lostShare,
                spikeShare,
                outagesPerWeek,
                stuckEpisodes,
                stuckReadings,
                missingNoteShare,
                0);
    }
}
