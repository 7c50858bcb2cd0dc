/** The kinds of meters that come with the engine, each in a package of its own. */
@org.jspecify.annotations.NullMarked
package io.usance.meter;
