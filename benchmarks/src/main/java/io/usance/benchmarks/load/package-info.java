/**
 * The load rig: a real broker, a real Postgres with {@code fsync} on and the real service, fed with
 * JSON readings, and the ceilings of the same machine in the same run.
 *
 * <p>Open {@link io.usance.benchmarks.load.LoadRig} first: it is the list of what is measured.
 */
@NullMarked
package io.usance.benchmarks.load;

import org.jspecify.annotations.NullMarked;
