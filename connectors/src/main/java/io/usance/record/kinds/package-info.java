/** The registry of the kinds of meters whose records are read. */
@org.jspecify.annotations.NullMarked
package io.usance.record.kinds;
