package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractCommand;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractTerms;
import io.usance.failure.InvalidInputException;
import io.usance.failure.RefusedException;
import io.usance.finance.Finance;
import io.usance.host.JdbcTransactions;
import io.usance.meter.StandardMeters;
import io.usance.meter.machine.MachineCommand;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.MeterKind;
import io.usance.money.Money;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.query.Queries;
import io.usance.store.TestDatabase;
import io.usance.subscription.StepRunner;
import io.usance.subscription.Subscription;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What cannot be asked is refused at the call, with the argument's name and what to write: nulls
 * wherever an argument is needed, and ids and limits that cannot be. Nothing of it is stored.
 */
@Tag("slow")
class FaceTest {
    private static final Instant AT = Instant.parse("2026-03-01T00:00:00Z");
    private static final Quantity KG = new Quantity(1_000_000, Dimension.MASS);

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final BillingEngine engine = BillingEngine.builder(dataSource).build();
    private final Subscription subscription =
            engine.subscribe("face").on(SettlementCommanded.class, (e, d) -> {}).build();

    @AfterEach
    void close() {
        dataSource.close();
    }

    /** What a host calls, by type, each made for one call. */
    private Map<Class<?>, Supplier<Object>> face() {
        Queries queries = engine.queries();
        Finance finance = engine.finance();
        Map<Class<?>, Supplier<Object>> face = new LinkedHashMap<>();
        List<Supplier<Object>> makers =
                List.of(
                        () -> engine,
                        () -> BillingEngine.builder(dataSource),
                        () -> engine.subscribe("another"),
                        () -> subscription,
                        queries::settlements,
                        queries::contractPeriods,
                        queries::meterPeriods,
                        queries::contracts,
                        finance::invoices,
                        finance::payments,
                        finance::goodsMovements,
                        finance::reports,
                        JdbcTransactions::new);
        makers.forEach(maker -> face.put(maker.get().getClass(), maker));
        return face;
    }

    private static List<Class<?>> records() {
        return Stream.of(SiloCommand.class, MachineCommand.class, ContractCommand.class)
                .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
                .collect(
                        () ->
                                new ArrayList<Class<?>>(
                                        List.of(
                                                Reading.class,
                                                DeliveryNote.class,
                                                MachineReading.class)),
                        List::add,
                        List::addAll);
    }

    @Test
    void aNullIsRefusedByNameWhereverAnArgumentIsNeeded() throws Exception {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Map.Entry<Class<?>, Supplier<Object>> each : face().entrySet()) {
            for (Method method : each.getKey().getMethods()) {
                if (method.getDeclaringClass() != Object.class && !method.isBridge()) {
                    Supplier<Object> target =
                            Modifier.isStatic(method.getModifiers()) ? () -> null : each.getValue();
                    tried += tryNulls(method, method.getName(), target, wrong);
                }
            }
        }
        tried +=
                tryNulls(
                        Migrations.class.getMethod("script", String.class, int.class),
                        "script",
                        () -> null,
                        wrong);
        for (Class<?> type : records()) {
            Constructor<?> whole = type.getConstructors()[0];
            for (Constructor<?> one : type.getConstructors()) {
                whole = one.getParameterCount() > whole.getParameterCount() ? one : whole;
            }
            tried += tryNulls(whole, name(type), () -> null, wrong);
        }
        tried += tryNulls(StepRunner.class.getConstructors()[0], "stepRunner", () -> null, wrong);
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(120);
        assertThat(events()).isZero();
    }

    private int tryNulls(
            Executable called, String name, Supplier<Object> target, List<String> wrong) {
        Parameter[] parameters = called.getParameters();
        int tried = 0;
        for (int i = 0; i < parameters.length; i++) {
            AnnotatedElement type = parameters[i].getAnnotatedType();
            if (parameters[i].getType().isPrimitive() || type.isAnnotationPresent(Nullable.class)) {
                continue;
            }
            tried++;
            @Nullable Object[] arguments = new @Nullable Object[parameters.length];
            for (int j = 0; j < parameters.length; j++) {
                // Those behind are not reached; what is before has to be in order.
                arguments[j] = j == i ? null : sample(parameters[j].getType());
            }
            Throwable thrown = catchThrowable(() -> invoke(called, target.get(), arguments));
            boolean isNamed =
                    thrown instanceof RefusedException
                            && said(thrown).contains(name)
                            && (parameters.length == 1
                                    || !parameters[i].isNamePresent()
                                    || said(thrown).contains(parameters[i].getName()));
            if (!isNamed) {
                wrong.add(
                        "%s, argument %d of %d: %s"
                                .formatted(called, i, parameters.length, thrown));
            }
        }
        return tried;
    }

    private static String said(@Nullable Throwable thrown) {
        return thrown == null ? "nothing" : String.valueOf(thrown.getMessage());
    }

    private static void invoke(
            Executable called, @Nullable Object target, @Nullable Object[] arguments)
            throws Throwable {
        try {
            if (called instanceof Method method) {
                method.invoke(target, arguments);
            } else {
                ((Constructor<?>) called).newInstance(arguments);
            }
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static String name(Class<?> type) {
        String name = type.getSimpleName();
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    /** A value of the type that is in order; null if none is known. */
    private @Nullable Object sample(Class<?> type) {
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type == boolean.class) {
            return Boolean.FALSE;
        }
        for (Object known :
                List.of(
                        "x-1",
                        AT,
                        LocalDate.EPOCH,
                        Duration.ofSeconds(1),
                        BigDecimal.ONE,
                        KG,
                        1,
                        1L,
                        new Money(1, Currency.getInstance("EUR")),
                        HostPlant.terms("c-1", "silo-1").calendar(),
                        List.of(),
                        Set.of(),
                        new TreeMap<>(),
                        Clock.systemUTC(),
                        SettlementCommanded.class)) {
            if (type.isInstance(known)
                    || (type == int.class && known instanceof Integer)
                    || (type == long.class && known instanceof Long)) {
                return known;
            }
        }
        if (type == ContractTerms.class) {
            return HostPlant.terms("c-1", "silo-1");
        }
        if (type == MachineSpec.class) {
            return MachineSpec.builder("press-1")
                    .device("plc-1")
                    .states("RUN")
                    .output(OutputSpec.running("hours", "RUN"))
                    .reportingIntervalS(60)
                    .build();
        }
        if (type == MeterKind.class) {
            return StandardMeters.silo();
        }
        if (type == SiloSpec.class) {
            return HostPlant.register("silo-1").spec();
        }
        if (type == DataSource.class) {
            return dataSource;
        }
        if (type.isRecord()) {
            return record(type);
        }
        return type.isInterface() && !type.isSealed()
                ? Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> null)
                : null;
    }

    private @Nullable Object record(Class<?> type) {
        Constructor<?> whole = type.getDeclaredConstructors()[0];
        for (Constructor<?> one : type.getDeclaredConstructors()) {
            whole = one.getParameterCount() > whole.getParameterCount() ? one : whole;
        }
        try {
            return whole.newInstance(
                    Arrays.stream(whole.getParameterTypes()).map(this::sample).toArray());
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private long events() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from usance.domain_event")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void idsThatCannotBeAreRefusedAtTheCall() throws SQLException {
        Map<String, String> bad =
                Map.of(
                        " ",
                        "blank; write an id",
                        "x".repeat(129),
                        "129 characters; write at most 128",
                        "a\u0000b",
                        "has a control character; write an id without",
                        "a\u2028b",
                        "has a control character; write an id without",
                        "a\ud800b",
                        "has a control character; write an id without");
        bad.forEach((id, problem) -> {
            refused(() -> engine.contractTerms(id), "contractTerms.contractId: " + problem);
            refused(() -> engine.contractEvents(id), "contractEvents.contractId: " + problem);
            refused(
                    () -> engine.meterEvents(StandardMeters.silo(), id),
                    "meterEvents.meterId: " + problem);
            refused(
                    () -> engine.closePeriod("silo", id, "2026-03-01/2026-04-01", AT),
                    "closePeriod.meterId: " + problem);
            refused(
                    () -> engine.terminateContract(id, AT, "moved", AT),
                    "terminateContract.contractId: " + problem);
            refused(
                    () -> engine.handle(HostPlant.reading(id, 0)),
                    "handle.command.meterId: " + problem);
            refused(
                    () -> engine.handle(HostPlant.register(id)),
                    "handle.command.meterId: " + problem);
            refused(
                    () -> engine.handle(new ContractCommand.SettleDue(id, AT)),
                    "handle.command.contractId: " + problem);
            refused(() -> engine.finance().invoices().issued(id), "issued.contractId: " + problem);
        });
        Queries queries = engine.queries();
        for (String id : List.of("x".repeat(129), "a\u0000b")) {
            refused(() -> queries.settlements().contract(id), "contract: " + bad.get(id));
            refused(() -> queries.meterPeriods().meter(id), "meter: " + bad.get(id));
            refused(() -> queries.contracts().supplier(id), "supplier: " + bad.get(id));
            refused(() -> queries.contractPeriods().period(id), "period: " + bad.get(id));
        }
        assertThatThrownBy(() -> queries.settlements().contract(" "))
                .isInstanceOf(RefusedException.class)
                .hasMessage("contract is blank; name one, or leave the filter out");
        assertThat(events()).isZero();
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(InvalidInputException.class).hasMessage(message);
    }

    @Test
    void limitsAndTimesThatCannotBe() {
        Queries queries = engine.queries();
        for (int max : new int[] {Integer.MIN_VALUE, -1, 0, 1_001, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> queries.settlements().max(max))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("ask for 1 to 1000");
            assertThatThrownBy(() -> subscription.parked(max))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("not between 1 and 1000");
        }
        for (Instant at : List.of(Instant.MIN, Instant.MAX)) {
            assertThatThrownBy(() -> queries.settlements().from(at))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("from " + at + " is not in the years 1 to 9999");
            assertThatThrownBy(() -> queries.contracts().runningAt(at))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("runningAt ");
        }
        assertThat(queries.settlements().from(Instant.EPOCH).page().items()).isEmpty();
        refused(
                () ->
                        BillingEngine.builder(dataSource)
                                .aggregatesCachedMax(-1)
                                .eventsPerSnapshot(0)
                                .build(),
                "engine.aggregatesCachedMax: -1; write 1 or more; engine.eventsPerSnapshot: 0; write"
                        + " 1 or more");
        assertThatThrownBy(() -> subscription.catchUp(Duration.ofSeconds(-1)))
                .isInstanceOf(RefusedException.class);
        assertThat(subscription.catchUp(ChronoUnit.FOREVER.getDuration()).complete()).isTrue();
        Duration forever = ChronoUnit.FOREVER.getDuration();
        assertThatThrownBy(() -> engine.subscribe("long").backOff(forever, forever))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("backOff: ");
        assertThatThrownBy(() -> engine.subscribe("long").silenceMax(forever))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("silenceMax: ");
    }

    @Test
    void whatASiloIsRegisteredWithIsOfItsDimension() {
        Quantity litres = new Quantity(60_000_000, Dimension.VOLUME);
        SiloSpec mixed =
                new SiloSpec(
                        "silo-1",
                        "oil",
                        litres,
                        null,
                        new SensorSpec("sensor-1", null, KG, 24),
                        KG);
        refused(
                () -> new SiloCommand.RegisterSilo(mixed, AT),
                "registerSilo.spec.step: 1000.000 kg, but the silo is metered by VOLUME, its"
                        + " capacity is 60000.000 L; write it in a unit of that;"
                        + " registerSilo.spec.sensor.resolution: 1000.000 kg, but the silo is"
                        + " metered by VOLUME, its capacity is 60000.000 L; write it in a unit of"
                        + " that");
    }

    @Test
    void instantsThatNoCalendarHas() {
        for (Instant at : List.of(Instant.MIN, Instant.MAX)) {
            refused(
                    () -> engine.terminateContract("c-1", at, "moved", AT),
                    "terminateContract.endsAt: " + at + " is not in the years 1 to 9999");
            refused(
                    () -> engine.signContract(HostPlant.terms("c-1", "silo-1"), at),
                    "signContract.at: " + at + " is not in the years 1 to 9999");
            refused(
                    () -> engine.closePeriod("silo", "silo-1", "2026-03-01/2026-04-01", at),
                    "closePeriod.at: " + at + " is not in the years 1 to 9999");
            refused(
                    () ->
                            Reading.builder("sensor-1")
                                    .sequence(1)
                                    .sampledAt(at)
                                    .kind(io.usance.meter.silo.ReadingKind.MASS)
                                    .value(1)
                                    .unit(io.usance.quantity.UnitOfMeasure.KILOGRAM)
                                    .build(),
                    "reading.sampledAt: "
                            + at
                            + " has no milliseconds since 1970; write a time of sampling");
        }
    }

    @Test
    void schemasThatCannotBe() {
        for (String name : List.of("us\"ance", "\"usance\"", "us ance", "Usance", "pg_mine", "")) {
            assertThatThrownBy(() -> BillingEngine.builder(dataSource).schema(name))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("engine.schema: is ")
                    .hasMessageContaining("; write ");
        }
    }
}
