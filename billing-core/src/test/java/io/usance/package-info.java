/** Rules that hold for all packages of this module. */
@org.jspecify.annotations.NullMarked
package io.usance;
