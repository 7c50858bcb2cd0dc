package io.usance.simulation;

/**
 * What goes wrong with a device, beyond the {@link Imperfections} of the line.
 *
 * @param wrongValueShare readings whose value is no usable number, or far from any level
 * @param badStatusShare readings that the device itself calls faulty
 * @param clockLosses times in the whole run that the device restarts and reports some readings
 *     before its clock is set
 * @param counterResets times that its counter begins again
 * @param sensorExchanges times that it is replaced: another sensor id, a counter that begins again,
 *     and a level that jumps although nothing was drawn
 */
public record Mishaps(
        double wrongValueShare,
        double badStatusShare,
        int clockLosses,
        int counterResets,
        int sensorExchanges) {

    /** A device that never fails. */
    public static final Mishaps NONE = new Mishaps(0, 0, 0, 0, 0);
}
