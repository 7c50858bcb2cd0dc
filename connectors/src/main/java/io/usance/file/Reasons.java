package io.usance.file;

import io.usance.watch.Secrets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why something failed, in one plain line for a person, without secrets. */
public final class Reasons {
    private static final int CAUSES_MAX = 5;
    private static final int CHARS_MAX = 600;

    private Reasons() {}

    /** The messages of the failure and its causes, without those that only repeat others. */
    public static String of(Throwable failure) {
        Set<String> messages = new LinkedHashSet<>();
        @Nullable Throwable next = failure;
        for (int i = 0; i < CAUSES_MAX && next != null; i++, next = next.getCause()) {
            String message =
                    oneLine(
                            next.getMessage() == null
                                    ? next.getClass().getSimpleName()
                                    : next.getMessage());
            boolean repeated = messages.stream().anyMatch(said -> said.contains(message));
            if (!repeated && !message.startsWith("java.")) {
                messages.add(message);
            }
        }
        String line =
                messages.isEmpty()
                        ? failure.getClass().getSimpleName()
                        : Secrets.hide(String.join(": ", messages));
        return line.length() <= CHARS_MAX ? line : line.substring(0, CHARS_MAX - 1) + "…";
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
