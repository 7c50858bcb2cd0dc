package io.usance.meter.silo;

import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person said something of the stock; what is booked of it follows.
 *
 * @param quantity of a stock-take what was counted; else what left or came, more than zero
 * @param expandedUncertainty of the quantity, k = 2
 * @param shown of a stock-take what the level showed then; else null
 * @param otherSiloId of a transfer the other side; else null
 * @param happenedAt when it was counted, or left, or came
 */
public record StockEntered(
        String siloId,
        String contractId,
        StockChange change,
        Quantity quantity,
        Quantity expandedUncertainty,
        @Nullable Quantity shown,
        @Nullable String otherSiloId,
        Instant happenedAt,
        Entered entered)
        implements SiloEvent, SiloEntry {}
