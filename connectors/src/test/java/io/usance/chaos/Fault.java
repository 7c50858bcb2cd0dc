package io.usance.chaos;

/** What happens to the service, to its parts, or in its data. */
enum Fault {
    KILL("service: SIGKILL at work"),
    KILL_TWICE("service: SIGKILL at work, and again while it starts"),
    END_SESSIONS("Postgres: `pg_terminate_backend` of all sessions of the service"),
    RESTART_DATABASE("Postgres: restarted"),
    CRASH_DATABASE("Postgres: SIGKILL of a server process, crash recovery"),
    FILL_DISK("Postgres: no room for events, reads go on"),
    FILL_LOG_DISK("Postgres: no room for the write-ahead log, server ends and is restarted"),
    RESTART_BROKER("Kafka: broker restarted"),
    RESTART_CHAIN("EVM node restarted"),
    SHIFT_CLOCKS("data: clocks of devices and brokers jump"),
    POISON("data: records that are no readings");

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    /** For people, as Markdown. */
    String words() {
        return words;
    }

    /** Times that the service is killed by it. */
    int kills() {
        return switch (this) {
            case KILL -> 1;
            case KILL_TWICE -> 2;
            default -> 0;
        };
    }

    /** True if the fault is in the records themselves, and over once they are sent. */
    boolean isInData() {
        return this == SHIFT_CLOCKS || this == POISON;
    }
}
