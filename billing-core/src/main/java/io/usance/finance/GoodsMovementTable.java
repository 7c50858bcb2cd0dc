package io.usance.finance;

import io.usance.finance.FinanceEvent.GoodsMovement;
import io.usance.finance.FinanceEvent.GoodsMovementsRead;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.store.Transactions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Documents of an ERP that are known; written in the transactions of their events. */
final class GoodsMovementTable {
    private final Transactions transactions;

    GoodsMovementTable(Transactions transactions) {
        this.transactions = transactions;
    }

    @Nullable GoodsMovement movement(String contractId, String documentId) {
        return transactions.read(sql ->
                sql.fetchOptional(
                                "select period_id, silo_id, movement_type, quantity_milli, posted_on, dimension"
                                        + " from usance.goods_movement where contract_id = ? and document_id = ?",
                                contractId,
                                documentId)
                        .map(row ->
                                new GoodsMovement(
                                        documentId,
                                        row.get(0, String.class),
                                        row.get(1, String.class),
                                        row.get(2, String.class),
                                        new Quantity(
                                                row.get(3, long.class),
                                                Dimension.valueOf(row.get(5, String.class))),
                                        row.get(4, LocalDate.class)))
                        .orElse(null));
    }

    void add(GoodsMovementsRead read) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (GoodsMovement movement : read.movements()) {
            rows.add(
                    new @Nullable Object[] {
                        movement.documentId(),
                        read.contractId(),
                        movement.periodId(),
                        movement.siloId(),
                        movement.movementType(),
                        movement.quantity().dimension().name(),
                        movement.quantity().milli(),
                        movement.postedOn().toString()
                    });
        }
        transactions.forEach(
                "insert into usance.goods_movement (document_id, contract_id, period_id, silo_id,"
                        + " movement_type, dimension, quantity_milli, posted_on)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?::date)",
                rows);
    }
}
