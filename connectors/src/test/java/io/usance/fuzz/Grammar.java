package io.usance.fuzz;

import java.util.List;
import java.util.stream.Stream;

/** What a mutation must know of a format to get past its parser. */
public enum Grammar {
    JSON(
            "\n,",
            List.of("[", "{\"a\":", "{\"type\":\"COMPOSITE\",\"components\":["),
            List.of("]", "}", "]}"),
            List.of(
                    "\"\\ud800\"",
                    "\"\\u0000\"",
                    "{}",
                    "[]",
                    "\"",
                    "\\",
                    "null",
                    "true",
                    ",\"type\":\"PER_UNIT\"",
                    "\"siloId\":\"S2\",",
                    "/*",
                    "NaN")),
    YAML(
            "\n,",
            List.of("[", "{a: ", "{type: COMPOSITE, components: [", "- "),
            List.of("]", "}", "]}", ""),
            List.of(
                    "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n",
                    "&r [*r]",
                    "<<: *a",
                    "&a ",
                    "*a",
                    "!!javax.script.ScriptEngineManager [!!java.net.URL [\"x\"]]",
                    "!!binary ",
                    "!!float ",
                    "!!int ",
                    "? ",
                    "| ",
                    ">-\n  ",
                    "\n---\n",
                    "\n...\n",
                    "%YAML 9.9\n---\n",
                    "\t",
                    "0o777",
                    "1_000",
                    "190:20:30",
                    ".inf",
                    "~",
                    "\"on\": ",
                    "{}",
                    "[]",
                    "${env:X}",
                    "\"a\\0b\"",
                    "${file:x}",
                    "#")),
    XML(
            ">",
            List.of("<a>", "<Ntry>", "<Stmt>", "<NtryDtls>"),
            List.of("</a>", "</Ntry>", "</Stmt>", "</NtryDtls>"),
            List.of(
                    "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>",
                    "<!DOCTYPE a SYSTEM \"file:///nowhere\">",
                    "&c;",
                    "&amp;",
                    "&#0;",
                    "&#x10FFFF;",
                    "<![CDATA[",
                    "]]>",
                    "<!--",
                    "-->",
                    "<?x y?>",
                    "<?xml version=\"1.1\" encoding=\"UTF-16\"?>",
                    " xmlns:x=\"u\"",
                    " Ccy=\"JPY\"",
                    " Ccy=\"XXX\"",
                    "<NtryDtls><TxDtls/></NtryDtls>",
                    "<x:a/>",
                    "</",
                    "<")),
    CSV(
            "\n,",
            List.of("\"", "\"\""),
            List.of("\"", "\"\""),
            List.of("\"", ",", ";", "\r", "\r\n", "\n", "\t", "=1+1", ",,,,,,,,,", "\"\n", "\0")),
    TEXT(
            "\n ",
            List.of("\n", "— "),
            List.of("\n", ""),
            List.of("—", "+", "=", "==", "\n\n", "\r\n", "— a b\n", "AAAA", "/")),
    NODE(
            "\n,",
            List.of("[", "{\"a\":"),
            List.of("]", "}"),
            List.of(
                    "\"0x\"",
                    "\"0x0\"",
                    "\"0X1\"",
                    "\"0x-1\"",
                    "\"-0x1\"",
                    "\"0xzz\"",
                    "\"x\"",
                    "null",
                    "{}",
                    "[]",
                    "[null]",
                    "0",
                    "true",
                    "f".repeat(64),
                    "7" + "f".repeat(63),
                    "0".repeat(64),
                    "0".repeat(48) + "7" + "f".repeat(15),
                    "0".repeat(48) + "ffffffffffffffff",
                    "\"error\":{\"code\":3,\"message\":\"execution reverted\",\"data\":\"0x08c379a0\"},",
                    "\"error\":{},",
                    "\"error\":null,"));

    private final String separators;
    private final List<String> opening;
    private final List<String> closing;
    private final List<String> tokens;
    private final List<String> scalars;

    Grammar(String separators, List<String> opening, List<String> closing, List<String> ownTokens) {
        this.separators = separators;
        this.opening = opening;
        this.closing = closing;
        this.tokens = ownTokens;
        this.scalars =
                Stream.of(Lists.NUMBERS, Lists.TIMES, Lists.WORDS, ownTokens)
                        .flatMap(List::stream)
                        .toList();
    }

    /** What separates parts that can be doubled, left out or swapped. */
    String separators() {
        return separators;
    }

    /** What nests; {@link #closing()} has the other half at the same place. */
    List<String> opening() {
        return opening;
    }

    List<String> closing() {
        return closing;
    }

    /** Pieces of the format's own syntax. */
    List<String> tokens() {
        return tokens;
    }

    /** What may stand where a value stands. */
    List<String> scalars() {
        return scalars;
    }

    /** Hostile values of any format. */
    private static final class Lists {
        static final List<String> NUMBERS =
                List.of(
                        "1e999999999",
                        "1e99999999",
                        "1e-99999999",
                        "-1e-999999999",
                        "1E2147483647",
                        "1e-2147483648",
                        "1e2147483648",
                        "1e400",
                        "1e-400",
                        "1e50000",
                        "9".repeat(70),
                        "9".repeat(1_500),
                        "0." + "0".repeat(400) + "1",
                        "-0",
                        "-1",
                        "0",
                        "0.005",
                        "1.",
                        ".5",
                        "+1",
                        "00",
                        "NaN",
                        "Infinity",
                        "0x10",
                        "\u0663",
                        "\uFF19",
                        "9223372036854775807",
                        "9223372036854775808",
                        "-9223372036854775808",
                        "4294967296",
                        "2147483648",
                        "2147483647",
                        "1/0",
                        "1/3");

        static final List<String> TIMES =
                List.of(
                        "2026-02-30T00:00:00Z",
                        "+1000000000-01-01T00:00:00Z",
                        "-1000000000-01-01T00:00:00Z",
                        "+999999999-12-31T23:59:59.999999999Z",
                        "-999999999-01-01",
                        "+999999999-12-31",
                        "2026-03-01T24:00:00Z",
                        "2026-03-01T00:00:00+18:00",
                        "0000-01-01T00:00:00Z",
                        "2026-03",
                        "+999999999-12",
                        "2026-03-29T02:30:00",
                        "1970-01-01T00:00:00Z");

        static final List<String> WORDS =
                List.of(
                        "",
                        " ",
                        "\0",
                        "\uFEFF",
                        "\u202E",
                        "\u2028",
                        "\u00E9",
                        "\uD83D\uDE00",
                        "%s%n%d%999999999d",
                        "$1\\1",
                        "../../x",
                        "EUR",
                        "XXX",
                        "JPY",
                        "CLF",
                        "kg",
                        "t",
                        "L",
                        "m3",
                        "mm",
                        "MASS",
                        "VOLUME",
                        "MONTH",
                        "WEEK",
                        "DAY",
                        "UTC",
                        "GMT+18:00",
                        "Europe/Lord_Howe",
                        "a".repeat(200),
                        "a".repeat(5_000),
                        "a".repeat(70_000));

        private Lists() {}
    }
}
