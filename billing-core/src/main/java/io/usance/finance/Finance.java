package io.usance.finance;

import io.usance.engine.internal.Internals;
import io.usance.reconciliation.ContractHistory;
import io.usance.store.Transactions;

/**
 * The four parts of finance over one engine.
 *
 * <p>Each decision is one transaction, or part of the running one. Two instances that decide the
 * same at once wait for one another. Where a contract is written to meanwhile, the loser gets
 * {@link io.usance.failure.ConflictException}, has written nothing, and may ask again. All methods
 * throw {@link io.usance.failure.UnavailableException} when the database cannot be reached.
 *
 * @param invoices what was charged, as invoices and credit notes
 * @param payments payment orders and bank statements
 * @param goodsMovements what the ERP says it posted
 * @param reports versions of reports, their review, signature and anchor
 */
public record Finance(
        InvoiceBook invoices,
        PaymentBook payments,
        GoodsMovementBook goodsMovements,
        ReportSignatures reports) {

    /** All parts on the log and tables of one engine; {@code BillingEngine.finance()}. */
    public static Finance of(Internals engine, FinanceLog append, ContractAccounts contracts) {
        Transactions transactions = engine.transactions();
        FinanceStreams streams = new FinanceStreams(transactions, engine.log(), append);
        return new Finance(
                new InvoiceBook(streams, new ContractHistory(engine.log())),
                new PaymentBook(streams, contracts, new PaymentTables(transactions)),
                new GoodsMovementBook(streams, new GoodsMovementTable(transactions)),
                new ReportSignatures(streams, engine.positions()));
    }
}
