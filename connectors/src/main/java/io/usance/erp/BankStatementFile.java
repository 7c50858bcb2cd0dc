package io.usance.erp;

import io.usance.finance.PaymentBook;
import io.usance.finance.StatementLine;
import io.usance.money.Money;
import io.usance.quantity.DecimalText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Reads ISO 20022 camt.053 (statement) and camt.054 (debit and credit notification) of any version;
 * what is read has the same names in all of them.
 */
public final class BankStatementFile {
    /** Largest file that is read, in bytes. */
    public static final int BYTES_MAX = 64 << 20;

    /**
     * Most tags and attributes; {@link PaymentBook#ENTRIES_MAX} entries of the wordiest bank have a
     * quarter of it. A document of nothing but tags would take fifty times its size in memory.
     */
    static final int MARKS_MAX = 2_000_000;

    /** Elements within each other; camt has 14. */
    static final int DEPTH_MAX = 64;

    /** Attributes of an element; camt has 2, and names of schemas. */
    static final int ATTRIBUTES_MAX = 64;

    /** Characters of a name of an element or attribute. */
    static final int NAME_CHARS_MAX = 256;

    private static final String NOT_PROVIDED = "NOTPROVIDED";
    private static final int SHOWN_CHARS_MAX = 200;

    private BankStatementFile() {}

    /**
     * Reads a file.
     *
     * @return its statements, at least one
     * @throws DocumentRefusedException if it is something else, too large, or contradicts itself;
     *     nothing of it is taken then
     */
    public static List<BankStatement> read(byte[] file) {
        if (file.length > BYTES_MAX) {
            throw refused("has %d bytes, at most %d are read".formatted(file.length, BYTES_MAX));
        }
        if (marks(file) > MARKS_MAX) {
            throw refused("has more than %d tags and attributes".formatted(MARKS_MAX));
        }
        Element root = parse(file);
        List<BankStatement> statements = new ArrayList<>();
        for (Element message : children(root)) {
            String kind =
                    switch (message.getLocalName()) {
                        case "BkToCstmrStmt" -> "Stmt";
                        case "BkToCstmrDbtCdtNtfctn" -> "Ntfctn";
                        default ->
                                throw refused(
                                        "has %s; camt.053 and camt.054 are read"
                                                .formatted(message.getLocalName()));
                    };
            for (Element statement : children(message, kind)) {
                statements.add(statement(statement));
            }
        }
        if (statements.isEmpty()) {
            throw refused("has no statement");
        }
        return statements;
    }

    private static BankStatement statement(Element statement) {
        String id = required(statement, "Id");
        Element account = child(statement, "Acct");
        Element accountId = account == null ? null : child(account, "Id");
        if (accountId == null) {
            throw refused("statement " + id + " names no account");
        }
        String iban = text(accountId, "IBAN");
        Element other = child(accountId, "Othr");
        String named = iban != null ? iban : other == null ? null : text(other, "Id");
        if (named == null) {
            throw refused("statement " + id + " names no account");
        }
        String problem = iban == null ? null : CheckDigits.ibanProblem(iban);
        if (problem != null) {
            throw refused("statement %s: account %s %s".formatted(id, iban, problem));
        }
        List<StatementLine> lines = new ArrayList<>();
        Map<String, Integer> unnamed = new HashMap<>();
        int pending = 0;
        for (Element entry : children(statement, "Ntry")) {
            if (isBooked(entry)) {
                entry(id, entry, unnamed, lines);
            } else {
                pending++;
            }
        }
        return new BankStatement(named, id, List.copyOf(lines), pending);
    }

    /** Version 2 has the status as text, later ones as a code below it. */
    private static boolean isBooked(Element entry) {
        Element status = child(entry, "Sts");
        if (status == null) {
            return true;
        }
        String code = text(status, "Cd");
        return (code == null ? status.getTextContent().strip() : code).equals("BOOK");
    }

    private static void entry(
            String statementId,
            Element entry,
            Map<String, Integer> unnamed,
            List<StatementLine> lines) {
        Money whole = amount(statementId, entry, null);
        LocalDate bookedOn = bookedOn(statementId, entry);
        List<Element> parts = new ArrayList<>();
        children(entry, "NtryDtls").forEach(details -> parts.addAll(children(details, "TxDtls")));
        if (parts.size() <= 1) {
            Element refs = parts.isEmpty() ? null : child(parts.getFirst(), "Refs");
            String reference = reference(entry, refs);
            lines.add(line(reference, endToEndId(refs), whole, bookedOn, unnamed));
            return;
        }
        Money sum = Money.zero(whole.currency());
        // Looked for once: an entry may have thousands of parts.
        String collective = reference(entry, null);
        String direction = text(entry, "CdtDbtInd");
        for (int i = 0; i < parts.size(); i++) {
            Element part = parts.get(i);
            Element refs = child(part, "Refs");
            Money amount = partAmount(statementId, part, direction);
            String own = refs == null ? null : text(refs, "AcctSvcrRef");
            String reference =
                    own != null ? own : collective == null ? null : collective + "/" + (i + 1);
            if (!amount.currency().equals(whole.currency())) {
                throw refused(
                        "statement %s: an entry in %s has a part in %s"
                                .formatted(statementId, whole.currency(), amount.currency()));
            }
            sum = sum.plus(amount);
            lines.add(line(reference, endToEndId(refs), amount, bookedOn, unnamed));
        }
        if (!sum.equals(whole)) {
            throw refused(
                    "statement %s: the parts of an entry add up to %s, the entry says %s"
                            .formatted(statementId, sum, whole));
        }
    }

    private static @Nullable String reference(Element entry, @Nullable Element refs) {
        String own = refs == null ? null : text(refs, "AcctSvcrRef");
        if (own != null) {
            return own;
        }
        String bank = text(entry, "AcctSvcrRef");
        return bank != null ? bank : text(entry, "NtryRef");
    }

    private static @Nullable String endToEndId(@Nullable Element refs) {
        String id = refs == null ? null : text(refs, "EndToEndId");
        return NOT_PROVIDED.equals(id) ? null : id;
    }

    /**
     * An entry without a reference is known again by all that it says, and its place among such.
     */
    private static StatementLine line(
            @Nullable String reference,
            @Nullable String endToEndId,
            Money amount,
            LocalDate bookedOn,
            Map<String, Integer> unnamed) {
        if (reference != null) {
            return new StatementLine(reference, endToEndId, amount, bookedOn);
        }
        String says = bookedOn + " " + amount + " " + endToEndId;
        int place = unnamed.merge(says, 1, Integer::sum);
        return new StatementLine(
                "none-"
                        + sha256((says + " " + place).getBytes(StandardCharsets.UTF_8))
                                .substring(0, 24),
                endToEndId,
                amount,
                bookedOn);
    }

    private static Money partAmount(String statementId, Element part, @Nullable String direction) {
        if (child(part, "Amt") != null) {
            return amount(statementId, part, direction);
        }
        Element details = child(part, "AmtDtls");
        Element transaction = details == null ? null : child(details, "TxAmt");
        if (transaction == null) {
            throw refused(
                    "statement %s: a part of a collective entry has no amount"
                            .formatted(statementId));
        }
        return amount(statementId, transaction, direction);
    }

    /**
     * Out of the account is above zero.
     *
     * @param otherwise direction of one that says none
     */
    private static Money amount(String statementId, Element of, @Nullable String otherwise) {
        Element amount = child(of, "Amt");
        if (amount == null) {
            throw refused("statement " + statementId + ": an entry has no amount");
        }
        String own = text(of, "CdtDbtInd");
        String direction = own != null ? own : otherwise;
        String value = amount.getTextContent().strip();
        try {
            Currency currency = Currency.getInstance(amount.getAttribute("Ccy"));
            BigDecimal major = DecimalText.parse(value);
            if (major.signum() < 0) {
                throw new NumberFormatException("negative");
            }
            boolean out = "DBIT".equals(direction);
            if (!out && !"CRDT".equals(direction)) {
                throw refused("statement %s: direction %s".formatted(statementId, direction));
            }
            return Money.rounded(out ? major : major.negate(), currency, RoundingMode.UNNECESSARY);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw refused(
                    "statement %s: amount '%s %s' is none"
                            .formatted(
                                    statementId, shown(value), shown(amount.getAttribute("Ccy"))));
        }
    }

    private static LocalDate bookedOn(String statementId, Element entry) {
        Element date = child(entry, "BookgDt");
        Element used = date == null ? child(entry, "ValDt") : date;
        String text = used == null ? null : text(used, "Dt");
        String time = used == null ? null : text(used, "DtTm");
        String found = text == null ? time : text;
        try {
            if (found != null && found.length() >= "2026-03-01".length()) {
                return LocalDate.parse(found.substring(0, "2026-03-01".length()));
            }
        } catch (DateTimeException e) {
            throw refused("statement %s: date '%s' is none".formatted(statementId, found));
        }
        throw refused("statement " + statementId + ": an entry has no booking date");
    }

    private static Element parse(byte[] file) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute("jdk.xml.maxElementDepth", String.valueOf(DEPTH_MAX));
            factory.setAttribute("jdk.xml.elementAttributeLimit", String.valueOf(ATTRIBUTES_MAX));
            factory.setAttribute("jdk.xml.maxXMLNameLimit", String.valueOf(NAME_CHARS_MAX));
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(file)).getDocumentElement();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        } catch (SAXException | IOException e) {
            // It is read from memory, so the IOException is one of its encoding.
            throw refused("is no XML that can be read: " + shown(String.valueOf(e.getMessage())));
        }
    }

    /** At least as many tags and attributes as there are, in any encoding that has ASCII. */
    private static int marks(byte[] file) {
        int marks = 0;
        for (byte b : file) {
            marks += b == '<' || b == '=' ? 1 : 0;
        }
        return marks;
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "…";
    }

    private static List<Element> children(Element of) {
        List<Element> found = new ArrayList<>();
        for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    private static List<Element> children(Element of, String name) {
        return children(of).stream().filter(one -> one.getLocalName().equals(name)).toList();
    }

    private static @Nullable Element child(Element of, String name) {
        List<Element> found = children(of, name);
        return found.isEmpty() ? null : found.getFirst();
    }

    private static @Nullable String text(Element of, String name) {
        Element found = child(of, name);
        String text = found == null ? "" : found.getTextContent().strip();
        return text.isEmpty() ? null : text;
    }

    private static String required(Element of, String name) {
        String text = text(of, name);
        if (text == null) {
            throw refused("has a %s without %s".formatted(of.getLocalName(), name));
        }
        return text;
    }

    /** SHA-256 as lower-case hex. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DocumentRefusedException refused(String reason) {
        return new DocumentRefusedException(List.of("CAMT"), "the bank's file " + reason);
    }
}
