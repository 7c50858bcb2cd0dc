package io.usance.bundle;

import io.usance.anchor.Receipt;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractState;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloSnapshot;
import io.usance.settlement.NettingEvent.BatchMoved;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One settlement and all it rests on.
 *
 * @param receipt its place in an anchored batch
 * @param contract what was agreed and charged, up to the settlement
 * @param silos what was measured of the consumption that is settled; none for a tax or a mere
 *     adjustment
 * @param moved the money that moved with its batch in its currency; null if none did yet
 */
public record Bundle(
        Receipt receipt,
        ContractEvidence contract,
        List<SiloEvidence> silos,
        @Nullable BatchMoved moved) {

    /** Name and version of the format. */
    public static final String FORMAT = "usance-bundle/v1";

    /** Longest file that is written or read, in bytes. */
    public static final int BYTES_MAX = 64 << 20;

    /**
     * @param start the contract's state before the first of the events; null if they begin with its
     *     signing
     * @param events all of the contract from there to the settlement, which is the last
     */
    public record ContractEvidence(@Nullable ContractState start, List<ContractEvent> events) {
        public ContractEvidence {
            events = List.copyOf(events);
        }
    }

    /**
     * @param start the silo's state before the first of the events; null if they begin with its
     *     registration
     * @param events all of the silo from there to the consumption that is settled
     */
    public record SiloEvidence(
            String siloId, @Nullable SiloSnapshot start, List<SiloEvent> events) {
        public SiloEvidence {
            events = List.copyOf(events);
        }
    }

    public Bundle {
        silos = List.copyOf(silos);
    }
}
