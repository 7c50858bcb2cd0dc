package io.usance.books;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.file.DocumentLimits;
import io.usance.money.Money;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A journal in DATEV's format for batches of postings: EXTF 700, category 21, version 13, in
 * Windows-1252, with the fourteen leading columns. One file is of one fiscal year, for its dates
 * have no year; in euros, DATEV's base currency here.
 */
public final class DatevFile {
    /** Most postings of one file, by DATEV. */
    public static final int ROWS_MAX = 99_999;

    /** Longest settings file that is read, in bytes. */
    public static final int BYTES_MAX = DocumentLimits.YAML_BYTES_MAX;

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);
    private static final DateTimeFormatter DAY_OF_YEAR =
            DateTimeFormatter.ofPattern("ddMM", Locale.ROOT);
    private static final int REFERENCE_CHARS_MAX = 36;
    private static final int TEXT_CHARS_MAX = 60;
    private static final int ACCOUNT_DIGITS_MIN = 4;
    private static final int ACCOUNT_DIGITS_MAX = 8;

    private static final String COLUMNS =
            "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Kurs;Basis-Umsatz;"
                    + "WKZ Basis-Umsatz;Konto;Gegenkonto (ohne BU-Schlüssel);BU-Schlüssel;Belegdatum;"
                    + "Belegfeld 1;Belegfeld 2;Skonto;Buchungstext\r\n";

    private static final ObjectMapper YAML =
            new ObjectMapper(DocumentLimits.yaml())
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private final Settings settings;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long rows;

    /**
     * @param consultant DATEV's number of the consultant, 1001 to 9999999
     * @param client number of the client, 1 to 99999
     * @param fiscalYearStart first day of the fiscal year
     * @param accountDigits digits of an account's number, 4 to 8
     * @param accounts numbers by account of the journal; a name that ends with a colon stands for
     *     all that begin with it, and the longest that fits counts
     */
    public record Settings(
            long consultant,
            int client,
            LocalDate fiscalYearStart,
            int accountDigits,
            Map<String, String> accounts) {

        /** As it is read. */
        private record Form(
                long consultant,
                int client,
                String fiscalYearStart,
                int accountDigits,
                Map<String, String> accounts) {}

        public Settings {
            accounts = Map.copyOf(accounts);
            if (consultant < 1001 || consultant > 9_999_999 || client < 1 || client > 99_999) {
                throw new IllegalArgumentException(
                        "consultant %d and client %d; DATEV knows 1001 to 9999999 and 1 to 99999"
                                .formatted(consultant, client));
            }
            if (accountDigits < ACCOUNT_DIGITS_MIN || accountDigits > ACCOUNT_DIGITS_MAX) {
                throw new IllegalArgumentException(
                        "accountDigits is " + accountDigits + ", not within 4 to 8");
            }
            accounts.forEach((name, number) -> {
                if (!number.matches("[0-9]{" + accountDigits + "," + (accountDigits + 1) + "}")) {
                    throw new IllegalArgumentException(
                            "account %s has number %s; an account has %d digits, a person's one more"
                                    .formatted(name, number, accountDigits));
                }
            });
        }

        /**
         * Reads settings from YAML or JSON.
         *
         * @throws IllegalArgumentException saying what is wrong
         */
        public static Settings read(byte[] file) {
            if (file.length > BYTES_MAX) {
                throw new IllegalArgumentException("has more than " + BYTES_MAX + " bytes");
            }
            try {
                Form form = YAML.readValue(file, Form.class);
                if (form == null || form.fiscalYearStart() == null || form.accounts() == null) {
                    throw new IllegalArgumentException("needs fiscalYearStart and accounts");
                }
                return new Settings(
                        form.consultant(),
                        form.client(),
                        LocalDate.parse(form.fiscalYearStart()),
                        form.accountDigits(),
                        form.accounts());
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(e.getOriginalMessage(), e);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("fiscalYearStart is no day", e);
            } catch (IOException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }

        private String number(String account) {
            String best = accounts.get(account);
            int length = -1;
            if (best == null) {
                for (Map.Entry<String, String> entry : accounts.entrySet()) {
                    String name = entry.getKey();
                    if (name.endsWith(":") && account.startsWith(name) && name.length() > length) {
                        best = entry.getValue();
                        length = name.length();
                    }
                }
            }
            if (best == null) {
                throw new IllegalArgumentException(
                        "account " + account + " has no number in accounts");
            }
            return best;
        }
    }

    private DatevFile(Settings settings) {
        this.settings = settings;
    }

    /**
     * The entries of one fiscal year.
     *
     * @param from first day, within the fiscal year
     * @param to last day, within the fiscal year
     * @throws IllegalArgumentException if an account has no number, an amount is in another
     *     currency, or there are too many postings
     */
    public static byte[] write(Journal journal, Settings settings, LocalDate from, LocalDate to) {
        LocalDate end = settings.fiscalYearStart().plusYears(1);
        if (from.isBefore(settings.fiscalYearStart()) || to.isBefore(from) || !to.isBefore(end)) {
            throw new IllegalArgumentException(
                    "%s to %s is not within the fiscal year from %s to %s"
                            .formatted(from, to, settings.fiscalYearStart(), end.minusDays(1)));
        }
        DatevFile file = new DatevFile(settings);
        file.header(from, to);
        journal.write(entry -> {
            if (!entry.date().isBefore(from) && !entry.date().isAfter(to)) {
                file.entry(entry);
            }
        });
        return file.out.toByteArray();
    }

    /** Thirty-one fields; when it was made is the last day's end, so the same gives the same. */
    private void header(LocalDate from, LocalDate to) {
        append(
                "\"EXTF\";700;21;\"Buchungsstapel\";13;%s235959000;;\"US\";\"\";\"\";%d;%d;%s;%d;%s;%s;\"Usance\";\"\";1;0;0;\"EUR\";;\"\";;;\"\";;;\"\";\"\"\r\n"
                        .formatted(
                                DAY.format(to),
                                settings.consultant(),
                                settings.client(),
                                DAY.format(settings.fiscalYearStart()),
                                settings.accountDigits(),
                                DAY.format(from),
                                DAY.format(to)));
        append(COLUMNS);
    }

    /** Every entry has a debit and a credit; a negative debit is a credit. */
    private void entry(JournalEntry entry) {
        List<Posting> postings = entry.postings();
        if (postings.size() != 2) {
            throw new IllegalArgumentException(
                    "event %d has %d postings; DATEV takes pairs"
                            .formatted(entry.position(), postings.size()));
        }
        Money amount = postings.getFirst().amount();
        if (!amount.currency().getCurrencyCode().equals("EUR")) {
            throw new IllegalArgumentException(
                    "event %d is in %s; a DATEV file is in EUR"
                            .formatted(entry.position(), amount.currency()));
        }
        if (++rows > ROWS_MAX) {
            throw new IllegalArgumentException(
                    "more than " + ROWS_MAX + " postings; write shorter spans of days");
        }
        String digits = amount.major().abs().toPlainString().replace('.', ',');
        append(
                "%s;\"%s\";\"EUR\";;;\"\";%s;%s;\"\";%s;\"%s\";\"\";;\"%s\"\r\n"
                        .formatted(
                                digits,
                                amount.amountMinor() >= 0 ? "S" : "H",
                                settings.number(postings.getFirst().account()),
                                settings.number(postings.getLast().account()),
                                DAY_OF_YEAR.format(entry.date()),
                                cut(reference(entry), REFERENCE_CHARS_MAX),
                                cut(JournalFormat.plain(entry.description()), TEXT_CHARS_MAX)));
    }

    /** DATEV takes letters, digits and few signs for a document's number. */
    private static String reference(JournalEntry entry) {
        return "e%d %s"
                .formatted(entry.position(), entry.reference())
                .strip()
                .replaceAll("[^A-Za-z0-9$&%*+/-]", "-");
    }

    private static String cut(String text, int charsMax) {
        return text.length() <= charsMax ? text : text.substring(0, charsMax);
    }

    /** What Windows-1252 lacks becomes a question mark. */
    private void append(String text) {
        try {
            ByteBuffer bytes =
                    WINDOWS_1252
                            .newEncoder()
                            .onUnmappableCharacter(CodingErrorAction.REPLACE)
                            .onMalformedInput(CodingErrorAction.REPLACE)
                            .encode(java.nio.CharBuffer.wrap(text));
            out.write(bytes.array(), bytes.arrayOffset(), bytes.limit());
        } catch (CharacterCodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
