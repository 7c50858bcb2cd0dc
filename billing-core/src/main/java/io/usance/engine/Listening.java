package io.usance.engine;

/** Keeps a listener told until it is closed. Closing it again does nothing. */
public interface Listening extends AutoCloseable {
    @Override
    void close();
}
