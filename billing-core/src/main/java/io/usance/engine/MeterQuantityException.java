package io.usance.engine;

import io.usance.contract.ContractTerms;
import io.usance.quantity.Dimension;

/**
 * A contract prices what one of its meters does not measure, for example mass where volume is
 * metered. Nothing was signed: no charge could ever be computed.
 */
public final class MeterQuantityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MeterQuantityException(ContractTerms terms, String meterId, Dimension metered) {
        super(
                "contract "
                        + terms.contractId()
                        + " has prices per "
                        + terms.tariffs().getFirst().tariff().per().code()
                        + " ("
                        + terms.dimension()
                        + ") but meter "
                        + meterId
                        + " is metered in "
                        + metered.baseUnitCode()
                        + " ("
                        + metered
                        + "); register it with a capacity in "
                        + terms.dimension().baseUnitCode()
                        + " and a density, or price per "
                        + metered.baseUnitCode());
    }
}
