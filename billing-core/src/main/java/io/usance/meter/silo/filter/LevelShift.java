package io.usance.meter.silo.filter;

/**
 * By how much more, or less, the level shows for the same content from some time on. The book stock
 * has to be adjusted by as much.
 *
 * @param changeNo the change of the sensor; 0 if a density or a calibration came into force by its
 *     date
 * @param stated true if it was stated, false if it was worked out
 * @param milli what is added to the book stock
 * @param uncertainty expanded (k = 2)
 * @param fromMs plateau before; of a density its date
 * @param toMs plateau after; of a density its date
 * @param afterMs boundaries up to here were measured on the old scale; so it belongs to the first
 *     open period that ends later
 */
public record LevelShift(
        int changeNo,
        boolean stated,
        long milli,
        long uncertainty,
        long fromMs,
        long toMs,
        long afterMs) {}
