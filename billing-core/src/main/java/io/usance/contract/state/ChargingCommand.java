package io.usance.contract.state;

import io.usance.failure.Checks;
import io.usance.metering.MeterDoubted;
import io.usance.metering.Metered;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the charging stage tells a contract of what it has found in the log. Not for hosts: sent
 * with something else than what is in the log, it would charge what no meter has metered.
 */
public sealed interface ChargingCommand {

    String contractId();

    /**
     * Charges a metered quantity. Done once per silo and consumption number, however often it is
     * asked.
     *
     * @param at when it was metered; null if unknown
     */
    record ChargeConsumption(Metered consumption, @Nullable Instant at) implements ChargingCommand {
        public ChargeConsumption {
            Checks.given(consumption, "chargeConsumption.consumption");
        }

        public ChargeConsumption(Metered consumption) {
            this(consumption, null);
        }

        @Override
        public String contractId() {
            return consumption.contractId();
        }
    }

    /**
     * A meter doubts what it has metered.
     *
     * @param evidenceNo of the meter's event, in the meter's stream from 0
     * @param at when it was recorded; null if unknown
     */
    record NoteDoubt(MeterDoubted doubt, long evidenceNo, @Nullable Instant at)
            implements ChargingCommand {
        public NoteDoubt {
            Checks.given(doubt, "noteDoubt.doubt");
        }

        @Override
        public String contractId() {
            return doubt.contractId();
        }
    }

    /** A silo leaves the contract; the periods after do not wait for it. */
    record NoteSiloLeft(String contractId, String siloId, Instant endsAt)
            implements ChargingCommand {
        public NoteSiloLeft {
            Checks.given(contractId, "noteSiloLeft.contractId");
            Checks.given(siloId, "noteSiloLeft.siloId");
            Checks.time(endsAt, "noteSiloLeft.endsAt");
        }
    }

    /**
     * A silo has closed a period. When the last silo of the contract has, the period is settled.
     *
     * @param uncertainty expanded (k = 2) of what was consumed; null if unknown
     * @param negativeBalance null if the balance is not negative beyond its uncertainty
     * @param uncertain that the meter itself takes it for too uncertain; null if it does not
     * @param evidenceNo of the meter's event, in the meter's stream from 0
     * @param at when it was recorded; null if unknown
     */
    record NoteSiloClosed(
            String contractId,
            String siloId,
            String periodId,
            Quantities consumed,
            @Nullable Quantity uncertainty,
            @Nullable Quantity negativeBalance,
            @Nullable MeterDoubted uncertain,
            long evidenceNo,
            @Nullable Instant at)
            implements ChargingCommand {

        /** Of a meter that says nothing of how good its balance is. */
        public NoteSiloClosed(
                String contractId, String siloId, String periodId, Quantities consumed) {
            this(contractId, siloId, periodId, consumed, null, null, null, 0, null);
        }

        public NoteSiloClosed {
            Checks.given(contractId, "noteSiloClosed.contractId");
            Checks.given(siloId, "noteSiloClosed.siloId");
            Checks.given(periodId, "noteSiloClosed.periodId");
            Checks.given(consumed, "noteSiloClosed.consumed");
        }
    }

    /**
     * Takes the values of an index that are published: fixes what is known by the contract's rule
     * for every period that needs it, and re-rates those.
     *
     * @param published all values of the series, by day
     * @param periodId a period nothing is charged in yet; null for those known already
     */
    record TakeIndexValues(
            String contractId,
            String series,
            NavigableMap<LocalDate, BigDecimal> published,
            @Nullable String periodId)
            implements ChargingCommand {
        public TakeIndexValues {
            Checks.given(contractId, "takeIndexValues.contractId");
            Checks.given(series, "takeIndexValues.series");
            Checks.given(published, "takeIndexValues.published");
            published = Collections.unmodifiableNavigableMap(new TreeMap<>(published));
        }
    }
}
