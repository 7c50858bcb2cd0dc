/** The registry of how meters are written down, by kind. */
@org.jspecify.annotations.NullMarked
package io.usance.document.kinds;
