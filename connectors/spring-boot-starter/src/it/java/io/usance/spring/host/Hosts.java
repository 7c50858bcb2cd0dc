package io.usance.spring.host;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringBootVersion;
import org.springframework.transaction.TransactionDefinition;

/** Kinds of host. */
enum Hosts {
    /** Without Spring: the same under every Boot. */
    PLAIN_JAVA {
        @Override
        Host start(String url) {
            return new PlainHost(url);
        }
    },
    /** With the manager that Boot makes of what is on the class path, which is JPA's. */
    SPRING_JPA {
        @Override
        Host start(String url) {
            return new SpringHost(
                    Application.startAt(Application.Plain.class, url, PROPERTIES),
                    TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        }
    },
    SPRING_JDBC {
        @Override
        Host start(String url) {
            return new SpringHost(
                    Application.startAt(Application.WithJdbc.class, url, PROPERTIES),
                    TransactionDefinition.PROPAGATION_NESTED);
        }
    },
    /** The same in an application that starts fast. */
    SPRING_SMALL {
        @Override
        Host start(String url) {
            return new SpringHost(
                    Application.startAt(Application.Small.class, url, PROPERTIES),
                    TransactionDefinition.PROPAGATION_NESTED);
        }
    };

    /** With a connection for each thread's transaction, and one for another within it. */
    private static final String[] PROPERTIES = {
        "usance.events-per-snapshot=" + ManyThreads.EVENTS_PER_SNAPSHOT,
        "spring.datasource.hikari.maximum-pool-size=" + (2 * ManyThreads.THREADS + 2)
    };

    abstract Host start(String url);

    /** What runs for its time; plain Java once only, under the older Boot's test. */
    static List<Hosts> running() {
        List<Hosts> hosts = new ArrayList<>(List.of(SPRING_JPA, SPRING_JDBC));
        if (isOlderBoot()) {
            hosts.add(PLAIN_JAVA);
        }
        return hosts;
    }

    /** What is killed: plain Java under the older Boot's test, Spring's under the other. */
    static Hosts killed() {
        return isOlderBoot() ? PLAIN_JAVA : SPRING_SMALL;
    }

    private static boolean isOlderBoot() {
        return SpringBootVersion.getVersion().startsWith("3.");
    }
}
