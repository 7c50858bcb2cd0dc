package io.usance.subscription;

import static io.usance.failure.Checks.given;
import static io.usance.failure.Checks.id;

import io.usance.store.EngineConsumer;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Says what a subscription wants. {@link #build()} checks the whole; a wrong part is refused at
 * once.
 */
public final class SubscriptionBuilder {
    /** Most characters of a name. */
    public static final int NAME_LENGTH_MAX = 100;

    /** Most attempts of an event. */
    public static final int ATTEMPTS_MAX = 100;

    private static final Duration PAUSE_MIN = Duration.ofMillis(1);
    private static final Duration SILENCE_MIN = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofDays(1);
    private static final Duration SILENCE_MAX = Duration.ofHours(1);
    private static final Duration SILENCE_USUAL = Duration.ofSeconds(60);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final Subscriptions subscriptions;
    private final String name;
    private final Handlers handlers;
    private Start start = Start.BEGINNING;
    private BackOff backOff = BackOff.USUAL;
    private Duration silenceMax = SILENCE_USUAL;

    SubscriptionBuilder(Subscriptions subscriptions, String name, Handlers handlers) {
        this.subscriptions = subscriptions;
        this.name = name;
        this.handlers = handlers;
        checkName(name);
    }

    private static void checkName(String name) {
        given(name, "subscribe.name");
        if (!NAME.matcher(name).matches() || name.length() > NAME_LENGTH_MAX) {
            throw new SubscriptionException(
                    "subscribe: name \"%s\" has %d characters; write 1 to %d letters, digits, '.', '_' and '-', the first a letter or digit"
                            .formatted(
                                    name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX)),
                                    name.length(),
                                    NAME_LENGTH_MAX));
        }
        if (EngineConsumer.isTaken(name)) {
            throw new SubscriptionException(
                    "subscribe: name \"%s\" is the engine's own; write another, such as \"my-%s\""
                            .formatted(name, name));
        }
    }

    /**
     * Adds a handler. An event has one handler.
     *
     * @param type the class of an event, such as {@code SettlementCommanded}, or of a family, such
     *     as {@code ContractEvent}, for all its events
     * @throws SubscriptionException if no event that is stored is of this type, or one has a
     *     handler
     */
    public <E> SubscriptionBuilder on(Class<E> type, EventHandler<? super E> handler) {
        given(type, "on.type");
        given(handler, "on.handler");
        handlers.add(type, handler);
        return this;
    }

    /**
     * Wants events of this contract only, and of those that are named beside it. Events that belong
     * to no contract are not wanted then.
     */
    public SubscriptionBuilder contract(String contractId) {
        given(contractId, "contract.contractId");
        if (contractId.isBlank()) {
            throw new SubscriptionException("contract: the id is blank; write that of a contract");
        }
        id(contractId, "contract.contractId");
        handlers.addContracts(contractId::equals);
        return this;
    }

    /**
     * As {@link #contract}, for all contracts whose id meets a condition.
     *
     * @param wanted of one id always the same, in every instance
     */
    public SubscriptionBuilder contracts(Predicate<? super String> wanted) {
        handlers.addContracts(given(wanted, "contracts.wanted"));
        return this;
    }

    /** Where it begins if it has no position yet; the beginning unless told otherwise. */
    public SubscriptionBuilder from(Start first) {
        this.start = given(first, "from.first");
        return this;
    }

    /**
     * Failed attempts after which an event is parked; 5 unless told otherwise.
     *
     * @param count 1 to {@value #ATTEMPTS_MAX}
     */
    public SubscriptionBuilder attemptsMax(int count) {
        if (count < 1 || count > ATTEMPTS_MAX) {
            throw new SubscriptionException(
                    "attemptsMax: %d is not between 1 and %d".formatted(count, ATTEMPTS_MAX));
        }
        backOff = new BackOff(count, backOff.first(), backOff.max());
        return this;
    }

    /**
     * Pauses between the attempts of an event, each four times the one before; 1 s up to 5 minutes
     * unless told otherwise.
     *
     * @param first at least a millisecond
     * @param max at least the first, at most a day
     */
    public SubscriptionBuilder backOff(Duration first, Duration max) {
        given(first, "backOff.first");
        given(max, "backOff.max");
        if (first.compareTo(PAUSE_MIN) < 0
                || max.compareTo(first) < 0
                || max.compareTo(PAUSE_MAX) > 0) {
            throw new SubscriptionException(
                    "backOff: first %s, max %s; write at least PT0.001S, and a max from the first to %s"
                            .formatted(first, max, PAUSE_MAX));
        }
        backOff = new BackOff(backOff.attemptsMax(), first, max);
        return this;
    }

    /**
     * How long a handler may leave its connection unused before the server ends the session and the
     * attempt has failed; a minute unless told otherwise. An instance that stands still keeps
     * others from this subscription for as long.
     *
     * @param max a second to an hour
     */
    public SubscriptionBuilder silenceMax(Duration max) {
        given(max, "silenceMax.max");
        if (max.compareTo(SILENCE_MIN) < 0 || max.compareTo(SILENCE_MAX) > 0) {
            throw new SubscriptionException(
                    "silenceMax: %s is not between PT1S and %s".formatted(max, SILENCE_MAX));
        }
        silenceMax = max;
        return this;
    }

    /**
     * Builds it and stores where it begins, if it has no position yet; from then on it misses
     * nothing, whenever it is stepped.
     *
     * @throws SubscriptionException if it has no handler, this engine has built one of this name,
     *     or it is to begin behind the end of the log
     */
    public Subscription build() {
        if (handlers.isEmpty()) {
            throw new SubscriptionException(
                    "subscribe: \"%s\" has no handler; write .on(SettlementCommanded.class, (event, delivery) -> ...) for example"
                            .formatted(name));
        }
        return subscriptions.build(new Settings(name, handlers, backOff, silenceMax), start);
    }
}
