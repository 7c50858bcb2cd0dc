package io.usance.books;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.file.DocumentLimits;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Names of accounts. Where {@code {contract}} or {@code {account}} stands, there is an account for
 * each. Names are beancount's, which hledger and all others take as well: parts with a colon
 * between them, of letters, digits and hyphens, the first one of Assets, Liabilities, Equity,
 * Income and Expenses.
 *
 * @param material what was drawn
 * @param inputTax tax that is charged
 * @param accrued charged and not commanded
 * @param payable commanded and not paid
 * @param clearing recorded as paid, or moved, and not yet both
 * @param escrow paid into escrow
 * @param bank accounts at banks
 * @param variance differences that were cleared within tolerance
 */
public record ChartOfAccounts(
        String material,
        String inputTax,
        String accrued,
        String payable,
        String clearing,
        String escrow,
        String bank,
        String variance) {

    /** Longest file that is read, in bytes. */
    public static final int BYTES_MAX = 64 << 10;

    private static final Pattern NAME =
            Pattern.compile(
                    "(Assets|Liabilities|Equity|Income|Expenses)(:([A-Z0-9][A-Za-z0-9-]*|\\{contract}|\\{account}))+");
    private static final Pattern PART = Pattern.compile("[A-Z0-9][A-Za-z0-9-]*");
    private static final ObjectMapper YAML =
            new ObjectMapper(DocumentLimits.yaml())
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    public ChartOfAccounts {
        Map<String, String> names = new HashMap<>();
        names.put("material", material);
        names.put("inputTax", inputTax);
        names.put("accrued", accrued);
        names.put("payable", payable);
        names.put("clearing", clearing);
        names.put("escrow", escrow);
        names.put("bank", bank);
        names.put("variance", variance);
        names.forEach((role, name) -> {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "account %s is named '%s'; a name is Assets, Liabilities, Equity, Income or Expenses, then parts of letters, digits and hyphens that begin with a capital or a digit, {contract} or {account}, with colons between them"
                                .formatted(role, name));
            }
        });
    }

    /** The default. */
    public static ChartOfAccounts usual() {
        return new ChartOfAccounts(
                "Expenses:Material:{contract}",
                "Assets:InputTax",
                "Liabilities:Accrued:{contract}",
                "Liabilities:Payable:{contract}",
                "Assets:Clearing",
                "Assets:Escrow:{account}",
                "Assets:Bank:{account}",
                "Expenses:Variance");
    }

    /**
     * Reads names from YAML or JSON; those that it does not give are the usual ones.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static ChartOfAccounts read(byte[] file) {
        if (file.length > BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a chart of accounts has at most %d bytes, not %d"
                            .formatted(BYTES_MAX, file.length));
        }
        Map<String, String> given = new HashMap<>();
        try {
            JsonNode tree = YAML.readTree(new String(file, StandardCharsets.UTF_8));
            for (Iterator<Map.Entry<String, JsonNode>> it = tree.properties().iterator();
                    it.hasNext(); ) {
                Map.Entry<String, JsonNode> entry = it.next();
                given.put(entry.getKey(), entry.getValue().asText());
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("is no YAML: " + e.getOriginalMessage(), e);
        }
        ChartOfAccounts usual = usual();
        ChartOfAccounts chart =
                new ChartOfAccounts(
                        taken(given, "material", usual.material),
                        taken(given, "inputTax", usual.inputTax),
                        taken(given, "accrued", usual.accrued),
                        taken(given, "payable", usual.payable),
                        taken(given, "clearing", usual.clearing),
                        taken(given, "escrow", usual.escrow),
                        taken(given, "bank", usual.bank),
                        taken(given, "variance", usual.variance));
        if (!given.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown account %s; known are material, inputTax, accrued, payable, clearing, escrow, bank and variance"
                            .formatted(given.keySet()));
        }
        return chart;
    }

    private static String taken(Map<String, String> given, String role, String usual) {
        String name = given.remove(role);
        return name == null ? usual : name;
    }

    /** The account of a contract. */
    static String of(String name, String contractId) {
        return name.replace("{contract}", part(contractId)).replace("{account}", part(contractId));
    }

    /**
     * An id as a part of a name. What does not fit becomes a hyphen, and a checksum keeps such
     * names apart.
     */
    static String part(String id) {
        String capital =
                id.isEmpty() ? id : id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1);
        if (PART.matcher(capital).matches()) {
            return capital.equals(id) ? id : capital;
        }
        CRC32 sum = new CRC32();
        sum.update(id.getBytes(StandardCharsets.UTF_8));
        String safe = capital.replaceAll("[^A-Za-z0-9-]", "-");
        String begun = PART.matcher(safe).matches() ? safe : "X" + safe;
        return "%s-%08x".formatted(begun, sum.getValue());
    }
}
