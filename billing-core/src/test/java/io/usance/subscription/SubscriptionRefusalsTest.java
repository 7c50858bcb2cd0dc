package io.usance.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.CreditLimitNear;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.store.EngineConsumer;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no subscription is built with. A class that is misspelt does not even compile. */
@Tag("slow")
class SubscriptionRefusalsTest {
    private static final Host HOST = new Host();

    @AfterAll
    static void close() {
        HOST.close();
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(SubscriptionException.class).hasMessage(message);
    }

    private static SubscriptionBuilder subscribe(String name) {
        return HOST.engine.subscribe(name);
    }

    static Stream<String> taken() {
        return Stream.concat(
                Stream.of(EngineConsumer.values()).map(EngineConsumer::storedName),
                Stream.of("Charging", "usance", "usance-erp", "Usance.events"));
    }

    @ParameterizedTest
    @MethodSource("taken")
    void theEnginesOwnNames(String name) {
        refused(
                () -> subscribe(name),
                "subscribe: name \"%s\" is the engine's own; write another, such as \"my-%s\""
                        .formatted(name, name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "erp orders", "erp/orders", "-erp", "é", "a\u0000b", "a\n"})
    void whatIsNoName(String name) {
        refused(
                () -> subscribe(name),
                "subscribe: name \"%s\" has %d characters; write 1 to 100 letters, digits, '.', '_' and '-', the first a letter or digit"
                        .formatted(name, name.length()));
    }

    @Test
    void namesOfAnyLength() {
        refused(
                () -> subscribe("x".repeat(101)),
                "subscribe: name \"%s\" has 101 characters; write 1 to 100 letters, digits, '.', '_' and '-', the first a letter or digit"
                        .formatted("x".repeat(100)));
        assertThat(
                        subscribe("x".repeat(100))
                                .on(CreditLimitNear.class, (event, delivery) -> {})
                                .build()
                                .step())
                .isEqualTo(Step.CAUGHT_UP);
    }

    @Test
    void noHandler() {
        refused(
                () -> subscribe("deaf").build(),
                "subscribe: \"deaf\" has no handler; write .on(SettlementCommanded.class, (event,"
                        + " delivery) -> ...) for example");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {String.class, Object.class, Record.class, ContractEvent.HoldReason.class})
    void whatIsNoEvent(Class<?> type) {
        assertThatThrownBy(() -> subscribe("erp").on(type, (event, delivery) -> {}))
                .isInstanceOf(SubscriptionException.class)
                .hasMessageStartingWith(
                        "on(%s): %s is no event that is stored; write the class of an event, such as SettlementCommanded, or of a family, such as ContractEvent; there are "
                                .formatted(type.getSimpleName(), type.getSimpleName()))
                .hasMessageContaining("ConsumptionCharged");
    }

    @Test
    void twoHandlersOfOneEvent() {
        refused(
                () ->
                        subscribe("erp")
                                .on(ContractEvent.class, (event, delivery) -> {})
                                .on(SettlementCommanded.class, (event, delivery) -> {}),
                "on(SettlementCommanded): SettlementCommanded has a handler already, by"
                        + " on(ContractEvent); an event has one handler, let it do both");
    }

    @Test
    void twoOfOneName() {
        subscribe("twin").on(CreditLimitNear.class, (event, delivery) -> {}).build();
        refused(
                () -> subscribe("twin").on(CreditLimitNear.class, (event, delivery) -> {}).build(),
                "subscribe: this engine has built a subscription \"twin\" already; keep that one,"
                        + " add its handlers to it, or write another name");
    }

    @Test
    void positionsThatCannotBe() {
        refused(
                () -> Start.after(-1),
                "from: position -1 is negative; positions begin with 1, write 0 for all");
        refused(
                () ->
                        subscribe("far")
                                .on(CreditLimitNear.class, (event, delivery) -> {})
                                .from(Start.after(1_000_000))
                                .build(),
                "from: position 1000000 is behind the end of the log, %d; write Start.NOW for what is yet to come"
                        .formatted(HOST.engine.internals().log().head()));
    }

    @Test
    void numbersThatCannotBe() {
        refused(() -> subscribe("n").attemptsMax(0), "attemptsMax: 0 is not between 1 and 100");
        refused(() -> subscribe("n").attemptsMax(101), "attemptsMax: 101 is not between 1 and 100");
        refused(
                () -> subscribe("n").backOff(Duration.ZERO, Duration.ofSeconds(1)),
                "backOff: first PT0S, max PT1S; write at least PT0.001S, and a max from the first to"
                        + " PT24H");
        refused(
                () -> subscribe("n").backOff(Duration.ofSeconds(2), Duration.ofSeconds(1)),
                "backOff: first PT2S, max PT1S; write at least PT0.001S, and a max from the first to"
                        + " PT24H");
        refused(
                () -> subscribe("n").silenceMax(Duration.ofMillis(999)),
                "silenceMax: PT0.999S is not between PT1S and PT1H");
        refused(
                () -> subscribe("n").contract(" "),
                "contract: the id is blank; write that of a contract");
        Subscription subscription =
                subscribe("limits").on(CreditLimitNear.class, (event, delivery) -> {}).build();
        refused(() -> subscription.parked(0), "parked: limit 0 is not between 1 and 1000");
        refused(() -> subscription.parked(1_001), "parked: limit 1001 is not between 1 and 1000");
    }

    @Test
    void aFollowerOfWhatIsNoEvent() {
        assertThatThrownBy(() ->
                        HOST.engine
                                .internals()
                                .follower(
                                        "mine",
                                        Set.of("SettlementComanded", "PeriodClosed"),
                                        events -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "SettlementComanded: no event is stored under this name; there are ");
    }

    @Test
    void pausesGrowAndEnd() {
        BackOff usual = BackOff.USUAL;
        assertThat(Stream.of(1, 2, 3, 4).map(usual::after))
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(16),
                        Duration.ofSeconds(64));
        assertThat(usual.after(5)).isNull();
        assertThat(new BackOff(100, Duration.ofSeconds(1), Duration.ofMinutes(5)).after(99))
                .isEqualTo(Duration.ofMinutes(5));
    }
}
