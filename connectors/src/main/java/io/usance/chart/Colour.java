package io.usance.chart;

/** The colours of charts. */
public enum Colour {
    BLUE("#1f5f8b"),
    LIGHT_BLUE("#8fb3c9"),
    ORANGE("#b8730a"),
    GREEN("#2e7d4f"),
    RED("#b03a2e");

    final String code;

    Colour(String code) {
        this.code = code;
    }
}
