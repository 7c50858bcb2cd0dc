package io.usance.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usance.anchor.evm.EvmNode;
import io.usance.engine.BillingEngine;
import io.usance.kafka.IntakeRole;
import io.usance.record.kinds.StandardInputs;
import io.usance.record.silo.SiloInput;
import io.usance.store.PositionMovedException;
import io.usance.store.StoreUnavailableException;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Moments in which an intake could lose records, or write what is no longer its own to write. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class IntakeHolesTest {
    private static final long SEED = 11;
    private static final int POLL_MAX = 100;
    private static final int STEPS_MAX = 400;

    private final EvmNode node = EvmNode.start();
    private Site site;
    private HikariDataSource pool;
    private BreakableDataSource line;
    private BillingEngine engine;
    private List<ProducerRecord<byte[], byte[]>> readings;

    @BeforeEach
    void setUp() {
        System.out.println("seed " + SEED);
        site = new Site(new ChaosPlant(SEED, 8, 2), node);
        pool = ServiceProcess.pool(site.settings().jdbcUrl());
        line = new BreakableDataSource(pool);
        engine = BillingEngine.builder(line).build();
        readings = site.readings();
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        pool.close();
        site.close();
    }

    @AfterAll
    void stopNode() {
        node.close();
    }

    @Test
    void aPollThatFailsWhileTheDatabaseStaysAwayIsReadAgain() {
        site.publish(readings);
        try (IntakeRole intake = intake("first")) {
            stepUntil(intake, POLL_MAX);
            for (int cut = 0; cut < 3; cut++) {
                line.breakAfter(cut);
                assertThatThrownBy(() -> stepUntil(intake, readings.size()))
                        .isInstanceOf(StoreUnavailableException.class);
                // Still away when the positions are to be read again.
                assertThatThrownBy(() -> stepUntil(intake, readings.size()))
                        .isInstanceOf(StoreUnavailableException.class);
                line.heal();
                stepUntil(intake, site.received() + POLL_MAX);
            }
            stepUntil(intake, readings.size());
        }
        assertThat(site.received()).isEqualTo(readings.size());
    }

    @Test
    void partitionsAssignedWhileTheDatabaseIsAwayAreReadFromTheStoredPosition() {
        site.publish(readings.subList(0, readings.size() / 2));
        try (IntakeRole before = intake("same")) {
            stepUntil(before, readings.size() / 2);
            before.step();
        }
        site.publish(readings.subList(readings.size() / 2, readings.size()));
        try (IntakeRole after = intake("same")) {
            line.breakAfter(0);
            for (int i = 0; i < 20; i++) {
                stepQuietly(after);
            }
            line.heal();
            stepUntil(after, readings.size());
        }
        assertThat(site.received()).isEqualTo(readings.size());
    }

    @Test
    void anInstanceThatLostItsPartitionsCanWriteNothing() {
        int third = readings.size() / 3;
        site.publish(readings.subList(0, third));
        // Two groups: each believes to own every partition, as a zombie does that was not told yet.
        try (IntakeRole zombie = intake("zombie");
                HikariDataSource otherPool = ServiceProcess.pool(site.settings().jdbcUrl());
                IntakeRole owner = intake(BillingEngine.builder(otherPool).build(), "owner")) {
            drain(zombie, third);
            site.publish(readings.subList(third, 2 * third));
            drain(owner, 2 * third);
            long head = site.engine().internals().log().head();
            assertThatThrownBy(() -> stepUntil(zombie, readings.size()))
                    .isInstanceOf(PositionMovedException.class);
            assertThat(site.engine().internals().log().head()).isEqualTo(head);
            assertThat(site.received()).isEqualTo(2 * third);
            site.publish(readings.subList(2 * third, readings.size()));
            stepUntil(owner, readings.size());
        }
        assertThat(site.received()).isEqualTo(readings.size());
        assertThat(
                        site.engine()
                                .internals()
                                .positions()
                                .tally(
                                        IntakeRole.positionName(
                                                site.topics().inbound(SiloInput.READINGS)))
                                .recorded())
                .isEqualTo(recordedReadings());
    }

    private long recordedReadings() {
        site.engine().catchUp();
        return site.engine()
                .internals()
                .transactions()
                .read(sql ->
                        sql.fetchSingle("select sum(readings) from usance.meter_activity")
                                .get(0, long.class));
    }

    private IntakeRole intake(String group) {
        return intake(engine, group);
    }

    private IntakeRole intake(BillingEngine on, String group) {
        Properties kafka = new Properties();
        kafka.put("bootstrap.servers", site.settings().bootstrap());
        kafka.put("group.id", site.settings().prefix() + group);
        kafka.put("max.poll.records", Integer.toString(POLL_MAX));
        return new IntakeRole(
                on, site.topics(), StandardInputs.all(), kafka, new SimpleMeterRegistry());
    }

    /** Steps until so many records are stored in all; a bounded number of steps. */
    private void stepUntil(IntakeRole intake, long received) {
        for (int step = 0; site.received() < received && step < STEPS_MAX; step++) {
            intake.step();
        }
        assertThat(site.received())
                .as("records stored within %d steps", STEPS_MAX)
                .isGreaterThanOrEqualTo(received);
    }

    /** As {@link #stepUntil}, until no poll is being stored any more. */
    private void drain(IntakeRole intake, long received) {
        stepUntil(intake, received);
        while (intake.step()) {
            // The next poll is fetched while one is stored.
        }
    }

    private static void stepQuietly(IntakeRole intake) {
        try {
            intake.step();
        } catch (RuntimeException e) {
            // As often as it likes while the database is unavailable.
        }
    }
}
