/**
 * The command line: {@code usance} and its subcommands. Results go to stdout, errors to stderr in
 * one plain line; the exit code is 0 for success, 1 for failure, 2 for wrong usage.
 */
@org.jspecify.annotations.NullMarked
package io.usance.cli;
