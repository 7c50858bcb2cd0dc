package io.usance.demo;

import io.usance.config.ServiceSettings;
import io.usance.config.WatchSettings;
import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import io.usance.kafka.IntakeRole;
import io.usance.kafka.Topics;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.reconciliation.ReadModels.Progress;
import io.usance.record.machine.MachineInput;
import io.usance.record.silo.SiloInput;
import io.usance.service.ServiceWatch;
import io.usance.service.UsanceService;
import io.usance.simulation.SimulatedSilo;
import io.usance.store.Positions.Tally;
import io.usance.watch.Watch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Runs the demonstration from start to report.
 *
 * @param silos how many, 1 to {@link DemoPlant#SILOS_MAX}
 * @param days how long, 1 to {@link DemoPlant#DAYS_MAX}
 * @param seed everything random in the plant follows from it
 * @param anchor where batches go
 * @param out directory for settlements, batches and receipts; replaced if it holds an earlier demo
 * @param allBundles a bundle of each settlement, not only of the last of each contract
 * @param httpPort where it can be watched while it runs; 0 for any free port
 */
public record DemoRun(
        int silos,
        int days,
        long seed,
        DemoAnchor.Choice anchor,
        Path out,
        boolean allBundles,
        int httpPort) {
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final Duration LOOK_EVERY_FIRST = Duration.ofMillis(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    /** With a bundle of each contract's last settlement, watched on any free port. */
    public DemoRun(int silos, int days, long seed, DemoAnchor.Choice anchor, Path out) {
        this(silos, days, seed, anchor, out, false, 0);
    }

    public DemoRun {
        if (silos < 1 || silos > DemoPlant.SILOS_MAX) {
            throw new IllegalArgumentException(
                    "--silos is 1 to " + DemoPlant.SILOS_MAX + ", not " + silos);
        }
        if (days < 1 || days > DemoPlant.DAYS_MAX) {
            throw new IllegalArgumentException(
                    "--days is 1 to " + DemoPlant.DAYS_MAX + ", not " + days);
        }
    }

    /**
     * Runs it.
     *
     * @return the outcome; the report is on {@code text} already
     * @throws IOException if the files cannot be written
     */
    public DemoOutcome run(PrintWriter text) throws IOException, InterruptedException {
        long startedNs = System.nanoTime();
        DemoFiles files = DemoFiles.prepare(out);
        say(
                text,
                startedNs,
                "starting Kafka, Postgres and "
                        + (anchor == DemoAnchor.Choice.LOG ? "a log" : "an EVM node")
                        + " side by side");
        CompletableFuture<DemoPlant> plant =
                CompletableFuture.supplyAsync(() -> DemoPlant.simulate(silos, days, seed));
        try (DemoParts parts = DemoParts.start(anchor, files)) {
            say(text, startedNs, parts.summary());
            WatchSettings http = WatchSettings.local(httpPort);
            try (Watch watch = ServiceWatch.open(http)) {
                say(text, startedNs, "to watch it meanwhile: curl -s " + watch.url() + "/metrics");
                return bill(parts, plant.join(), files, watch, text, startedNs);
            }
        }
    }

    private DemoOutcome bill(
            DemoParts parts,
            DemoPlant plant,
            DemoFiles files,
            Watch watch,
            PrintWriter text,
            long startedNs)
            throws IOException, InterruptedException {
        BillingEngine engine = parts.engine();
        for (SimulatedSilo silo : plant.silos()) {
            engine.handle(new RegisterSilo(silo.profile().silo(), plant.from()));
        }
        for (ContractTerms contract : plant.contracts()) {
            engine.signContract(contract, plant.from());
        }
        plant.machine().setUp(engine, plant.from());
        Topics topics = Topics.defaults();
        ServiceSettings settings = ServiceSettings.local(parts.kafka().bootstrapServers(), topics);
        try (UsanceService service =
                UsanceService.start(
                        engine,
                        Optional.of(parts.anchor().anchor()),
                        settings,
                        Clock.systemUTC(),
                        watch.meters())) {
            new ServiceWatch(
                            engine,
                            parts.pool(),
                            Optional.of(parts.anchor().anchor()),
                            List.of(),
                            settings,
                            Clock.systemUTC())
                    .follow(watch, service, WatchSettings.EVERY_MIN);
            String bootstrapServers = parts.kafka().bootstrapServers();
            DemoFeed.publishFirst(bootstrapServers, topics, plant.machine());
            awaitFirst(engine, service, topics);
            plant.machine().announce(engine, plant.from());
            DemoFeed.Published published = DemoFeed.publish(bootstrapServers, topics, plant);
            say(
                    text,
                    startedNs,
                    "%,d readings and %,d delivery notes of %d silos and %,d readings of a machine over %d days published"
                            .formatted(
                                    published.readings(),
                                    published.deliveries(),
                                    silos,
                                    published.machineReadings(),
                                    days));
            awaitAnchored(engine, service, topics, published, text, startedNs);
        }
        long commandsOnKafka =
                CommandCount.of(parts.kafka().bootstrapServers(), topics.settlementCommands());
        files.write(engine, allBundles);
        say(text, startedNs, "checking receipts and bundles");
        DemoOutcome outcome =
                DemoOutcome.of(engine, plant, files, commandsOnKafka, parts.anchor().keys());
        new DemoReport(text, engine, plant, files).print(outcome, parts.anchor());
        outcome = outcome.and(new DemoFinance(engine, plant, files).run(text));
        say(text, startedNs, "done");
        return outcome;
    }

    private static void awaitFirst(BillingEngine engine, UsanceService service, Topics topics)
            throws InterruptedException {
        long deadlineNs = System.nanoTime() + LIMIT.toNanos();
        while (tally(engine, topics.inbound(MachineInput.READINGS)).received() == 0) {
            checkRuns(service);
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException(
                        "the machine's first reading was not taken in within "
                                + LIMIT.toMinutes()
                                + " minutes");
            }
            Thread.sleep(LOOK_EVERY_FIRST);
        }
    }

    private static void checkRuns(UsanceService service) {
        if (service.failure().isPresent()) {
            throw new IllegalStateException("the service gave up", service.failure().get());
        }
    }

    private void awaitAnchored(
            BillingEngine engine,
            UsanceService service,
            Topics topics,
            DemoFeed.Published published,
            PrintWriter text,
            long startedNs)
            throws InterruptedException {
        long deadlineNs = System.nanoTime() + LIMIT.toNanos();
        String last = "";
        while (System.nanoTime() < deadlineNs) {
            checkRuns(service);
            Tally readings = tally(engine, topics.inbound(SiloInput.READINGS));
            Tally deliveries = tally(engine, topics.inbound(SiloInput.DELIVERIES));
            Tally machineReadings = tally(engine, topics.inbound(MachineInput.READINGS));
            Progress progress = engine.internals().readModels().progress();
            String line =
                    "%,d of %,d readings taken in, %,d settlements commanded, %,d anchored"
                            .formatted(
                                    readings.received() + machineReadings.received(),
                                    published.readings() + published.machineReadings(),
                                    progress.settlements(),
                                    progress.confirmed());
            if (!line.equals(last)) {
                say(text, startedNs, line);
                last = line;
            }
            boolean drained =
                    readings.received() == published.readings()
                            && deliveries.received() == published.deliveries()
                            && machineReadings.received() == published.machineReadings();
            if (drained
                    && progress.settled()
                    && engine.internals().charging().position()
                            >= engine.internals().log().head()) {
                return;
            }
            Thread.sleep(LOOK_EVERY);
        }
        throw new IllegalStateException(
                "the demo did not finish in " + LIMIT.toMinutes() + " minutes: " + last);
    }

    private static Tally tally(BillingEngine engine, String topic) {
        return engine.internals().positions().tally(IntakeRole.positionName(topic));
    }

    private static void say(PrintWriter text, long startedNs, String line) {
        text.printf("%6.1f s  %s%n", (System.nanoTime() - startedNs) / 1e9, line);
        text.flush();
    }
}
