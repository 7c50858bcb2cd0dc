/** The configuration of the service: one YAML file, checked as a whole before anything starts. */
@org.jspecify.annotations.NullMarked
package io.usance.config;
