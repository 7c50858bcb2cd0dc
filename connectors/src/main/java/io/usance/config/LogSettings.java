package io.usance.config;

import io.usance.watch.LogLines;

/**
 * How the log is written: the section {@code log} of a configuration.
 *
 * @param level of our own loggers, WARN, INFO or DEBUG
 */
public record LogSettings(LogLines.Form form, String level) {}
