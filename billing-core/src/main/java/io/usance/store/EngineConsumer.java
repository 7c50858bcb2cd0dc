package io.usance.store;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every position that the engine itself keeps in {@code consumer_position}, in any of its modules.
 * The only place where such a name is written: what is not here is not known to be taken.
 */
public enum EngineConsumer {
    CHARGING("charging"),
    READ_MODELS("read-models"),
    REPORT_SIGNATURES("report-signatures"),
    BATCHING("batching"),
    BATCH_NUMBER("batch-number"),
    ANCHORING("anchoring"),
    NETTING("netting"),
    NETTING_RELEASE("netting-release"),
    NETTING_DECISION("netting-decision");

    /** Before the name of an inbound topic. */
    public static final String TOPIC = "kafka/";

    /** Before all that may come. */
    private static final String RESERVED = "usance";

    private final String storedName;

    EngineConsumer(String storedName) {
        this.storedName = storedName;
    }

    /** The name under which the position is stored, for ever. */
    public String storedName() {
        return storedName;
    }

    /** True if a consumer of this name is, or may become, the engine's own. */
    public static boolean isTaken(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith(RESERVED) || lower.startsWith(TOPIC) || known(lower).isPresent();
    }

    private static Optional<EngineConsumer> known(String name) {
        return Stream.of(values()).filter(each -> each.storedName.equals(name)).findFirst();
    }
}
