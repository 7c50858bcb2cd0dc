package io.usance.meter.silo.state;

/**
 * A period that was closed by command before readings had reached its end. What they say of it, if
 * they come after all, corrects nothing in it: it is reported in the open period.
 *
 * @param periodId the closed period
 * @param endMs its end
 * @param stock its closing, and the deliveries counted for it since
 */
record LateClose(String periodId, long endMs, long stock) {

    /** Older ones are forgotten: their readings are then the open period's without a word. */
    static final int KEPT_MAX = 4;

    LateClose delivered(String ofPeriodId, long quantity) {
        return periodId.equals(ofPeriodId)
                ? new LateClose(periodId, endMs, stock + quantity)
                : this;
    }
}
