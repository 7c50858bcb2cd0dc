package io.usance.bundle;

import io.usance.anchor.Receipt;
import io.usance.contract.ContractEvent;
import io.usance.contract.state.ContractState;
import io.usance.engine.form.MeterState;
import io.usance.metering.Discrepancy;
import io.usance.metering.MeterEvent;
import io.usance.metering.MeterKind;
import io.usance.settlement.NettingEvent.BatchMoved;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One settlement and all it rests on.
 *
 * @param receipt its place in an anchored batch
 * @param contract what was agreed and charged, up to the settlement
 * @param meters what was measured of the quantities that are settled; none for a tax or a mere
 *     adjustment
 * @param moved the money that moved with its batch in its currency; null if none did yet
 */
public record Bundle(
        Receipt receipt,
        ContractEvidence contract,
        List<MeterEvidence<?, ?>> meters,
        @Nullable BatchMoved moved) {

    /** Name and version of the format of a bundle that rests on silos alone. */
    public static final String FORMAT = "usance-bundle/v1";

    /** Of a bundle that rests on a meter of another kind: it names the kind of each meter. */
    public static final String FORMAT_OF_METERS = "usance-bundle/v2";

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
     * @param kind of the meter
     * @param start the meter's state before the first of the events; null if they begin with its
     *     registration
     * @param events all of the meter from there to the quantity that is settled
     */
    public record MeterEvidence<S, E extends MeterEvent>(
            MeterKind<S, ?, E> kind,
            String meterId,
            @Nullable MeterState<S> start,
            List<E> events) {
        public MeterEvidence {
            events = List.copyOf(events);
        }

        /**
         * Meters the events once more.
         *
         * @return the first that does not follow; empty if all do
         */
        Optional<Discrepancy> check() {
            return kind.audit(start == null ? null : start.state()).check(events);
        }
    }

    public Bundle {
        meters = List.copyOf(meters);
    }
}
