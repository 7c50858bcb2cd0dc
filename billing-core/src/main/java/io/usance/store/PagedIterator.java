package io.usance.store;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Walks through pages, each fetched when the one before is used up; ends at the first empty page.
 */
final class PagedIterator<T> implements Iterator<T> {
    private final LongFunction<Stream<T>> pageAfter;
    private final ToLongFunction<T> keyOf;
    private Iterator<T> page = Collections.emptyIterator();
    private long last;
    private boolean ended;

    PagedIterator(long after, LongFunction<Stream<T>> pageAfter, ToLongFunction<T> keyOf) {
        this.last = after;
        this.pageAfter = pageAfter;
        this.keyOf = keyOf;
    }

    @Override
    public boolean hasNext() {
        if (!page.hasNext() && !ended) {
            page = pageAfter.apply(last).iterator();
            ended = !page.hasNext();
        }
        return page.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        T next = page.next();
        last = keyOf.applyAsLong(next);
        return next;
    }
}
