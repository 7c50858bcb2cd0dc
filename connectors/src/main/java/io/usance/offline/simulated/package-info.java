/** Simulated plants as files, as {@code usance meter} reads them, with what was truly drawn. */
@org.jspecify.annotations.NullMarked
package io.usance.offline.simulated;
