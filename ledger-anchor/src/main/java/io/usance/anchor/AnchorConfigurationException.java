package io.usance.anchor;

/**
 * The anchor refuses for a reason that time does not cure: wrong chain, no contract, no authority,
 * no gas money. The message says what a person has to do.
 */
public final class AnchorConfigurationException extends AnchorException {
    private static final long serialVersionUID = 1L;

    public AnchorConfigurationException(String message) {
        super(message, null);
    }
}
