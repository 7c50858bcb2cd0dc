package io.usance.record.silo;

import io.usance.meter.silo.Entered;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.StockChange;
import io.usance.meter.silo.TransferStock;
import io.usance.metering.MeterCommand;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a record of {@code usance.stock-changes} says.
 *
 * @param change null of a transfer
 * @param uncertainty null if none is given
 * @param shown null if none is given
 * @param toSiloId of a transfer where it went; else null
 */
public record StockRecord(
        @Nullable StockChange change,
        Quantity quantity,
        @Nullable Quantity uncertainty,
        @Nullable Quantity shown,
        @Nullable String toSiloId,
        Instant happenedAt,
        String id,
        String by,
        String reason) {

    /**
     * The part of it that concerns one silo.
     *
     * @param siloId the record's
     * @param ofSiloId this or, of a transfer, the other side
     */
    public SiloCommand side(String siloId, String ofSiloId, Instant arrivedAt) {
        MeterCommand<SiloEvent> command = command(siloId, arrivedAt);
        return command instanceof TransferStock transfer
                ? transfer.parts().stream()
                        .filter(part -> part.siloId().equals(ofSiloId))
                        .findFirst()
                        .orElseThrow()
                : (SiloCommand) command;
    }

    /** The command that has it recorded. */
    MeterCommand<SiloEvent> command(String siloId, Instant arrivedAt) {
        Entered entered = new Entered(id, by, reason, arrivedAt, true);
        if (toSiloId != null) {
            return new TransferStock(siloId, toSiloId, quantity, uncertainty, happenedAt, entered);
        }
        if (change == null) {
            throw new IllegalStateException("neither a change nor a transfer");
        }
        return new SiloCommand.AdjustStock(
                siloId, change, quantity, uncertainty, shown, happenedAt, entered);
    }
}
