/**
 * What a machine is: its registers, the states it reports, and the named quantities that are
 * metered from them. Checked when it is registered, so that metering need not fail.
 */
@org.jspecify.annotations.NullMarked
package io.usance.meter.machine.spec;
