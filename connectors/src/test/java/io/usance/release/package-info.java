/** Databases that earlier releases wrote, opened and continued by this one. */
@org.jspecify.annotations.NullMarked
package io.usance.release;
