/** From a sensor's readings to levels that stand, rises of the level, and stocks at an instant. */
@org.jspecify.annotations.NullMarked
package io.usance.meter.silo.filter;
