package io.usance.finance;

import io.usance.money.Money;
import io.usance.pricing.RatingLine;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What happened in finance. The stored form of each is fixed by golden files. */
public sealed interface FinanceEvent {

    /** Stream the event belongs to. */
    String streamId();

    /** Stream of a contract's invoices. */
    static String invoicesOf(String contractId) {
        return "invoices/" + contractId;
    }

    /** Stream of the reports on one period of a contract. */
    static String reportsOf(String contractId, String periodId) {
        return "reports/" + contractId + "/" + periodId;
    }

    /** Stream of all payment orders. */
    String PAYMENT_ORDERS = "payment-orders";

    /** Stream of a bank account's statements. */
    static String statementsOf(String account) {
        return "bank-account/" + account;
    }

    /** Stream of what an ERP says it posted for a contract. */
    static String movementsOf(String contractId) {
        return "goods-movements/" + contractId;
    }

    /**
     * The customer wrote an invoice, or a credit note, in the supplier's name. It holds all that
     * the document says beside the contract's version, so that it can be written again, byte for
     * byte.
     *
     * @param invoiceNo per contract, from 1, without gaps
     * @param documentId its number on paper, unique for the supplier
     * @param precedingDocumentId the invoice of the period that this one corrects; null for the
     *     period's first
     * @param contractVersion whose parties and business fields it shows
     * @param lines what is invoiced: of a correction what changed, taken back and charged
     * @param net sum of the lines, rounded; negative for a credit note
     * @param taxPercent 0 for none
     * @param tax cumulative over the period less what was invoiced before
     */
    record InvoiceIssued(
            String contractId,
            String periodId,
            long invoiceNo,
            String documentId,
            @Nullable String precedingDocumentId,
            int contractVersion,
            List<RatingLine> lines,
            Money net,
            BigDecimal taxPercent,
            Money tax,
            LocalDate issuedOn,
            Instant at)
            implements FinanceEvent {

        public InvoiceIssued {
            lines = List.copyOf(lines);
        }

        /** What is owed by it; below zero it is a credit note. */
        public Money gross() {
            return net.plus(tax);
        }

        public boolean isCredit() {
            return gross().amountMinor() < 0;
        }

        @Override
        public String streamId() {
            return invoicesOf(contractId);
        }
    }

    /**
     * The bank is to pay what is owed, net per payer and payee.
     *
     * @param orderNo from 1, without gaps
     * @param executeOn day the bank is to pay
     */
    record PaymentsOrdered(
            long orderNo, LocalDate executeOn, List<OrderedPayment> payments, Instant at)
            implements FinanceEvent {

        public PaymentsOrdered {
            payments = List.copyOf(payments);
        }

        @Override
        public String streamId() {
            return PAYMENT_ORDERS;
        }
    }

    /**
     * One payment of an order.
     *
     * @param endToEndId comes back with the bank's statement; unique for ever
     * @param payer account
     * @param payee account
     * @param amount sum of the parts, above zero
     */
    record OrderedPayment(
            String endToEndId, String payer, String payee, Money amount, List<PaymentPart> parts) {
        public OrderedPayment {
            parts = List.copyOf(parts);
        }
    }

    /**
     * What a payment pays of one period of a contract.
     *
     * @param amount negative if a credit is set off
     */
    record PaymentPart(String contractId, String periodId, Money amount) {}

    /**
     * A bank's statement was read and compared with what was ordered.
     *
     * @param account of the customer at the bank
     * @param statementId the bank's, unique per account
     * @param sha256 of the file, hex
     */
    record BankStatementRead(
            String account, String statementId, String sha256, List<BankEntry> entries, Instant at)
            implements FinanceEvent {

        public BankStatementRead {
            entries = List.copyOf(entries);
        }

        @Override
        public String streamId() {
            return statementsOf(account);
        }
    }

    /** How an entry of a bank statement compares with what was ordered. */
    enum BankOutcome {
        /** As ordered. */
        MATCHED,
        /** Differs from what was ordered by no more than the contract tolerates. */
        WITHIN_TOLERANCE,
        /** Less than was ordered; the rest stays open. */
        UNDERPAID,
        /** More than was ordered; the excess is not allocated yet. */
        OVERPAID,
        /** The same entry came before. Nothing is booked by it. */
        DUPLICATE,
        /** It refers to nothing that was ordered. Nothing is booked by it. */
        FOREIGN,
        /** Booked in another currency than ordered. Nothing is booked by it. */
        OTHER_CURRENCY,
        /**
         * The bank gave the money back. Nothing is booked by it; the payment has to be looked at.
         */
        RETURNED
    }

    /**
     * One entry of a statement.
     *
     * @param reference the bank's, unique per account
     * @param endToEndId of the payment; null if the bank names none
     * @param amount booked; negative if it came into the account
     * @param cleared of what was ordered, now paid
     * @param variance within tolerance and written off: booked less cleared; else zero
     * @param detail for people
     */
    record BankEntry(
            String reference,
            @Nullable String endToEndId,
            Money amount,
            LocalDate bookedOn,
            BankOutcome outcome,
            Money cleared,
            Money variance,
            String detail) {

        /** The entry of a statement's line, as it compares with what was ordered. */
        static BankEntry of(
                StatementLine line,
                BankOutcome outcome,
                Money cleared,
                Money variance,
                String detail) {
            return new BankEntry(
                    line.reference(),
                    line.endToEndId(),
                    line.amount(),
                    line.bookedOn(),
                    outcome,
                    cleared,
                    variance,
                    detail);
        }
    }

    /**
     * An ERP's goods movements for a contract were read.
     *
     * @param sha256 of the file, hex
     */
    record GoodsMovementsRead(
            String contractId, String sha256, List<GoodsMovement> movements, Instant at)
            implements FinanceEvent {

        public GoodsMovementsRead {
            movements = List.copyOf(movements);
        }

        @Override
        public String streamId() {
            return movementsOf(contractId);
        }
    }

    /**
     * One posted withdrawal, or its reversal.
     *
     * @param documentId document, year and item in the ERP; unique
     * @param movementType 201 or 261; 202 or 262 for a reversal
     * @param quantity withdrawn; negative for a reversal
     */
    record GoodsMovement(
            String documentId,
            String periodId,
            String siloId,
            String movementType,
            Quantity quantity,
            LocalDate postedOn) {}

    /**
     * A report says something new. The same state gives the same report, and no new version.
     *
     * @param version from 1, without gaps
     * @param sha256 of the canonical JSON, hex
     * @param figures the report's figures by name, for a later version to show what changed
     */
    record ReportDrafted(
            String contractId,
            String periodId,
            int version,
            String sha256,
            SortedMap<String, String> figures,
            Instant at)
            implements FinanceEvent {

        public ReportDrafted {
            figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
        }

        /** That a person has reviewed this version. */
        ReportReviewed reviewed(String by, Instant at) {
            return new ReportReviewed(contractId, periodId, version, sha256, by, at);
        }

        /** That a person signs this version. */
        ReportSigned signed(String by, long signatureNo, Instant at) {
            return new ReportSigned(contractId, periodId, version, sha256, by, signatureNo, at);
        }

        @Override
        public String streamId() {
            return reportsOf(contractId, periodId);
        }
    }

    /**
     * A person has reviewed a version.
     *
     * @param by who
     */
    record ReportReviewed(
            String contractId, String periodId, int version, String sha256, String by, Instant at)
            implements FinanceEvent {
        @Override
        public String streamId() {
            return reportsOf(contractId, periodId);
        }
    }

    /**
     * A second person has signed it.
     *
     * @param by who; not who reviewed it
     * @param signatureNo over all reports, from 1, without gaps; its anchor is told by it
     */
    record ReportSigned(
            String contractId,
            String periodId,
            int version,
            String sha256,
            String by,
            long signatureNo,
            Instant at)
            implements FinanceEvent {
        /** That the hash of this version was anchored. */
        ReportAnchored anchored(String root, String place, Instant at) {
            return new ReportAnchored(
                    contractId, periodId, version, sha256, signatureNo, root, place, at);
        }

        @Override
        public String streamId() {
            return reportsOf(contractId, periodId);
        }
    }

    /**
     * The hash of a signed report is where neither company can change it.
     *
     * @param root what was anchored, 0x-hex, 32 bytes
     * @param place for people: transaction and block, or log, index and size
     */
    record ReportAnchored(
            String contractId,
            String periodId,
            int version,
            String sha256,
            long signatureNo,
            String root,
            String place,
            Instant at)
            implements FinanceEvent {
        @Override
        public String streamId() {
            return reportsOf(contractId, periodId);
        }
    }
}
