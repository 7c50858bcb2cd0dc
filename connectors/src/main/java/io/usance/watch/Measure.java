package io.usance.watch;

import static io.usance.watch.Measure.Kind.COUNTER;
import static io.usance.watch.Measure.Kind.GAUGE;
import static io.usance.watch.Measure.Kind.HISTOGRAM;
import static io.usance.watch.Measure.Kind.TIMER;
import static io.usance.watch.Measure.Scope.INSTANCE;
import static io.usance.watch.Measure.Scope.SHARED;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of the service, declared once: what registers it, the table in docs/watching.md, the
 * dashboard and the alarms are made from this list. Names, units and labels stay as they are; a
 * changed meaning gets a new name.
 *
 * <p>No label holds the id of a silo, a contract or a batch: those are in the log.
 */
public enum Measure {
    INTAKE_RECORDS(
            "usance.intake.records",
            COUNTER,
            "records",
            INSTANCE,
            Group.INTAKE,
            "records stored; `outcome` is recorded, duplicate or quarantined",
            "topic",
            "outcome"),
    INTAKE_LAG(
            "usance.intake.lag",
            GAUGE,
            "records",
            SHARED,
            Group.INTAKE,
            "records in the topic that are not stored yet",
            "topic"),
    INTAKE_LAST(
            "usance.intake.last.stored.timestamp",
            GAUGE,
            "seconds",
            INSTANCE,
            Group.INTAKE,
            "when this instance last stored a poll; none yet: NaN"),
    INTAKE_UNIT_OF_WORK(
            "usance.intake.unit.of.work",
            HISTOGRAM,
            "seconds",
            INSTANCE,
            Group.INTAKE,
            "time to handle and store one poll"),
    QUARANTINE(
            "usance.quarantine",
            GAUGE,
            "records",
            SHARED,
            Group.INTAKE,
            "records in quarantine, ever; docs/quarantine.md explains the reasons",
            "reason"),
    SILOS(
            "usance.silos",
            GAUGE,
            "silos",
            SHARED,
            Group.INTAKE,
            "silos; `state` is heard or silent: under a contract and not heard of for"
                    + " closeSilentAfter",
            "state"),
    LOG_HEAD(
            "usance.log.head",
            GAUGE,
            "events",
            SHARED,
            Group.STAGES,
            "position of the newest event; its rate is that of all events"),
    FOLLOWER_LAG(
            "usance.follower.lag",
            GAUGE,
            "events",
            SHARED,
            Group.STAGES,
            "events that charging, read-models or outbox has not handled yet; of the outbox only the"
                    + " instance that publishes knows, the others say NaN",
            "follower"),
    OUTBOX_MESSAGES(
            "usance.outbox.messages",
            COUNTER,
            "messages",
            INSTANCE,
            Group.STAGES,
            "messages published and committed"),
    ROLE_STATE(
            "usance.role.state",
            GAUGE,
            null,
            INSTANCE,
            Group.STAGES,
            "2: works; 1: its last step failed and is tried again; 0: has ended",
            "role"),
    ROLE_FAILURES(
            "usance.role.failures",
            COUNTER,
            null,
            INSTANCE,
            Group.STAGES,
            "steps that failed and were tried again",
            "role"),
    ROLE_CONFLICTS(
            "usance.role.conflicts",
            COUNTER,
            null,
            INSTANCE,
            Group.STAGES,
            "steps that lost a race against another instance or command, wrote nothing and were"
                    + " done again",
            "role"),
    ROLE_STEP(
            "usance.role.step",
            TIMER,
            "seconds",
            INSTANCE,
            Group.STAGES,
            "time of the steps that had something to do",
            "role"),
    SETTLEMENTS_LAST(
            "usance.settlements.last.timestamp",
            GAUGE,
            "seconds",
            SHARED,
            Group.SETTLEMENT,
            "when the newest settlement was commanded; none yet: NaN"),
    SETTLEMENTS_WAITING(
            "usance.settlements.waiting",
            GAUGE,
            "settlements",
            SHARED,
            Group.SETTLEMENT,
            "settlements commanded and not sealed, counted up to 100,000"),
    SETTLEMENTS_UNANCHORED_AGE(
            "usance.settlements.unanchored.age",
            GAUGE,
            "seconds",
            SHARED,
            Group.SETTLEMENT,
            "age of the oldest settlement that is in no anchored batch; 0 if all are"),
    HELD(
            "usance.held",
            GAUGE,
            null,
            SHARED,
            Group.SETTLEMENT,
            "what waits for a person: `what` is charge (contract periods with consumption not"
                    + " charged, an index value is missing), settlement (contract periods with a"
                    + " payment not commanded, the credit is used up or an exception is open), move"
                    + " (pairs of companies whose money is commanded and has not moved) or exception"
                    + " (exceptions that no person has ended)",
            "what"),
    BATCHES(
            "usance.batches",
            GAUGE,
            "batches",
            SHARED,
            Group.ANCHOR,
            "batches that have come so far, ever; `state` is sealed, anchored or confirmed",
            "state"),
    CHAIN_HEAD(
            "usance.chain.head",
            GAUGE,
            "blocks",
            SHARED,
            Group.ANCHOR,
            "number of the node's newest block; on a chain only"),
    CHAIN_DEPTH(
            "usance.chain.depth",
            GAUGE,
            "blocks",
            SHARED,
            Group.ANCHOR,
            "confirmations of the oldest batch that is anchored and not final, `anchor.depth` are"
                    + " wanted; 0 if there is none; on a chain only"),
    ACCOUNT_BALANCE(
            "usance.anchor.account.balance",
            GAUGE,
            "coins",
            SHARED,
            Group.ANCHOR,
            "what the operator's account has for gas, in the chain's coin; on a chain only"),
    ESCROW_LEFT(
            "usance.escrow.left",
            GAUGE,
            null,
            SHARED,
            Group.ANCHOR,
            "escrow that no batch has taken, in major units of `currency`, for each pair of accounts"
                    + " that a batch has netted, up to 200; with escrows only",
            "currency",
            "payer",
            "payee"),
    AGGREGATES_CACHED(
            "usance.aggregates.cached",
            GAUGE,
            "aggregates",
            INSTANCE,
            Group.PARTS,
            "silos and contracts in memory"),
    DATABASE_CONNECTIONS(
            "usance.database.connections",
            GAUGE,
            "connections",
            INSTANCE,
            Group.PARTS,
            "connections of the pool; `state` is active, idle, or waiting: threads that want one",
            "state"),
    PART_UP(
            "usance.part.up",
            GAUGE,
            null,
            INSTANCE,
            Group.PARTS,
            "1 if the last look at it was good: kafka, postgres, node (on a chain only)",
            "part"),
    PART_AGE(
            "usance.part.age",
            GAUGE,
            "seconds",
            INSTANCE,
            Group.PARTS,
            "since the last good look; what is read from a part is as old as this",
            "part");

    /** Where a meter belongs on the dashboard and in docs/watching.md. */
    public enum Group {
        INTAKE("Intake"),
        STAGES("Stages"),
        SETTLEMENT("Settlement"),
        ANCHOR("Anchor and money"),
        PARTS("Parts");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        /** For people. */
        public String title() {
            return title;
        }
    }

    /** What is counted or read. */
    public enum Kind {
        /** Only rises; begins at 0 with the process. */
        COUNTER,
        GAUGE,
        /** Count, sum and maximum of times. */
        TIMER,
        /** As a timer, with how many took at most how long. */
        HISTOGRAM
    }

    /** Whose number it is. */
    public enum Scope {
        /** Of this process; add them up. */
        INSTANCE,
        /** Of the database or the chain: every instance says the same; take the maximum. */
        SHARED
    }

    /** Beginnings of the names of what Micrometer says of the Java runtime, process and machine. */
    public static final List<String> RUNTIME = List.of("jvm_", "process_", "system_");

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(10)
    };

    private final String meter;
    private final Kind kind;
    private final @Nullable String unit;
    private final Scope scope;
    private final Group group;
    private final String description;
    private final List<String> labels;

    Measure(
            String meter,
            Kind kind,
            @Nullable String unit,
            Scope scope,
            Group group,
            String description,
            String... labels) {
        this.meter = meter;
        this.kind = kind;
        this.unit = unit;
        this.scope = scope;
        this.group = group;
        this.description = description;
        this.labels = List.of(labels);
    }

    /** Micrometer's name, with dots. */
    public String meter() {
        return meter;
    }

    /** The name in Prometheus: with the unit, and {@code _total} if it is a counter. */
    public String family() {
        String name = meter.replace('.', '_');
        if (suffix() != null) {
            name += "_" + suffix();
        }
        return kind == COUNTER ? name + "_total" : name;
    }

    /** All names in Prometheus: a timer has its maximum under a name of its own. */
    public List<String> families() {
        return kind == TIMER || kind == HISTOGRAM
                ? List.of(family(), family() + "_max")
                : List.of(family());
    }

    public Kind kind() {
        return kind;
    }

    /** The unit, unless the name has it already. */
    private @Nullable String suffix() {
        return unit == null || List.of(meter.split("\\.", -1)).contains(unit) ? null : unit;
    }

    /** What one of it is; empty for a pure number. */
    public String unit() {
        return unit == null ? "" : unit;
    }

    public Scope scope() {
        return scope;
    }

    public Group group() {
        return group;
    }

    /** One phrase; `quotes` as in Markdown. */
    public String description() {
        return description;
    }

    public List<String> labels() {
        return labels;
    }

    /** Prometheus' word for the kind. */
    String type() {
        return switch (kind) {
            case TIMER -> "summary";
            default -> kind.name().toLowerCase(Locale.ROOT);
        };
    }

    private Tags tags(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(
                    "%s has the labels %s, not %d values".formatted(meter, labels, values.length));
        }
        Tags tags = Tags.empty();
        for (int i = 0; i < values.length; i++) {
            tags = tags.and(labels.get(i), values[i]);
        }
        return tags;
    }

    private void require(Kind wanted) {
        if (kind != wanted) {
            throw new IllegalArgumentException(meter + " is a " + kind + ", not a " + wanted);
        }
    }

    /** The counter with these values of its labels, in their order; made on first use. */
    public Counter counter(MeterRegistry meters, String... values) {
        require(COUNTER);
        return Counter.builder(meter)
                .baseUnit(suffix())
                .description(description)
                .tags(tags(values))
                .register(meters);
    }

    /** The timer with these values of its labels, in their order; made on first use. */
    public Timer timer(MeterRegistry meters, String... values) {
        Timer.Builder timer = Timer.builder(meter).description(description).tags(tags(values));
        return kind == HISTOGRAM
                ? timer.serviceLevelObjectives(BUCKETS).register(meters)
                : timer.register(meters);
    }

    /**
     * A gauge that asks when it is read.
     *
     * @param value answers at once from memory
     */
    public void gauge(MeterRegistry meters, DoubleSupplier value, String... values) {
        require(GAUGE);
        Gauge.builder(meter, value, DoubleSupplier::getAsDouble)
                .baseUnit(suffix())
                .description(description)
                .tags(tags(values))
                .strongReference(true)
                .register(meters);
    }

    /** A gauge that shows what it was last set to; NaN before. */
    public SettableGauge settable(MeterRegistry meters, String... values) {
        SettableGauge gauge = new SettableGauge();
        gauge(meters, gauge::get, values);
        return gauge;
    }

    /** A gauge whose values of labels are not known beforehand. */
    public LabelledGauges labelled(MeterRegistry meters) {
        require(GAUGE);
        return new LabelledGauges(
                MultiGauge.builder(meter)
                        .baseUnit(suffix())
                        .description(description)
                        .register(meters),
                this::tags);
    }
}
