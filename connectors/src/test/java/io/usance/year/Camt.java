package io.usance.year;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** A bank that does what a pain.001 says, and states it as camt.053.001.08. */
final class Camt {
    /**
     * What is booked.
     *
     * @param amount decimal text
     * @param out true if it leaves the account
     */
    record Entry(String endToEndId, String reference, String amount, String currency, boolean out) {
        Entry withAmount(String other) {
            return new Entry(endToEndId, reference, other, currency, out);
        }

        Entry withId(String other) {
            return new Entry(other, reference, amount, currency, out);
        }

        Entry withReference(String other) {
            return new Entry(endToEndId, other, amount, currency, out);
        }

        Entry withCurrency(String other) {
            return new Entry(endToEndId, reference, amount, other, out);
        }

        Entry returned() {
            return new Entry(endToEndId, reference + "R", amount, currency, false);
        }
    }

    record Statement(String account, List<Entry> entries) {}

    private Camt() {}

    /** What the bank books for each payer. */
    static List<Statement> booked(byte[] pain001) {
        List<Statement> statements = new ArrayList<>();
        Document document;
        try {
            document =
                    DocumentBuilderFactory.newDefaultNSInstance()
                            .newDocumentBuilder()
                            .parse(new ByteArrayInputStream(pain001));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        for (Element block : all(document.getDocumentElement(), "PmtInf")) {
            List<Entry> entries = new ArrayList<>();
            String account =
                    all(all(block, "DbtrAcct").getFirst(), "IBAN").getFirst().getTextContent();
            for (Element transfer : all(block, "CdtTrfTxInf")) {
                Element amount = all(transfer, "InstdAmt").getFirst();
                String id = all(transfer, "EndToEndId").getFirst().getTextContent();
                entries.add(
                        new Entry(
                                id,
                                "BANK-" + id,
                                amount.getTextContent(),
                                amount.getAttribute("Ccy"),
                                true));
            }
            statements.add(new Statement(account, entries));
        }
        return statements;
    }

    private static List<Element> all(Element of, String name) {
        var nodes = of.getElementsByTagNameNS("*", name);
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    static byte[] camt053(String statementId, Statement statement, String bookedOn) {
        StringBuilder xml = new StringBuilder();
        xml.append(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
                <GrpHdr><MsgId>%1$s</MsgId><CreDtTm>%3$sT18:00:00Z</CreDtTm></GrpHdr>
                <Stmt><Id>%1$s</Id><Acct><Id><IBAN>%2$s</IBAN></Id></Acct>
                """
                        .formatted(statementId, statement.account(), bookedOn));
        for (Entry entry : statement.entries()) {
            xml.append(
                    """
                    <Ntry><Amt Ccy="%s">%s</Amt><CdtDbtInd>%s</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
                    <BookgDt><Dt>%s</Dt></BookgDt><AcctSvcrRef>%s</AcctSvcrRef>
                    <NtryDtls><TxDtls><Refs><EndToEndId>%s</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
                    """
                            .formatted(
                                    entry.currency(),
                                    entry.amount(),
                                    entry.out() ? "DBIT" : "CRDT",
                                    bookedOn,
                                    entry.reference(),
                                    entry.endToEndId()));
        }
        return xml.append("</Stmt></BkToCstmrStmt></Document>")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
