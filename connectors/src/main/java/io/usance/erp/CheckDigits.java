package io.usance.erp;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Check digits of the identifiers that stand on documents. */
public final class CheckDigits {
    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");
    private static final Pattern BIC =
            Pattern.compile("[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?");
    private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);

    /** Lengths of IBANs by country, after the registry of ISO 13616, where it is known here. */
    private static final Map<String, Integer> IBAN_LENGTHS =
            Map.ofEntries(
                    Map.entry("AT", 20),
                    Map.entry("BE", 16),
                    Map.entry("CH", 21),
                    Map.entry("CZ", 24),
                    Map.entry("DE", 22),
                    Map.entry("DK", 18),
                    Map.entry("ES", 24),
                    Map.entry("FI", 18),
                    Map.entry("FR", 27),
                    Map.entry("GB", 22),
                    Map.entry("IE", 22),
                    Map.entry("IT", 27),
                    Map.entry("LU", 20),
                    Map.entry("NL", 18),
                    Map.entry("NO", 15),
                    Map.entry("PL", 28),
                    Map.entry("PT", 25),
                    Map.entry("SE", 24));

    private CheckDigits() {}

    /**
     * ISO 13616: the first four characters moved to the end, letters as 10 to 35, modulo 97 is 1.
     *
     * @return what is wrong with it; null if nothing
     */
    public static @Nullable String ibanProblem(String iban) {
        if (!IBAN.matcher(iban).matches()) {
            return "is no IBAN: two letters, two digits, then 11 to 30 letters and digits, without spaces";
        }
        Integer length = IBAN_LENGTHS.get(iban.substring(0, 2));
        if (length != null && length != iban.length()) {
            return "has %d characters; an IBAN of %s has %d"
                    .formatted(iban.length(), iban.substring(0, 2), length);
        }
        return remainder97(iban.substring(4) + iban.substring(0, 4)) == 1
                ? null
                : "has a wrong check digit";
    }

    /** True for an IBAN with right check digits. */
    public static boolean isIban(String text) {
        return ibanProblem(text) == null;
    }

    /**
     * ISO 9362 by its form.
     *
     * @return what is wrong with it; null if nothing
     */
    public static @Nullable String bicProblem(String bic) {
        return BIC.matcher(bic).matches() ? null : "is no BIC: 8 or 11 letters and digits";
    }

    private static int remainder97(String text) {
        StringBuilder digits = new StringBuilder();
        text.chars().forEach(c -> digits.append(Character.digit(c, 36)));
        return new BigInteger(digits.toString()).mod(NINETY_SEVEN).intValue();
    }

    /**
     * The electronic address schemes whose check digits are known here: 0088 GLN (GS1, weights 3
     * and 1), 0192 Norwegian organisation number (modulo 11), 0208 Belgian enterprise number
     * (modulo 97), 0007 Swedish organisation number (Luhn), 0184 and 9930 by their form.
     *
     * @return what is wrong with it; null if nothing, or if the scheme is not one of these
     */
    public static @Nullable String endpointProblem(String scheme, String id) {
        return switch (scheme) {
            case "0088" -> id.matches("[0-9]{13}") ? digit(gs1(id)) : "is no GLN: 13 digits";
            case "0192" ->
                    id.matches("[0-9]{9}")
                            ? digit(norwegian(id))
                            : "is no Norwegian organisation number: 9 digits";
            case "0208" ->
                    id.matches("[01][0-9]{9}")
                            ? digit(belgian(id))
                            : "is no Belgian enterprise number: 10 digits that begin with 0 or 1";
            case "0007" ->
                    id.matches("[0-9]{10}")
                            ? digit(luhn(id))
                            : "is no Swedish organisation number: 10 digits";
            case "0184" -> id.matches("[0-9]{8}") ? null : "is no Danish CVR number: 8 digits";
            case "9930" ->
                    id.toUpperCase(Locale.ROOT).matches("DE[0-9]{9}")
                            ? digit(germanVat(id.substring(2)))
                            : "is no German VAT number: DE and 9 digits";
            default -> null;
        };
    }

    private static @Nullable String digit(boolean right) {
        return right ? null : "has a wrong check digit";
    }

    private static boolean gs1(String id) {
        int sum = 0;
        for (int i = 0; i < id.length(); i++) {
            sum += (id.charAt(i) - '0') * ((id.length() - i) % 2 == 0 ? 3 : 1);
        }
        return sum % 10 == 0;
    }

    private static boolean norwegian(String id) {
        int[] weights = {3, 2, 7, 6, 5, 4, 3, 2, 1};
        int sum = 0;
        for (int i = 0; i < id.length(); i++) {
            sum += (id.charAt(i) - '0') * weights[i];
        }
        return sum % 11 == 0;
    }

    private static boolean belgian(String id) {
        int number = Integer.parseInt(id.substring(0, 8));
        return 97 - number % 97 == Integer.parseInt(id.substring(8));
    }

    private static boolean luhn(String id) {
        int sum = 0;
        for (int i = 0; i < id.length(); i++) {
            int digit = (id.charAt(id.length() - 1 - i) - '0') * (i % 2 == 0 ? 1 : 2);
            sum += digit > 9 ? digit - 9 : digit;
        }
        return sum % 10 == 0;
    }

    /** ISO 7064, MOD 11,10. */
    private static boolean germanVat(String digits) {
        int product = 10;
        for (int i = 0; i < digits.length() - 1; i++) {
            int sum = (digits.charAt(i) - '0' + product) % 10;
            product = 2 * (sum == 0 ? 10 : sum) % 11;
        }
        int check = 11 - product;
        return (check == 10 ? 0 : check) == digits.charAt(digits.length() - 1) - '0';
    }
}
