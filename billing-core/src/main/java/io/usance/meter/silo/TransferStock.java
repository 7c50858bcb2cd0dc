package io.usance.meter.silo;

import io.usance.failure.Checks;
import io.usance.meter.silo.SiloCommand.MoveStock;
import io.usance.metering.ComposedCommand;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Material went from one silo into another: both have it booked, or neither. The id of what was
 * entered is the same in both.
 *
 * @param quantity more than zero, in the dimension of both silos
 * @param expandedUncertainty of the quantity, k = 2; null: a thousandth of it, as of a weighed one
 * @param happenedAt when it was moved
 */
public record TransferStock(
        String fromSiloId,
        String toSiloId,
        Quantity quantity,
        @Nullable Quantity expandedUncertainty,
        Instant happenedAt,
        Entered entered)
        implements ComposedCommand<SiloEvent> {

    public TransferStock {
        Checks checks = new Checks("transferStock");
        checks.isId(fromSiloId, "fromSiloId")
                .isId(toSiloId, "toSiloId")
                .isSet(quantity, "quantity")
                .isSet(happenedAt, "happenedAt")
                .isSet(entered, "entered")
                .that(
                        fromSiloId == null || !fromSiloId.equals(toSiloId),
                        "toSiloId",
                        fromSiloId + " is where it comes from; write another silo")
                .that(
                        quantity == null || quantity.milli() > 0,
                        "quantity",
                        quantity + "; write more than zero")
                .require();
    }

    /** The silo it came from. */
    @Override
    public String meterId() {
        return fromSiloId;
    }

    @Override
    public List<MoveStock> parts() {
        return List.of(
                part(fromSiloId, StockChange.TRANSFER_OUT, toSiloId, entered),
                // Of one record the silo it came from counts.
                part(
                        toSiloId,
                        StockChange.TRANSFER_IN,
                        fromSiloId,
                        new Entered(entered.id(), entered.by(), entered.reason(), entered.at())));
    }

    private MoveStock part(String siloId, StockChange change, String otherId, Entered by) {
        return new MoveStock(
                siloId, change, otherId, quantity, expandedUncertainty, happenedAt, by);
    }
}
