package io.usance.record;

/** A device's own doubts about what it sends, in the fields {@code status} and {@code clock}. */
public final class Condition {
    private Condition() {}

    /**
     * @throws Refusal if the status is something other than OK, or the clock is not synchronised
     */
    public static void check(JsonFields fields) throws Refusal {
        String status = fields.optionalText("status");
        if (status != null && !status.equals("OK")) {
            throw new Refusal(
                    DecodeReason.BAD_STATUS, "status is " + Refusal.shown(status) + ", not OK");
        }
        String clock = fields.optionalText("clock");
        if (clock != null && clock.equals("UNSYNCHRONISED")) {
            throw new Refusal(
                    DecodeReason.CLOCK_NOT_SYNCHRONISED, "the device's clock is not synchronised");
        }
        if (clock != null && !clock.equals("SYNCHRONISED")) {
            throw new Refusal(
                    DecodeReason.CLOCK_NOT_SYNCHRONISED,
                    "clock is "
                            + Refusal.shown(clock)
                            + ", neither SYNCHRONISED nor UNSYNCHRONISED");
        }
    }
}
