/**
 * The service: its roles, each a loop of small steps, and what starts, watches and stops them.
 *
 * <p>One line of stages, each following the one before: intake, metering (in the same step),
 * charging, outbox, sealing, anchoring. {@link io.usance.service.UsanceService} puts them together;
 * the demo and production run the same class.
 */
@org.jspecify.annotations.NullMarked
package io.usance.service;
