package io.usance.document;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where the values and the names of a document stand in its file, by path.
 *
 * <p>Lines and columns count from 1, a column is a character as people see it: a letter with an
 * accent is one, and so is a tab. What an anchor names stands where the anchor does.
 */
final class SourcePlaces {
    /** A message about an unknown field: its name is what is wrong. */
    static final String UNKNOWN = "is unknown; known are ";

    /** A message about a field without a value. */
    static final String MISSING = "is missing";

    /** Characters of a message in which its path is looked for. */
    private static final int PATH_CHARS_MAX = 8_192;

    /**
     * @param line from 1
     * @param column from 1
     */
    record Place(int line, int column) {
        @Override
        public String toString() {
            return "line %d, column %d".formatted(line, column);
        }
    }

    /** Tells the place of the token that a parser stands at. */
    interface Marks {
        Place of(JsonLocation token);
    }

    /**
     * A name that is there before.
     *
     * @param path of it
     */
    private record Twice(String path, Place place) {}

    /**
     * A number, as it is written.
     *
     * @param path of it
     */
    record Written(String path, String text, Place place) {}

    private final Map<String, Place> values = new HashMap<>();
    private final Map<String, Place> names = new HashMap<>();
    private final List<Twice> twice = new ArrayList<>();
    private final List<Written> numbers = new ArrayList<>();

    private SourcePlaces() {}

    /** All of a document, duplicate names and numbers as they are written included. */
    static SourcePlaces all(JsonParser parser) throws IOException {
        return all(parser, at -> new Place(at.getLineNr(), at.getColumnNr()));
    }

    /** The same, of a parser that needs other marks than its own. */
    static SourcePlaces all(JsonParser parser, Marks marks) throws IOException {
        SourcePlaces places = new SourcePlaces();
        new Walk(parser, marks, places, null).run();
        return places;
    }

    /**
     * Those of some paths: what a large document has besides is not held.
     *
     * @param problems messages, see {@link #told}
     */
    static SourcePlaces of(JsonParser parser, Marks marks, List<String> problems)
            throws IOException {
        Set<String> wanted = new HashSet<>();
        problems.forEach(problem -> wanted.addAll(paths(problem)));
        SourcePlaces places = new SourcePlaces();
        new Walk(parser, marks, places, wanted::contains).run();
        return places;
    }

    /** Every name that is there before, with its place and what to write. */
    void forEachTwice(BiConsumer<Place, String> problem) {
        for (Twice one : twice) {
            problem.accept(
                    one.place(),
                    "%s: is there twice, at %s as well; write it once"
                            .formatted(one.path(), names.get(one.path())));
        }
    }

    List<Written> numbers() {
        return numbers;
    }

    /** The place of the name of a field; null if it has none. */
    @Nullable Place name(String path) {
        return names.get(path);
    }

    /** The place of a value; null if it has none. */
    @Nullable Place value(String path) {
        return values.get(path);
    }

    /**
     * A message with the place of what it is about before it: of the field it names, or of the
     * nearest whole around it that is there.
     *
     * @param problem begins with a path, {@code $.tariff.components[1].unitPrice: is …}
     */
    String told(String problem) {
        List<String> paths = paths(problem);
        for (String path : paths.reversed()) {
            Place place = values.get(path);
            if (place != null) {
                String rest = problem.substring(path.length());
                boolean ofName = rest.startsWith(": " + UNKNOWN) || rest.startsWith(": " + MISSING);
                return (ofName ? names.getOrDefault(path, place) : place) + " " + problem;
            }
        }
        return problem;
    }

    /** All that could be the path a message begins with, the shortest first. */
    private static List<String> paths(String problem) {
        List<String> paths = new ArrayList<>();
        int end = Math.min(problem.length(), PATH_CHARS_MAX);
        for (int i = 1; i < end; i++) {
            char next = problem.charAt(i);
            if (next == ':' || next == '.' || next == '[') {
                paths.add(problem.substring(0, i));
            }
        }
        return paths;
    }

    /** One pass over a document. */
    private static final class Walk {
        private final JsonParser parser;
        private final Marks marks;
        private final SourcePlaces into;
        private final @Nullable Predicate<String> wanted;
        private final Deque<Whole> wholes = new ArrayDeque<>();

        /** An object or a list that is being read. */
        private static final class Whole {
            final String path;
            final boolean list;
            final Set<String> known = new HashSet<>();
            int entries;
            String field = "";

            Whole(String path, boolean list) {
                this.path = path;
                this.list = list;
            }

            String next() {
                return list ? path + "[" + entries++ + "]" : path + "." + field;
            }
        }

        /**
         * @param wanted null for all
         */
        Walk(
                JsonParser parser,
                Marks marks,
                SourcePlaces into,
                @Nullable Predicate<String> wanted) {
            this.parser = parser;
            this.marks = marks;
            this.into = into;
            this.wanted = wanted;
        }

        void run() throws IOException {
            JsonToken token = parser.nextToken();
            while (token != null) {
                take(token);
                token = parser.nextToken();
            }
        }

        private void take(JsonToken token) throws IOException {
            if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
                wholes.pop();
            } else if (token == JsonToken.FIELD_NAME) {
                name();
            } else {
                String path = wholes.isEmpty() ? "$" : wholes.peek().next();
                Place place = place(path);
                if (place != null) {
                    into.values.putIfAbsent(path, place);
                }
                if (token.isStructStart()) {
                    wholes.push(new Whole(path, token == JsonToken.START_ARRAY));
                } else if (wanted == null && place != null && token.isNumeric()) {
                    into.numbers.add(new Written(path, parser.getText(), place));
                }
            }
        }

        private void name() throws IOException {
            Whole whole = wholes.element();
            whole.field = parser.currentName();
            String path = whole.path + "." + whole.field;
            Place place = place(path);
            if (place == null) {
                return;
            }
            into.names.putIfAbsent(path, place);
            if (wanted == null && !whole.known.add(whole.field)) {
                into.twice.add(new Twice(path, place));
            }
        }

        private @Nullable Place place(String path) {
            return wanted == null || wanted.test(path)
                    ? marks.of(parser.currentTokenLocation())
                    : null;
        }
    }

    /**
     * Marks in a text of which a parser tells offsets in bytes. Its own columns are bytes, not
     * characters.
     *
     * <p>To be asked in the order of the text.
     */
    static final class Utf8Marks implements Marks {
        private static final int NOT_FIRST_MASK = 0xC0;
        private static final int NOT_FIRST = 0x80;
        private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

        private final byte[] text;
        private int at;
        private int line = 1;
        private int column = 1;

        Utf8Marks(byte[] text) {
            this.text = text;
            boolean marked =
                    text.length >= BYTE_ORDER_MARK.length
                            && text[0] == BYTE_ORDER_MARK[0]
                            && text[1] == BYTE_ORDER_MARK[1]
                            && text[2] == BYTE_ORDER_MARK[2];
            at = marked ? BYTE_ORDER_MARK.length : 0;
        }

        @Override
        public Place of(JsonLocation token) {
            if (token.getByteOffset() < 0) {
                return new Place(token.getLineNr(), token.getColumnNr());
            }
            while (at < token.getByteOffset() && at < text.length) {
                step();
            }
            return new Place(line, column);
        }

        private void step() {
            byte now = text[at++];
            boolean ends = now == '\n' || (now == '\r' && (at == text.length || text[at] != '\n'));
            if (ends) {
                line++;
                column = 1;
            } else if ((at == text.length || (text[at] & NOT_FIRST_MASK) != NOT_FIRST)
                    && now != '\r') {
                // The last byte of a character.
                column++;
            }
        }
    }
}
