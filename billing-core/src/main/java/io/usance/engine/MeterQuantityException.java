package io.usance.engine;

import io.usance.contract.ContractTerms;
import io.usance.quantity.Dimension;

/**
 * A contract prices what one of its meters does not measure, for example mass where volume is
 * metered. Nothing was signed: no charge could ever be computed.
 */
public final class MeterQuantityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MeterQuantityException(ContractTerms terms, String kind, String meterId, Dimension metered) {
        super(
                "contract %s has prices per %s (%s) but %s %s is metered in %s (%s); price per %s, or register the %s so that it is metered in %s"
                        .formatted(
                                terms.contractId(),
                                terms.tariffs().getFirst().tariff().per().code(),
                                terms.dimension(),
                                kind,
                                meterId,
                                metered.baseUnitCode(),
                                metered,
                                metered.baseUnitCode(),
                                kind,
                                terms.dimension().baseUnitCode()));
    }
}
