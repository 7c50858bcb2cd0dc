package io.usance.embedded;

import org.apache.kafka.common.utils.internals.Exit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a failing embedded broker from ending the whole JVM.
 *
 * <p>Design note: a broker process ends itself on a fault it cannot survive (a taken port, a full
 * disk). Inside our JVM that would end the program without a word, so the fault is thrown in the
 * broker's own thread instead; its clients then see an unavailable broker. The hook is static in
 * Kafka, hence static here, and only in JVMs that embed a broker.
 */
final class BrokerExit {

    private BrokerExit() {}

    static void throwInsteadOfEndingTheJvm() {
        Exit.setExitProcedure(BrokerExit::refuse);
        Exit.setHaltProcedure(BrokerExit::refuse);
    }

    private static void refuse(int status, @Nullable String message) {
        throw new IllegalStateException(
                message == null ? "the broker gave up with status " + status : message);
    }
}
