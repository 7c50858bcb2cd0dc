package io.usance.spring.host;

/** A host as a process of its own, to be killed. */
final class KilledHost {
    static final String SENT = "sent";

    private KilledHost() {}

    /**
     * Sends until it is killed, and prints a line after each transaction.
     *
     * @param arguments kind of host, JDBC URL, and a seed
     */
    public static void main(String[] arguments) throws Exception {
        Host host = Hosts.valueOf(arguments[0]).start(arguments[1]);
        new ManyThreads(host, () -> System.out.println(SENT))
                .run(Long.parseLong(arguments[2]), () -> true);
    }
}
