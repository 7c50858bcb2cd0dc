package io.usance.store;

/** Payloads that are plain strings. */
final class TextCodec implements EventCodec {
    @Override
    public String typeOf(Object payload) {
        return "Text";
    }

    @Override
    public String encode(Object payload) {
        return (String) payload;
    }

    @Override
    public Object decode(String type, String json) {
        return json;
    }

    @Override
    public <T> T facts(String type, String json, Class<T> facts) {
        throw new IllegalArgumentException("a text has no facts");
    }
}
