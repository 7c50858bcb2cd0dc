/** Commands as a user meets them. */
@org.jspecify.annotations.NullMarked
package io.usance.cli.console;
