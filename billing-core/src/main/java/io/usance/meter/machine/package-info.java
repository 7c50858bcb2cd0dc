/**
 * Machines: from registers and states to named quantities.
 *
 * <p>{@link io.usance.meter.machine.MachineCommand} is what can be asked of a machine, {@link
 * io.usance.meter.machine.MachineEvent} what happens to it, {@link
 * io.usance.meter.machine.MachineRefusal} why a record is refused; {@link
 * io.usance.meter.machine.spec} describes machines and their registers. The kind of meter is {@link
 * io.usance.meter.StandardMeters#machine()}.
 */
@org.jspecify.annotations.NullMarked
package io.usance.meter.machine;
