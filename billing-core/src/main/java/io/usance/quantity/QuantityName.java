package io.usance.quantity;

/**
 * Name of what a contract counts of a metered quantity: the quantity's own, or {@code energy@peak}
 * for what of it falls into a band of time. No meter's quantity has an {@code @} in its name.
 */
public final class QuantityName {
    /** Between the name of the quantity and that of the band. */
    public static final char AT = '@';

    private QuantityName() {}

    /** Of what of a quantity falls into a band. */
    public static String inBand(String quantity, String band) {
        return quantity + AT + band;
    }

    /** The metered quantity's own name, without the band. */
    public static String metered(String name) {
        int at = name.indexOf(AT);
        return at < 0 ? name : name.substring(0, at);
    }
}
