package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.engine.form.EventForms;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.meter.silo.state.SiloKind;
import io.usance.metering.MeterFacts;
import io.usance.quantity.Quantities;
import io.usance.reconciliation.Facts;
import io.usance.reconciliation.RandomLog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts read from the stored form are those of the decoded event. */
class EventFactsTest {
    private static final long SEED = 20260302;
    private static final EventForms FORMS = new EventForms();
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theFactsOfEveryFormAreThoseOfTheDecodedEvent() throws Exception {
        System.out.println("seed " + SEED);
        List<Object> random =
                new RandomLog(RandomGeneratorFactory.of("L64X128MixRandom").create(SEED))
                        .events(3_000);
        int compared = 0;
        int scanned = 0;
        for (Object event : Stream.concat(GoldenEvents.all().stream(), random.stream()).toList()) {
            Object expected = facts(event);
            if (expected == null) {
                continue;
            }
            String stored = FORMS.encode(event);
            assertThat(FORMS.facts(FORMS.typeOf(event), stored, expected.getClass()))
                    .isEqualTo(expected);
            String indented =
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree(stored));
            assertThat(FORMS.facts(FORMS.typeOf(event), indented, expected.getClass()))
                    .isEqualTo(expected);
            compared++;
            if (event instanceof ReadingsRecorded && !stored.contains("\\")) {
                assertThat(heard(stored)).as("without a decoder").isEqualTo(expected);
                scanned++;
            }
        }
        assertThat(compared).isGreaterThan(900);
        assertThat(scanned).isGreaterThan(20);
    }

    /** Without a decoder; null if that does not know the form. */
    private static MeterFacts.@Nullable Heard heard(String stored) {
        return new SiloKind()
                .facts("ReadingsRecorded", stored, MeterFacts.Heard.class)
                .orElse(null);
    }

    private static Object tree(String json) throws JsonProcessingException {
        return JSON.readTree(json);
    }

    private static @Nullable Object facts(Object event) {
        return switch (event) {
            case ReadingsRecorded e ->
                    new MeterFacts.Heard(
                            e.siloId(),
                            e.readings().size(),
                            e.readings().stream()
                                    .map(Reading::sampledAt)
                                    .max(Instant::compareTo)
                                    .orElseThrow());
            case ConsumptionMetered e ->
                    new MeterFacts.Counted(
                            e.siloId(),
                            e.contractId(),
                            e.periodId(),
                            Quantities.ONLY,
                            e.quantity());
            case ConsumptionCharged e ->
                    new Facts.Charged(
                            e.contractId(),
                            e.periodId(),
                            e.quantity(),
                            e.periodExact(),
                            e.amount(),
                            e.at(),
                            e.of());
            case SettlementCommanded e ->
                    new Facts.Commanded(
                            e.contractId(),
                            e.settlementId(),
                            e.settlementNo(),
                            e.siloId(),
                            e.periodId(),
                            e.quantity().first(),
                            e.amount(),
                            e.payer(),
                            e.payee(),
                            e.purpose(),
                            e.share());
            default -> null;
        };
    }

    /** A cut or damaged text is never taken for less than it says. */
    @Test
    void theScanTakesNothingButWhatIsWritten() {
        String stored =
                GoldenEvents.all().stream()
                        .filter(ReadingsRecorded.class::isInstance)
                        .map(FORMS::encode)
                        .findFirst()
                        .orElseThrow();
        assertThat(heard(stored)).isNotNull();
        for (int i = 0; i < stored.length(); i++) {
            assertThat(heard(stored.substring(0, i))).as("cut at %d", i).isNull();
        }
        assertThat(heard(stored + " ")).isNull();
        assertThat(heard(stored.replaceFirst("\\[\\[\\d+", "[[1e3"))).isNull();
        assertThat(heard(stored.replaceFirst("\\[\\[\\d+", "[[9223372036854775808"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"siloId\":\"s\",\"receivedAt\":\"2026-03-05T09:41:07Z\",\"blocks\":[]}",
                "{\"siloId\":\"s\",\"periodId\":\"p\",\"quantity\":3}",
                "{\"siloId\":\"s\",\"periodId\":\"p\",\"quantity\":{\"value\":\"1\"}}",
                "{\"siloId\":\"s\",\"periodId\":\"p\",\"quantity\":{\"value\":\"x\",\"unit\":\"kg\"}}",
                "{\"siloId\":\"s\",\"periodId\":\"p\",\"quantity\":{\"value\":\"1\",\"unit\":\"kg\"}"
            })
    void whatHasNotTheFormIsRefused(String damaged) {
        Map<String, Class<?>> all =
                Map.of(
                        "ReadingsRecorded",
                        MeterFacts.Heard.class,
                        "ConsumptionMetered",
                        MeterFacts.Counted.class,
                        "ConsumptionCharged",
                        Facts.Charged.class,
                        "SettlementCommanded",
                        Facts.Commanded.class);
        for (Map.Entry<String, Class<?>> form : all.entrySet()) {
            Class<?> facts = form.getValue();
            assertThatThrownBy(() -> FORMS.facts(form.getKey(), damaged, facts))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(facts.getSimpleName());
        }
    }
}
