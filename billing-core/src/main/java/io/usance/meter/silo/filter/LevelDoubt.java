package io.usance.meter.silo.filter;

import io.usance.meter.silo.Doubt;

/**
 * Something that a level did and that no program can explain.
 *
 * @param milli how much it was
 * @param expected how much would have been usual
 */
public record LevelDoubt(Doubt kind, long fromMs, long toMs, long milli, long expected) {}
