package io.usance.meter.silo;

/**
 * What a person says of a stock beside what the level shows.
 *
 * <p>The names are stored and published; they stay.
 */
public enum StockChange {
    /** So much was counted: what the level shows too much or too little was drawn, or not. */
    STOCK_TAKE,
    /** It left the silo and was not drawn: spilled. */
    SPILL,
    /** It left the silo and was not drawn: a sample. */
    SAMPLE,
    /** It left the silo and was not drawn: written off. */
    WRITE_OFF,
    /** It came into the silo and was not delivered. */
    FOUND,
    /** It went into another silo. */
    TRANSFER_OUT,
    /** It came from another silo. */
    TRANSFER_IN;

    /** True if the stock became less. */
    public boolean isOut() {
        return switch (this) {
            case SPILL, SAMPLE, WRITE_OFF, TRANSFER_OUT -> true;
            case STOCK_TAKE, FOUND, TRANSFER_IN -> false;
        };
    }

    /** True for one side of a transfer. */
    public boolean isTransfer() {
        return this == TRANSFER_OUT || this == TRANSFER_IN;
    }
}
