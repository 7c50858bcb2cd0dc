package io.usance.finance;

import static io.usance.failure.Checks.all;
import static io.usance.failure.Checks.given;
import static io.usance.failure.Checks.id;

import io.usance.finance.FinanceEvent.GoodsMovement;
import io.usance.finance.FinanceEvent.GoodsMovementsRead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes in the goods movements that an ERP posted. */
public final class GoodsMovementBook {
    /** Most movements of one file: an event stays below 16 MiB. */
    public static final int MOVEMENTS_MAX = 10_000;

    private final FinanceStreams streams;
    private final GoodsMovementTable table;

    GoodsMovementBook(FinanceStreams streams, GoodsMovementTable table) {
        this.streams = streams;
        this.table = table;
    }

    /**
     * Takes in what an ERP posted. A document that is known already is left out.
     *
     * @param sha256 of the file, hex
     * @return empty if all are known
     * @throws FinanceException if a known document says something else, or there are too many
     */
    public Optional<GoodsMovementsRead> read(
            String contractId, String sha256, List<GoodsMovement> movements, Instant at) {
        id(contractId, "read.contractId");
        given(sha256, "read.sha256");
        all(movements, "read.movements");
        given(at, "read.at");
        if (movements.size() > MOVEMENTS_MAX) {
            throw new FinanceException(
                    "the file has %d entries, at most %d are read at once; split it"
                            .formatted(movements.size(), MOVEMENTS_MAX));
        }
        String streamId = FinanceEvent.movementsOf(contractId);
        return streams.decideAlone(
                streamId,
                () -> {
                    List<GoodsMovement> unknown = unknown(contractId, movements);
                    if (unknown.isEmpty()) {
                        return Optional.empty();
                    }
                    GoodsMovementsRead read =
                            new GoodsMovementsRead(contractId, sha256, unknown, at);
                    streams.append(read, streams.events(streamId).size());
                    table.add(read);
                    return Optional.of(read);
                });
    }

    private List<GoodsMovement> unknown(String contractId, List<GoodsMovement> movements) {
        List<GoodsMovement> unknown = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (GoodsMovement movement : movements) {
            GoodsMovement known = table.movement(contractId, movement.documentId());
            if (known == null) {
                if (!seen.add(movement.documentId())) {
                    throw new FinanceException(
                            "document " + movement.documentId() + " is there twice");
                }
                unknown.add(movement);
            } else if (!known.equals(movement)) {
                throw new FinanceException(
                        "document %s was read before as %s, not as %s"
                                .formatted(movement.documentId(), words(known), words(movement)));
            }
        }
        return unknown;
    }

    private static String words(GoodsMovement movement) {
        return "%s of %s from %s in %s, posted on %s"
                .formatted(
                        movement.movementType(),
                        movement.quantity(),
                        movement.siloId(),
                        movement.periodId(),
                        movement.postedOn());
    }
}
