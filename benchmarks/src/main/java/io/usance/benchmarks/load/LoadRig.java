package io.usance.benchmarks.load;

import io.usance.embedded.EmbeddedDatabase;
import io.usance.embedded.EmbeddedKafka;

/** TODO. */
public final class LoadRig {
    private LoadRig() {}

    public static void main(String[] args) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary().start();
                EmbeddedDatabase server = EmbeddedDatabase.temporary().start()) {
            Workload w = args[0].equals("A")
                    ? new Workload(10_000, Integer.parseInt(args[1]), 25, 0)
                    : new Workload(100_000, Integer.parseInt(args[1]), 1, 0);
            Statements.watch(server);
            long t = System.nanoTime();
            try (LoadSite site = LoadSite.open(kafka, server, "a", w)) {
                System.out.printf("set up %.1f s%n", (System.nanoTime() - t) / 1e9);
                t = System.nanoTime();
                long records = site.feed();
                System.out.printf("fed %.1f s%n", (System.nanoTime() - t) / 1e9);
                Statements.reset(server);
                Drain drain = Drain.of(site, records);
                Statements.print(server);
                System.out.println(drain + " " + drain.recordsPerSecond());
                String f = site.engine.transactions().read(sql -> sql.fetch("select payload_type, count(*), avg(length(payload)) from domain_event group by 1 order by 2").format()); System.out.println(f);
            }
        }
        System.exit(0);
    }
}
