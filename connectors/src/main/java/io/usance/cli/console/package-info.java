/**
 * What all commands share: how errors are told, how options are read, how files are written, and
 * the engine beside a running service.
 */
@org.jspecify.annotations.NullMarked
package io.usance.cli.console;
