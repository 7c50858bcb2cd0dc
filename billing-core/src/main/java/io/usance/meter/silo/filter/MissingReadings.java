package io.usance.meter.silo.filter;

/**
 * Sequences that were waited for in vain: lost, refused, or yet to come as late evidence.
 *
 * @param sensorId whose
 * @param first the first that is missing
 * @param last the last that is missing, {@code first} or more
 * @param fromMs time of sampling reached before the gap
 * @param toMs when the reading behind it was sampled
 */
public record MissingReadings(String sensorId, long first, long last, long fromMs, long toMs) {}
