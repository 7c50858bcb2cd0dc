package io.usance.books;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** How a journal is written. Names and words are taken out of what each format would act upon. */
public enum JournalFormat {
    /** For hledger and ledger. */
    HLEDGER {
        @Override
        void begin(Appendable out) throws IOException {
            out.append("; journal of a customer; one entry per event of the log\ndecimal-mark .\n");
        }

        @Override
        void entry(JournalEntry entry, Appendable out) throws IOException {
            out.append('\n').append(entry.date().toString()).append(" * (e");
            out.append(Long.toString(entry.position())).append(") ");
            out.append(plain(entry.description()));
            out.append(entry.reference().isEmpty() ? "" : "  ; " + plain(entry.reference()));
            out.append('\n');
            for (Posting posting : entry.postings()) {
                out.append("    ").append(posting.account()).append("  ");
                out.append(posting.amount().majorText()).append(' ');
                out.append(posting.amount().currency().getCurrencyCode()).append('\n');
            }
        }
    },

    /** For beancount; accounts are opened when they first appear. */
    BEANCOUNT {
        @Override
        void begin(Appendable out) throws IOException {
            out.append("; journal of a customer; one entry per event of the log\n");
        }

        @Override
        void entry(JournalEntry entry, Appendable out) throws IOException {
            out.append('\n').append(entry.date().toString()).append(" * \"");
            out.append(plain(entry.description())).append("\"\n");
            out.append("  event: \"").append(Long.toString(entry.position())).append("\"\n");
            if (!entry.reference().isEmpty()) {
                out.append("  reference: \"").append(plain(entry.reference())).append("\"\n");
            }
            for (Posting posting : entry.postings()) {
                out.append("  ").append(posting.account()).append("  ");
                out.append(posting.amount().majorText()).append(' ');
                out.append(posting.amount().currency().getCurrencyCode()).append('\n');
            }
        }

        @Override
        void open(String account, JournalEntry first, Appendable out) throws IOException {
            out.append('\n').append("1970-01-01 open ").append(account).append('\n');
        }
    },

    /** One line per posting, after a line of names; RFC 4180, safe to open in a spreadsheet. */
    CSV {
        @Override
        void begin(Appendable out) throws IOException {
            out.append("event,date,account,amount,currency,description,reference\r\n");
        }

        @Override
        void entry(JournalEntry entry, Appendable out) throws IOException {
            for (Posting posting : entry.postings()) {
                out.append(Long.toString(entry.position())).append(',');
                out.append(entry.date().toString()).append(',');
                out.append(cell(posting.account())).append(',');
                out.append(posting.amount().majorText()).append(',');
                out.append(posting.amount().currency().getCurrencyCode()).append(',');
                out.append(cell(entry.description())).append(',');
                out.append(cell(entry.reference())).append("\r\n");
            }
        }
    };

    private static final String FORMULA = "=+-@\t\r";

    abstract void begin(Appendable out) throws IOException;

    abstract void entry(JournalEntry entry, Appendable out) throws IOException;

    void open(String account, JournalEntry first, Appendable out) throws IOException {}

    /**
     * Writes a whole journal.
     *
     * @return how many entries
     * @throws UncheckedIOException if {@code out} cannot be written
     */
    public long write(Journal journal, Appendable out) {
        long[] entries = {0};
        Map<String, Boolean> opened = new HashMap<>();
        try {
            begin(out);
            journal.write(entry -> {
                try {
                    for (Posting posting : entry.postings()) {
                        if (opened.put(posting.account(), true) == null) {
                            open(posting.account(), entry, out);
                        }
                    }
                    entry(entry, out);
                    entries[0]++;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries[0];
    }

    /** On one line, without what ends a text or begins a comment. */
    static String plain(String words) {
        StringBuilder plain = new StringBuilder();
        words.codePoints()
                .forEach(c -> {
                    boolean bad =
                            Character.isISOControl(c)
                                    || Character.getType(c) == Character.FORMAT
                                    || Character.getType(c) == Character.LINE_SEPARATOR
                                    || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                                    || "\"\\;|".indexOf(c) >= 0;
                    plain.appendCodePoint(bad ? '_' : c);
                });
        return plain.toString();
    }

    private static String cell(String words) {
        String plain = plain(words);
        String safe =
                !plain.isEmpty() && FORMULA.indexOf(plain.charAt(0)) >= 0 ? "'" + plain : plain;
        return '"' + safe + '"';
    }
}
