/**
 * Machines: from registers and states to named quantities.
 *
 * <p>{@code MachineMetering} is the pure part. A reading goes through {@code MachineIntake} (taken,
 * duplicate or refused), {@code ReadingOrder} and, for each quantity, {@code Progress}, which
 * shares what was made between two readings out to periods and quarters of an hour; {@code
 * Accounting} says what follows.
 *
 * <h2>Rationale</h2>
 *
 * <p><b>Differences modulo the width.</b> An int32 register goes from 2147483647 to −2147483648. A
 * smaller value is a rollover only if the machine can have made so much since the last reading;
 * else it is refused until a reset or exchange is announced. A refused reading leaves no trace, and
 * what it had counted is in the next one.
 *
 * <p><b>The display is the stock.</b> Closing less opening less adjustments is what was made;
 * rollovers and exchanges are the adjustments. Time in a state, parts by quality and power have no
 * display.
 *
 * <p><b>Across a boundary</b> whole counts are shared by time, the rest to the later side. A
 * reading at the boundary makes it exact.
 *
 * <p><b>Silence.</b> A register loses nothing by it. A state is not known beyond the declared
 * interval: that time is not counted, and an event says so. A quarter of an hour with a gap has
 * energy, shared by time, but no power.
 *
 * <p><b>After the close.</b> A closed period is never changed. What was made in it and becomes
 * known later is metered in the open one, and {@code MachinePeriodCorrected} names the closed one.
 *
 * <p><b>Bounded.</b> 64 held readings over 3 hours, 1,024 sequence intervals for each of 16 epochs,
 * 4 former devices, 32 announced and 32 past exchanges, 8 ended contracts; periods and quarters
 * that wait for a register that is not read, at most 24 hours.
 */
@org.jspecify.annotations.NullMarked
package io.usance.meter.machine.state;
