package io.usance.engine;

import io.usance.contract.ContractTerms;
import io.usance.quantity.Dimension;

/**
 * A contract prices mass and one of its silos is metered in volume, or the other way round. Nothing
 * was signed: without a density no charge could ever be computed.
 */
public final class SiloDimensionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SiloDimensionException(ContractTerms terms, String siloId, Dimension metered) {
        super(
                "contract "
                        + terms.contractId()
                        + " has prices per "
                        + terms.tariffs().getFirst().tariff().per().code()
                        + " ("
                        + terms.dimension()
                        + ") but silo "
                        + siloId
                        + " is metered in "
                        + metered.baseUnitCode()
                        + " ("
                        + metered
                        + "); register the silo with a capacity in "
                        + terms.dimension().baseUnitCode()
                        + " and a density, or price per "
                        + metered.baseUnitCode());
    }
}
