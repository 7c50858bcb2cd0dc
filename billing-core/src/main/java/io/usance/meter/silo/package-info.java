/**
 * Silos and tanks: a level is read, material is delivered and drawn, and what was really drawn is
 * billed.
 *
 * <p>{@link io.usance.meter.silo.SiloCommand} is what can be asked of a silo, {@link
 * io.usance.meter.silo.SiloEvent} what happens to it, {@link io.usance.meter.silo.RefusalReason}
 * why a record is refused; {@link io.usance.meter.silo.spec} describes silos and their sensors. The
 * kind of meter is {@link io.usance.meter.StandardMeters#silo()}.
 */
@org.jspecify.annotations.NullMarked
package io.usance.meter.silo;
