package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static io.usance.meter.silo.state.SiloScenario.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.filter.Refill;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Snapshots stored before a silo's course was kept are read, and the silo goes on from there. */
class OldSnapshotTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the form before it did not have. */
    private static final List<String> NEW =
            List.of("course", "suspense", "doubts", "climb", "filling", "standing", "witness");

    @Test
    void whatWasDrawnUnseenIsNoDoubt() throws Exception {
        SiloScenario silo = drawn();
        restoreWithoutTheNewParts(silo);
        PeriodClosed closed = closed(silo);
        assertThat(closed.consumed()).isEqualTo(closed(drawn()).consumed()).isEqualTo(kg(10_000));
        assertThat(silo.all(MeteringDoubted.class)).isEmpty();
    }

    /** Once a whole period has been seen its balance is held against the level. */
    @Test
    void theNextPeriodIsHeldAgainstTheLevelAgain() throws Exception {
        SiloScenario silo = drawn();
        restoreWithoutTheNewParts(silo);
        closed(silo);
        silo.levelUntil(10_000, march(3, "03:00"));
        assertThat(silo.state.filter().course().isKept()).isTrue();
        assertThat(silo.state.filter().course().opened().falls()).isNotNegative();
    }

    @Test
    void aRiseInProgressIsCountedAsADelivery() throws Exception {
        SiloScenario silo = rising();
        assertThat(JSON.writeValueAsString(silo.state.snapshot()))
                .contains("\"mode\":\"SETTLING\"", "\"climb\":{");
        restoreWithoutTheNewParts(silo);
        silo.levelUntil(20_000, march(1, "18:00"));
        Refill refill = silo.state.deliveries().refills().getFirst();
        assertThat(refill.estimate()).isEqualTo(kg(10_000).milli());
        assertThat(refill.status()).isEqualTo(Refill.Status.WAITING);
    }

    /** How long it rose is not known of a delivery that was finished before. */
    @Test
    void aFinishedRiseIsCountedByItsNote() throws Exception {
        SiloScenario silo = rising().levelUntil(20_000, march(1, "18:00"));
        restoreWithoutTheNewParts(silo);
        assertThat(silo.state.deliveries().refills().getFirst().fillingMs()).isZero();
        silo.note("LS-1", march(1, "06:10"), 10_000);
        silo.levelUntil(20_000, march(1, "23:00"));
        DeliveryCounted counted = silo.only(DeliveryCounted.class);
        assertThat(counted.quantity()).isEqualTo(kg(10_000));
        assertThat(counted.deviates()).isFalse();
    }

    /** A boundary that waits for its readings is interpolated, as it would have been. */
    @Test
    void aBoundaryThatWaitsIsMeasured() throws Exception {
        SiloScenario silo = drawn().levelUntil(10_000, march(2, "00:30"));
        assertThat(silo.all(PeriodClosed.class)).isEmpty();
        assertThat(JSON.writeValueAsString(silo.state.snapshot())).contains("\"standing\":{");
        restoreWithoutTheNewParts(silo);
        silo.levelUntil(10_000, march(2, "03:00"));
        assertThat(silo.only(PeriodClosed.class).consumed()).isEqualTo(kg(10_000));
        assertThat(silo.all(MeteringDoubted.class)).isEmpty();
    }

    private static SiloScenario drawn() {
        return started().levelUntil(20_000, march(1, "03:00")).fall(20_000, 10_000, 40);
    }

    private static SiloScenario rising() {
        return started()
                .levelUntil(10_000, march(1, "06:00"))
                .levelUntil(20_000, march(1, "08:00"));
    }

    private static PeriodClosed closed(SiloScenario silo) {
        return silo.levelUntil(10_000, march(2, "03:00")).only(PeriodClosed.class);
    }

    private static void restoreWithoutTheNewParts(SiloScenario silo) throws Exception {
        JsonNode stored = JSON.valueToTree(silo.state.snapshot());
        strip(stored);
        silo.state = SiloState.restore(JSON.treeToValue(stored, SiloSnapshot.class));
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            // A boundary's own "filling" and a rate's count of "doubts" were there before.
            NEW.stream()
                    .filter(name -> !(name.equals("filling") && object.has("restarts")))
                    .filter(name -> !(name.equals("doubts") && object.path(name).isNumber()))
                    .forEach(object::remove);
        }
        node.forEach(OldSnapshotTest::strip);
    }
}
