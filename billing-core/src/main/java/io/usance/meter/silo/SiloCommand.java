package io.usance.meter.silo;

import io.usance.failure.Checks;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloRules;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.MeterCommand;
import io.usance.period.BillingCalendar;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked of a silo. Time arrives in the command; nothing here reads a clock. */
public sealed interface SiloCommand extends MeterCommand<SiloEvent> {

    String siloId();

    @Override
    default String meterId() {
        return siloId();
    }

    /** Makes a silo known. Refused if it is known already with another specification. */
    record RegisterSilo(SiloSpec spec, Instant at, @Nullable Integer rules) implements SiloCommand {

        /** What silos are metered by that are registered today. */
        public static final int RULES = 2;

        /** Makes a silo known that is metered by today's rules. */
        public RegisterSilo(SiloSpec spec, Instant at) {
            this(spec, at, RULES);
        }

        public RegisterSilo {
            SiloRules.require(spec, "registerSilo.spec");
            Checks.time(at, "registerSilo.at");
        }

        @Override
        public String siloId() {
            return spec.siloId();
        }
    }

    /**
     * Puts the silo under a supply contract. Readings and deliveries before that are refused.
     *
     * @param meteringFrom consumption counts from here; the opening stock is the stock at this
     *     instant
     */
    record AssignContract(
            String siloId,
            String contractId,
            BillingCalendar calendar,
            Instant meteringFrom,
            Instant at)
            implements SiloCommand {
        public AssignContract {
            Checks.given(siloId, "assignContract.siloId");
            Checks.given(contractId, "assignContract.contractId");
            Checks.given(calendar, "assignContract.calendar");
            Checks.time(meteringFrom, "assignContract.meteringFrom");
            Checks.time(at, "assignContract.at");
        }
    }

    /**
     * Releases the silo from its contract when a billing period ends. That period closes as usual
     * and none follows; later readings are kept as evidence, nothing is metered, and another
     * contract may begin then or later. Repeating it changes nothing.
     *
     * @param contractId the contract the silo is under, or the one that follows
     * @param endsAt end of the open period or of a later one; otherwise refused
     */
    record EndContract(String siloId, String contractId, Instant endsAt, Instant at)
            implements SiloCommand {
        public EndContract {
            Checks.given(siloId, "endContract.siloId");
            Checks.given(contractId, "endContract.contractId");
            Checks.time(endsAt, "endContract.endsAt");
            Checks.time(at, "endContract.at");
        }
    }

    /**
     * Another sensor, another calibration or a restarted counter: what the sensor shows from then
     * on cannot be compared with what was shown before. Closes the present segment and opens the
     * next; no consumption is computed across.
     *
     * <p>May be sent ahead of time. Refused if readings sampled at or after {@code from} have been
     * taken already. Repeating it changes nothing.
     *
     * @param kind another device or a restarted counter; or the same device and counter
     * @param sensor the sensor from then on; its id may be the present one's
     * @param from readings sampled from here on are of the new segment
     * @param reason for people
     * @param adjustment by how much the new segment shows more than the old one would for the same
     *     content, if someone knows; null to have it measured from the plateaus on both sides
     */
    record ReplaceSensor(
            String siloId,
            SiloEvent.SensorChangeKind kind,
            SensorSpec sensor,
            Instant from,
            String reason,
            @Nullable Quantity adjustment,
            Instant at)
            implements SiloCommand {
        public ReplaceSensor {
            Checks.given(siloId, "replaceSensor.siloId");
            Checks.given(kind, "replaceSensor.kind");
            Checks.given(sensor, "replaceSensor.sensor");
            Checks.time(from, "replaceSensor.from");
            Checks.given(reason, "replaceSensor.reason");
            Checks.time(at, "replaceSensor.at");
        }
    }

    /**
     * Readings of one silo in the order they arrived.
     *
     * @param rules by which the silo's next period may be metered; null to go on by those it has
     */
    record RecordReadings(
            String siloId, List<Reading> readings, Instant receivedAt, @Nullable Integer rules)
            implements SiloCommand {

        /** Readings of a silo whose next period is metered by today's rules. */
        public RecordReadings(String siloId, List<Reading> readings, Instant receivedAt) {
            this(siloId, readings, receivedAt, RegisterSilo.RULES);
        }

        public RecordReadings {
            Checks.given(siloId, "recordReadings.siloId");
            Checks.all(readings, "recordReadings.readings");
            Checks.time(receivedAt, "recordReadings.receivedAt");
        }

        /** Starts the readings of this silo. */
        public static RecordReadingsBuilder builder(String siloId) {
            return new RecordReadingsBuilder(siloId);
        }
    }

    /** A delivery note. */
    record RecordDelivery(String siloId, DeliveryNote note, Instant receivedAt)
            implements SiloCommand {
        public RecordDelivery {
            Checks.given(siloId, "recordDelivery.siloId");
            Checks.given(note, "recordDelivery.note");
            Checks.time(receivedAt, "recordDelivery.receivedAt");
        }
    }

    /**
     * Puts a delivery note right: from now on it says the new quantity, or time, or both; what it
     * has counted already is corrected. Repeating it changes nothing.
     *
     * @param noteId the note's number; it has to be known, and not void
     * @param deliveredAt null: as it was
     * @param quantity more than zero; null: as it was
     */
    record CorrectDelivery(
            String siloId,
            String noteId,
            @Nullable Instant deliveredAt,
            @Nullable Quantity quantity,
            Entered entered)
            implements SiloCommand {
        public CorrectDelivery {
            Checks.given(siloId, "correctDelivery.siloId");
            Checks.id(noteId, "correctDelivery.noteId");
            Checks.given(entered, "correctDelivery.entered");
            new Checks("correctDelivery")
                    .that(
                            deliveredAt != null || quantity != null,
                            "quantity",
                            "neither quantity nor deliveredAt; write what was wrong")
                    .that(
                            quantity == null || quantity.milli() > 0,
                            "quantity",
                            quantity + "; write more than zero, or void the note")
                    .require();
        }
    }

    /**
     * Declares that a delivery note is none: what it has counted is taken back. Its number stays
     * known. Repeating it changes nothing.
     */
    record VoidDelivery(String siloId, String noteId, Entered entered) implements SiloCommand {
        public VoidDelivery {
            Checks.given(siloId, "voidDelivery.siloId");
            Checks.id(noteId, "voidDelivery.noteId");
            Checks.given(entered, "voidDelivery.entered");
        }
    }

    /**
     * Books what a person knows of the stock: what was counted, or what left the silo or came into
     * it without being drawn or delivered. Repeating it changes nothing.
     *
     * @param change no transfer, which {@link TransferStock} is for
     * @param quantity of a stock-take what was counted, zero or more; else more than zero
     * @param expandedUncertainty of the quantity, k = 2; null: of a stock-take the sensor's
     *     resolution, else a thousandth
     * @param shown of a stock-take what the level showed then; null: as metering has it, if that is
     *     still known. Null of all else
     * @param happenedAt when it was counted, or left, or came
     */
    record AdjustStock(
            String siloId,
            StockChange change,
            Quantity quantity,
            @Nullable Quantity expandedUncertainty,
            @Nullable Quantity shown,
            Instant happenedAt,
            Entered entered)
            implements SiloCommand {
        public AdjustStock {
            Checks.given(siloId, "adjustStock.siloId");
            Checks.given(change, "adjustStock.change");
            Checks.given(quantity, "adjustStock.quantity");
            Checks.given(happenedAt, "adjustStock.happenedAt");
            Checks.given(entered, "adjustStock.entered");
            boolean counted = change == StockChange.STOCK_TAKE;
            new Checks("adjustStock")
                    .that(
                            !change.isTransfer(),
                            "change",
                            change + " has another side; transfer the stock instead")
                    .that(
                            quantity.milli() > 0 || (counted && quantity.milli() == 0),
                            "quantity",
                            quantity + "; write " + (counted ? "zero or more" : "more than zero"))
                    .that(
                            counted || shown == null,
                            "shown",
                            "is for a stock-take; leave it out of a " + change)
                    .that(
                            expandedUncertainty == null || expandedUncertainty.milli() >= 0,
                            "expandedUncertainty",
                            expandedUncertainty + "; write zero or more")
                    .require();
        }
    }

    /** One side of {@link TransferStock}, which alone sends it. */
    record MoveStock(
            String siloId,
            StockChange change,
            String otherSiloId,
            Quantity quantity,
            @Nullable Quantity expandedUncertainty,
            Instant happenedAt,
            Entered entered)
            implements SiloCommand {
        public MoveStock {
            Checks.given(siloId, "moveStock.siloId");
            Checks.given(change, "moveStock.change");
            Checks.given(otherSiloId, "moveStock.otherSiloId");
            Checks.given(quantity, "moveStock.quantity");
            Checks.given(happenedAt, "moveStock.happenedAt");
            Checks.given(entered, "moveStock.entered");
            new Checks("moveStock")
                    .that(
                            change.isTransfer(),
                            "change",
                            change + " has no other side; adjust the stock instead")
                    .that(
                            !siloId.equals(otherSiloId),
                            "otherSiloId",
                            otherSiloId + " is the silo itself; write another")
                    .that(quantity.milli() > 0, "quantity", quantity + "; write more than zero")
                    .that(
                            expandedUncertainty == null || expandedUncertainty.milli() >= 0,
                            "expandedUncertainty",
                            expandedUncertainty + "; write zero or more")
                    .require();
        }
    }

    /**
     * Closes the open period with what is known, for a silo whose sensor has fallen silent. A silo
     * that keeps reporting closes its periods without this command.
     *
     * @param periodId the open period, as {@code BillingPeriod.id()}; anything else is ignored
     *     (already closed)
     */
    record ClosePeriod(String siloId, String periodId, Instant at) implements SiloCommand {
        public ClosePeriod {
            Checks.given(siloId, "closePeriod.siloId");
            Checks.given(periodId, "closePeriod.periodId");
            Checks.time(at, "closePeriod.at");
        }
    }
}
