package io.usance.document;

/** What is wrong with one field of a document, found by the whole it is a part of. */
final class FieldProblem extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String what;

    /**
     * @param what with what to write
     */
    FieldProblem(String field, String what) {
        super(field + ": " + what);
        this.field = field;
        this.what = what;
    }

    String field() {
        return field;
    }

    String what() {
        return what;
    }
}
