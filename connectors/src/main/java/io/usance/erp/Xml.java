package io.usance.erp;

/** What XML 1.0 can hold. */
final class Xml {
    private Xml() {}

    /** True if every character may stand in an XML document; lone surrogates may not. */
    static boolean isWritable(String text) {
        return text.codePoints()
                .allMatch(c ->
                        c == '\t'
                                || c == '\n'
                                || c == '\r'
                                || (c >= 0x20 && c <= 0xD7FF)
                                || (c >= 0xE000 && c <= 0xFFFD)
                                || c >= 0x10000);
    }
}
