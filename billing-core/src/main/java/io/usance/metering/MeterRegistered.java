package io.usance.metering;

/** A meter has become known. */
public interface MeterRegistered extends MeterEvent {}
