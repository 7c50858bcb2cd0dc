/** The registry of the kinds of meters that have a section of their own in reports. */
@org.jspecify.annotations.NullMarked
package io.usance.report.kinds;
