package io.usance.erp;

import io.usance.contract.ContractTerms;
import io.usance.finance.FinanceEvent.OrderedPayment;
import io.usance.finance.FinanceEvent.PaymentPart;
import io.usance.finance.FinanceEvent.PaymentsOrdered;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A payment order as ISO 20022 pain.001.001.09, customer credit transfer initiation: one block per
 * payer and currency, one transfer per payee.
 */
public final class PaymentFile {
    private static final String NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    /** Limits of the format, in characters. */
    private static final int NAME_CHARS_MAX = 70;

    private static final int REMITTANCE_CHARS_MAX = 140;

    private final PaymentsOrdered order;
    private final Function<String, ContractTerms> contracts;
    private final XmlText xml = new XmlText();

    private PaymentFile(PaymentsOrdered order, Function<String, ContractTerms> contracts) {
        this.order = order;
        this.contracts = contracts;
    }

    /**
     * The file of an order.
     *
     * @param contracts the terms of a contract by its id
     * @throws DocumentRefusedException if a party has no IBAN
     */
    public static byte[] pain001(PaymentsOrdered order, Function<String, ContractTerms> contracts) {
        return new PaymentFile(order, contracts).write();
    }

    private record Block(String payer, String currency) implements Comparable<Block> {
        @Override
        public int compareTo(Block other) {
            int byPayer = payer.compareTo(other.payer);
            return byPayer == 0 ? currency.compareTo(other.currency) : byPayer;
        }
    }

    private byte[] write() {
        String messageId = "USC-" + order.orderNo();
        Map<Block, List<OrderedPayment>> blocks = new TreeMap<>();
        for (OrderedPayment payment : order.payments()) {
            String currency = payment.amount().currency().getCurrencyCode();
            blocks.computeIfAbsent(new Block(payment.payer(), currency), block -> new ArrayList<>())
                    .add(payment);
        }
        xml.open("Document", "xmlns", NAMESPACE).open("CstmrCdtTrfInitn").open("GrpHdr");
        xml.leaf("MsgId", messageId)
                .leaf("CreDtTm", order.at().truncatedTo(ChronoUnit.SECONDS).toString())
                .leaf("NbOfTxs", Integer.toString(order.payments().size()))
                .leaf("CtrlSum", sum(order.payments()))
                .open("InitgPty")
                .leaf("Nm", name(payer(order.payments().getFirst()).name()))
                .close()
                .close();
        int no = 0;
        for (Map.Entry<Block, List<OrderedPayment>> block : blocks.entrySet()) {
            block(messageId + "-B" + ++no, block.getKey().currency(), block.getValue());
        }
        return xml.end();
    }

    private void block(String id, String currency, List<OrderedPayment> payments) {
        boolean euro = currency.equals("EUR");
        BankAccounts.Holder payer = payer(payments.getFirst());
        xml.open("PmtInf")
                .leaf("PmtInfId", id)
                .leaf("PmtMtd", "TRF")
                .leaf("NbOfTxs", Integer.toString(payments.size()))
                .leaf("CtrlSum", sum(payments));
        if (euro) {
            xml.open("PmtTpInf").open("SvcLvl").leaf("Cd", "SEPA").close().close();
        }
        xml.open("ReqdExctnDt").leaf("Dt", order.executeOn().toString()).close();
        xml.open("Dbtr").leaf("Nm", name(payer.name())).close();
        account("DbtrAcct", payer);
        agent("DbtrAgt", payer, true);
        if (euro) {
            xml.leaf("ChrgBr", "SLEV");
        }
        payments.forEach(this::transfer);
        xml.close();
    }

    private void transfer(OrderedPayment payment) {
        BankAccounts.Holder payee =
                BankAccounts.of(terms(payment), periodId(payment), payment.payee());
        xml.open("CdtTrfTxInf")
                .open("PmtId")
                .leaf("InstrId", payment.endToEndId())
                .leaf("EndToEndId", payment.endToEndId())
                .close()
                .open("Amt")
                .leaf(
                        "InstdAmt",
                        payment.amount().majorText(),
                        "Ccy",
                        payment.amount().currency().getCurrencyCode())
                .close();
        agent("CdtrAgt", payee, false);
        xml.open("Cdtr").leaf("Nm", name(payee.name())).close();
        account("CdtrAcct", payee);
        xml.open("RmtInf").leaf("Ustrd", remittance(payment)).close().close();
    }

    private void account(String element, BankAccounts.Holder holder) {
        xml.open(element).open("Id").leaf("IBAN", holder.iban()).close().close();
    }

    /** The payer's bank must be there, if only as not provided. */
    private void agent(String element, BankAccounts.Holder holder, boolean must) {
        if (holder.bic() != null) {
            xml.open(element).open("FinInstnId").leaf("BICFI", holder.bic()).close().close();
        } else if (must) {
            xml.open(element)
                    .open("FinInstnId")
                    .open("Othr")
                    .leaf("Id", "NOTPROVIDED")
                    .close()
                    .close()
                    .close();
        }
    }

    private BankAccounts.Holder payer(OrderedPayment payment) {
        return BankAccounts.of(terms(payment), periodId(payment), payment.payer());
    }

    private static String periodId(OrderedPayment payment) {
        return payment.parts().getFirst().periodId();
    }

    private ContractTerms terms(OrderedPayment payment) {
        return contracts.apply(payment.parts().getFirst().contractId());
    }

    private static String remittance(OrderedPayment payment) {
        String text =
                payment.parts().stream()
                        .collect(
                                Collectors.groupingBy(
                                        PaymentPart::contractId,
                                        TreeMap::new,
                                        Collectors.mapping(
                                                part -> month(part.periodId()),
                                                Collectors.joining(" "))))
                        .entrySet()
                        .stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
        return plain(text, REMITTANCE_CHARS_MAX);
    }

    private static String month(String periodId) {
        return periodId.substring(0, Math.max(0, periodId.indexOf('/')));
    }

    private static String name(String name) {
        return plain(name, NAME_CHARS_MAX);
    }

    /**
     * In the characters that every bank takes, after the EPC's rule for SEPA: letters without their
     * accents, a point for anything else.
     */
    static String plain(String text, int charsMax) {
        String bare =
                Normalizer.normalize(text.replace("ß", "ss"), Normalizer.Form.NFKD)
                        .replaceAll("\\p{M}+", "")
                        .replaceAll("[^A-Za-z0-9/\\-?:().,'+ ]", ".");
        String cut = bare.length() <= charsMax ? bare : bare.substring(0, charsMax);
        return cut.isBlank() ? "." : cut;
    }

    private static String sum(List<OrderedPayment> payments) {
        return payments.stream()
                .map(payment -> payment.amount().major())
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .toPlainString();
    }
}
