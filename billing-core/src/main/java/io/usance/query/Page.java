package io.usance.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of an answer.
 *
 * @param items in the order of their keys
 * @param next where the next page begins, to be given to {@link PagedQuery#after}; null if there is
 *     none. Good for as long as the question is the same; rows that come in between are found by
 *     later pages if their keys are behind it.
 */
public record Page<T>(List<T> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }
}
