package io.usance.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.engine.BillingEngine;
import io.usance.failure.RefusedException;
import io.usance.metering.MeterEvent;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a host makes to hand over: every public constructor and factory of the exported packages
 * refuses nulls with a {@link RefusedException}, and whatever else it gets, it takes or refuses in
 * the same way.
 *
 * <p>Not tried are events, which are read from the log as they were stored, whatever a later
 * version thinks of them; and what only the engine makes, as an answer.
 */
class MakersTest {
    /** Of what hosts make of values and specifications, none may fail in another way. */
    private static final List<String> MADE =
            List.of(
                    "quantity.Quantity[",
                    "quantity.Quantity.",
                    "money.Money",
                    "period.BillingCalendar",
                    "pricing.Tariff$",
                    "pricing.Tier[",
                    "pricing.IndexValuesPublished[",
                    "contract.ContractCommand",
                    "meter.silo.SiloCommand",
                    "meter.machine.MachineCommand",
                    "meter.silo.Reading",
                    "meter.silo.DeliveryNote",
                    "meter.machine.MachineReading",
                    "meter.machine.spec.MachineSpec",
                    "meter.machine.spec.RegisterSpec",
                    "engine.BillingEngine",
                    "engine.Migrations");

    /** Stored as they are; looked at when a command takes them, or by what rates. */
    private static final List<String> LATER =
            List.of(
                    "meter.machine.spec.RegisterSpec[String, UnitOfMeasure, RegisterWidth, int, BigDecimal, BigDecimal], argument 2",
                    "meter.machine.spec.RegisterSpec.of[String, UnitOfMeasure, RegisterWidth, BigDecimal], argument 2",
                    "pricing.IndexValuesPublished[String, List, String, Instant], argument 2",
                    "pricing.IndexValuesPublished[String, List, String, Instant], argument 3",
                    "pricing.Tariff$Minimum[BigDecimal, CarryForward], argument 1",
                    "pricing.Tariff$Percentage[BigDecimal, Basis], argument 1");

    /** How many others take a null, or fail in another way. It may only fall. */
    private static final int NULLS_OF_OTHERS = 305;

    private final Map<Class<?>, Object> samples = new HashMap<>();

    private static List<Class<?>> types() throws Exception {
        Set<String> exported = Signatures.exported();
        Path classes =
                Path.of(
                        URI.create(
                                BillingEngine.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toString()));
        List<Class<?>> types = new ArrayList<>();
        for (String name : exported) {
            try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
                for (Path file : files.sorted().toList()) {
                    String simple = file.getFileName().toString();
                    if (simple.endsWith(".class") && !simple.endsWith("-info.class")) {
                        Class<?> type =
                                Class.forName(
                                        name + "." + simple.substring(0, simple.length() - 6));
                        if (isMade(type)) {
                            types.add(type);
                        }
                    }
                }
            }
        }
        return types;
    }

    private static boolean isMade(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if (!Modifier.isPublic(each.getModifiers())) {
                return false;
            }
        }
        return !type.isEnum()
                && !Throwable.class.isAssignableFrom(type)
                && !MeterEvent.class.isAssignableFrom(type)
                && !isEvent(type);
    }

    private static boolean isEvent(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if (each.getSimpleName().endsWith("Event")) {
                return true;
            }
        }
        return false;
    }

    private static List<Executable> makers(Class<?> type) {
        List<Executable> makers = new ArrayList<>();
        if (!Modifier.isAbstract(type.getModifiers())) {
            makers.addAll(Arrays.asList(type.getConstructors()));
        }
        for (Method method : type.getDeclaredMethods()) {
            if (Modifier.isStatic(method.getModifiers())
                    && Modifier.isPublic(method.getModifiers())
                    && !method.isSynthetic()) {
                makers.add(method);
            }
        }
        return makers;
    }

    @Test
    void nullsAreRefused() throws Exception {
        Set<String> wrong = new TreeSet<>();
        int tried = 0;
        for (Class<?> type : types()) {
            for (Executable maker : makers(type)) {
                Parameter[] parameters = maker.getParameters();
                for (int i = 0; i < parameters.length; i++) {
                    AnnotatedElement how = parameters[i].getAnnotatedType();
                    if (parameters[i].getType().isPrimitive()
                            || how.isAnnotationPresent(Nullable.class)) {
                        continue;
                    }
                    tried++;
                    if (maker instanceof Method method && method.getName().equals("builder")) {
                        continue; // build() lists all that is missing, with paths.
                    }
                    Throwable thrown = made(maker, i, null);
                    if (!(thrown instanceof RefusedException)) {
                        wrong.add("%s, argument %d null: %s".formatted(shown(maker), i, thrown));
                    }
                }
            }
        }
        assertThat(tried).isGreaterThan(400);
        assertThat(wrong).filteredOn(MakersTest::isOfHosts).isEmpty();
        assertThat(wrong).hasSizeLessThanOrEqualTo(NULLS_OF_OTHERS);
    }

    @Test
    void instantsBeyondAnyCalendarAreTakenOrRefused() throws Exception {
        Set<String> wrong = new TreeSet<>();
        int tried = 0;
        for (Class<?> type : types()) {
            for (Executable maker : makers(type)) {
                Class<?>[] parameters = maker.getParameterTypes();
                for (int i = 0; i < parameters.length; i++) {
                    for (Object extreme : extremes(parameters[i])) {
                        tried++;
                        Throwable thrown = made(maker, i, extreme);
                        if (thrown != null && !(thrown instanceof RefusedException)) {
                            wrong.add(
                                    "%s, argument %d %s: %s"
                                            .formatted(shown(maker), i, extreme, thrown));
                        }
                    }
                }
            }
        }
        assertThat(tried).isGreaterThan(50);
        assertThat(wrong).filteredOn(MakersTest::isOfHosts).isEmpty();
    }

    private static boolean isOfHosts(String wrong) {
        return MADE.stream().anyMatch(wrong::startsWith)
                && LATER.stream().noneMatch(wrong::startsWith);
    }

    private static String shown(Executable maker) {
        return maker.getDeclaringClass().getName().replace("io.usance.", "")
                + (maker instanceof Method method ? "." + method.getName() : "")
                + Arrays.stream(maker.getParameterTypes()).map(Class::getSimpleName).toList();
    }

    private static List<Object> extremes(Class<?> type) {
        if (type == Instant.class) {
            return List.of(Instant.MIN, Instant.MAX);
        }
        return List.of();
    }

    private @Nullable Throwable made(Executable maker, int at, @Nullable Object value)
            throws Exception {
        Class<?>[] types = maker.getParameterTypes();
        java.lang.reflect.Type[] generic = maker.getGenericParameterTypes();
        @Nullable Object[] arguments = new @Nullable Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = i == at ? value : sample(types[i], generic[i]);
        }
        try {
            if (maker instanceof Method method) {
                method.invoke(null, arguments);
            } else {
                ((Constructor<?>) maker).newInstance(arguments);
            }
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }

    private @Nullable Object sample(Class<?> type, java.lang.reflect.Type generic) {
        if (type == List.class
                && generic instanceof java.lang.reflect.ParameterizedType of
                && of.getActualTypeArguments()[0] instanceof Class<?> element) {
            Object one = sample(element, element);
            return one == null ? List.of() : List.of(one);
        }
        Object known = samples.get(type);
        if (known == null) {
            known = make(type);
            samples.put(type, known);
        }
        return known;
    }

    private @Nullable Object make(Class<?> type) {
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        for (Object known : known()) {
            if (type.isInstance(known)
                    || (type == int.class && known instanceof Integer)
                    || (type == long.class && known instanceof Long)
                    || (type == boolean.class && known instanceof Boolean)) {
                return known;
            }
        }
        if (type.isInterface() && !type.isSealed()) {
            return Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {type}, (p, m, a) -> null);
        }
        if (type.isRecord()) {
            Constructor<?> whole = type.getDeclaredConstructors()[0];
            for (Constructor<?> one : type.getDeclaredConstructors()) {
                whole = one.getParameterCount() > whole.getParameterCount() ? one : whole;
            }
            Class<?>[] types = whole.getParameterTypes();
            java.lang.reflect.Type[] generic = whole.getGenericParameterTypes();
            @Nullable Object[] arguments = new @Nullable Object[types.length];
            for (int i = 0; i < types.length; i++) {
                arguments[i] =
                        whole.getParameters()[i]
                                        .getAnnotatedType()
                                        .isAnnotationPresent(Nullable.class)
                                ? null
                                : types[i] == List.class
                                        ? sample(types[i], generic[i])
                                        : make(types[i]);
            }
            try {
                return whole.newInstance(arguments);
            } catch (ReflectiveOperationException e) {
                return null;
            }
        }
        return null;
    }

    private static List<Object> known() {
        SortedMap<String, BigDecimal> values = new TreeMap<>(Map.of("hours", BigDecimal.ONE));
        return List.of(
                "x-1",
                Instant.parse("2026-03-01T00:00:00Z"),
                LocalDate.of(2026, 3, 1),
                LocalTime.NOON,
                Duration.ofSeconds(1),
                ZoneId.of("Europe/Berlin"),
                Currency.getInstance("EUR"),
                new BigDecimal("0.5"),
                1,
                1L,
                true,
                values,
                new io.usance.quantity.Quantity(1_000_000, io.usance.quantity.Dimension.MASS),
                io.usance.quantity.UnitOfMeasure.TONNE,
                new io.usance.pricing.Tariff.PerUnit(
                        BigDecimal.ONE, io.usance.quantity.UnitOfMeasure.TONNE),
                io.usance.quantity.Fraction.of(1),
                List.of(),
                Set.of());
    }
}
