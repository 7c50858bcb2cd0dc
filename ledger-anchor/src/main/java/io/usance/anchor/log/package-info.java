/** The anchor in a signed transparency log, for users without a chain. */
@org.jspecify.annotations.NullMarked
package io.usance.anchor.log;
