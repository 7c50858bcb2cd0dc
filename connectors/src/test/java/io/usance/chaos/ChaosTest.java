package io.usance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.chaos.ChaosInput.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that can happen to the service happens, again and again, and it ends as if nothing had
 * happened.
 *
 * <p>Short by default; {@code -Dusance.chaos.kills=100} makes it long, {@code -Dusance.chaos.seed}
 * gives another plan and other data, {@code -Dusance.chaos.summary=FILE} keeps what came of it.
 */
@Tag("slow")
class ChaosTest {
    private static final long SEED = Long.getLong("usance.chaos.seed", 20_261_128);
    private static final int KILLS = Integer.getInteger("usance.chaos.kills", 10);
    private static final int SILOS = 24;
    private static final int SLICE_RECORDS = 2_400;
    private static final int RECORDS_PER_SILO_AND_DAY = 96;

    /** More than a month, so that periods close while all this happens. */
    private static final int DAYS_MIN = 36;

    @TempDir Path directory;

    @Test
    void whateverHappensItEndsAsIfNothingHadHappened() throws Exception {
        FaultPlan plan = FaultPlan.of(SEED, KILLS);
        System.out.println("seed " + SEED + ", " + KILLS + " kills");
        plan.steps().forEach(System.out::println);
        ChaosPlant plant = new ChaosPlant(SEED, SILOS, days(plan));
        try (ChaosParts parts = ChaosParts.start(directory)) {
            Outcome undisturbed = undisturbed(plan, plant, parts);
            try (Site site =
                            new Site(
                                    plant,
                                    parts.node(),
                                    parts.kafka(),
                                    parts.newDatabase("disturbed"));
                    ChaosRun run = new ChaosRun(plan, site, parts)) {
                run.toTheEnd();
                Outcome.requireSound(site);
                Outcome.of(site).requireSameAs(undisturbed);
                assertThat(run.kills()).isEqualTo(KILLS);
                report(plan, run);
            }
        }
    }

    private static int days(FaultPlan plan) {
        int records = (plan.steps().size() + 1) * SLICE_RECORDS;
        return Math.max(DAYS_MIN, records / (SILOS * RECORDS_PER_SILO_AND_DAY));
    }

    private static Outcome undisturbed(FaultPlan plan, ChaosPlant plant, ChaosParts parts)
            throws InterruptedException {
        try (Site site =
                new Site(plant, parts.node(), parts.kafka(), parts.newDatabase("undisturbed"))) {
            site.runUndisturbed(
                    ChaosInput.slices(plan, site.readings(), site.topics()).stream()
                            .flatMap(List::stream)
                            .map(Entry::record)
                            .toList());
            Outcome.requireSound(site);
            return Outcome.of(site);
        }
    }

    private static void report(FaultPlan plan, ChaosRun run) throws IOException {
        String summary =
                """
                # A chaos run

                Written by `benchmarks/run chaos %d %d`; what it does and checks is told in the \
                [README](README.md#chaos). %s, JDK %s, %d cores, broker, Postgres and EVM node on \
                the same machine.

                %s.

                %s
                *Lasted* is the time that a part was away or damaged. *Recovered* is the time from \
                then until a record sent after it was stored, with all before it, and everything \
                in the log was read from the topics by a `read_committed` consumer; for the EVM \
                node also until no settlement waited. A killed service is started again at once; \
                its start is part of the time.

                After each of the faults: records stored = records sent; every identity holds; \
                topics and log agree at every position, nothing twice and nothing left out; every \
                bad record is in quarantine for its reason. At the end: every batch is on the \
                chain once with the books' root, and books, topics and quarantine equal those of \
                an undisturbed run over the same records.
                """
                        .formatted(
                                plan.seed(),
                                plan.kills(),
                                System.getProperty("os.name"),
                                System.getProperty("java.version"),
                                Runtime.getRuntime().availableProcessors(),
                                run.totals(),
                                run.recoveries().table());
        System.out.println(summary);
        String file = System.getProperty("usance.chaos.summary", "");
        if (!file.isEmpty()) {
            Files.writeString(Path.of(file), summary);
        }
    }
}
