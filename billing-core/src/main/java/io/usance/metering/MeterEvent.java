package io.usance.metering;

/**
 * What happened to a meter. A kind of meter has a sealed family of these; what contracts need of
 * them they see as {@link Metered}, {@link MeterPeriodClosed} and {@link MeterLeft}.
 */
public interface MeterEvent {
    /** The meter, unique within its kind. */
    String meterId();
}
