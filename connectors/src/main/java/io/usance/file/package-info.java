/**
 * What all files that people and other programs write have in common: limits, and how a problem is
 * told.
 */
@org.jspecify.annotations.NullMarked
package io.usance.file;
