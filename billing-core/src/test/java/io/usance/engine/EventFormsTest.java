package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.SiloPeriodNoted;
import io.usance.contract.ContractTerms;
import io.usance.contract.SettlementPolicy;
import io.usance.contract.state.ContractAggregate;
import io.usance.contract.state.ContractState;
import io.usance.contract.state.PeriodState;
import io.usance.engine.form.EventForms;
import io.usance.engine.form.MeterState;
import io.usance.engine.form.OldForms;
import io.usance.meter.StandardMeters;
import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.ContractAssigned;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliveryNoteRecorded;
import io.usance.meter.silo.SiloEvent.DeliverySource;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.meter.silo.SiloEvent.SiloRegistered;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.meter.silo.state.SiloAggregate;
import io.usance.meter.silo.state.SiloKind;
import io.usance.money.Share;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The stored form of everything, fixed by golden files. A file of a released event is never
 * changed: a new form gets a new name.
 */
class EventFormsTest {
    private static final EventForms FORMS = new EventForms();
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Object> events() {
        return GoldenEvents.all().stream();
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventIsStoredAsItsGoldenFileAndReadBackFromIt(Object event) {
        Object read = GoldenFiles.assertStored(FORMS, FORMS.typeOf(event), event);
        assertThat(read).hasSameClassAs(event).usingRecursiveComparison().isEqualTo(event);
    }

    /** Every event of the kinds that come with the engine, and the snapshots of their meters. */
    static Stream<Arguments> storedByKinds() {
        return StandardMeters.kinds().all().stream()
                .flatMap(kind ->
                        Stream.concat(
                                        Stream.of(kind.snapshotName()),
                                        kind.eventTypes().stream().map(Class::getSimpleName))
                                .map(stored -> Arguments.of(kind.name(), stored)));
    }

    /** A form without a file could change unnoticed. */
    @ParameterizedTest
    @MethodSource("storedByKinds")
    void whatAKindOfMeterStoresHasAGoldenFile(String kind, String stored) {
        String golden =
                GoldenFiles.read(
                        stored,
                        ("have a test of the kind %s hold one against it with"
                                        + " GoldenFiles.assertStored, as MachineFormsTest does")
                                .formatted(kind));
        assertThat(FORMS.encode(FORMS.decode(stored, golden))).isEqualTo(golden);
    }

    /** What was in golden files when the first logs were written stays readable for ever. */
    @ParameterizedTest
    @MethodSource("firstForms")
    void theFirstStoredFormsAreStillRead(String name) throws Exception {
        String text = GoldenFiles.read("v1/" + name);
        JsonNode read = JSON.readTree(FORMS.encode(FORMS.decode(name, text)));
        ObjectNode first = (ObjectNode) JSON.readTree(text);
        if (name.equals("ContractSigned")) {
            OldForms.lift(first);
            read.withObject("terms")
                    .retain(first.get("terms").propertyStream().map(Map.Entry::getKey).toList());
        }
        first.properties()
                .forEach(field ->
                        assertThat(read.get(field.getKey()))
                                .as(field.getKey())
                                .isEqualTo(field.getValue()));
    }

    /** An operator's file still has that contract, and sets it up again after an update. */
    @Test
    void aContractOfTheFirstReleaseIsSignedAgainWithoutConflict() throws Exception {
        ContractSigned old =
                (ContractSigned)
                        FORMS.decode("ContractSigned", GoldenFiles.read("v1/ContractSigned"));
        ContractTerms terms = old.terms();
        ContractTerms again =
                ContractTerms.builder(terms.contractId())
                        .version(terms.version())
                        .supplier(terms.supplier())
                        .customer(terms.customer())
                        .material(terms.material())
                        .meters(terms.meterIds())
                        .currency(terms.currency())
                        .calendar(terms.calendar())
                        .tariff(terms.tariffs().getFirst().tariff())
                        .rounding(terms.rounding())
                        .meteringFrom(terms.meteringFrom())
                        .build();
        assertThat(again).isEqualTo(terms);
    }

    static Stream<String> firstForms() throws Exception {
        URI directory = EventFormsTest.class.getResource("golden/v1").toURI();
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            List<String> names =
                    files.map(file -> file.getFileName().toString().replace(".json", ""))
                            .sorted()
                            .toList();
            assertThat(names).hasSize(18);
            return names.stream();
        }
    }

    @Test
    void aPeriodClosedBeforeThereWereAdjustmentsHasNone() {
        PeriodClosed closed =
                (PeriodClosed) FORMS.decode("PeriodClosed", GoldenFiles.read("v1/PeriodClosed"));
        assertThat(closed.adjustments()).isEqualTo(GoldenEvents.kg(0));
    }

    @Test
    void whatWasStoredBeforeThereWereLevelsHasNone() {
        SiloRegistered registered =
                (SiloRegistered)
                        FORMS.decode("SiloRegistered", GoldenFiles.read("v1/SiloRegistered"));
        assertThat(registered.spec().level()).isNull();
        ReadingsRecorded recorded =
                (ReadingsRecorded)
                        FORMS.decode("ReadingsRecorded", GoldenFiles.read("v1/ReadingsRecorded"));
        assertThat(recorded.readings()).extracting(Reading::temperatureCel).containsOnlyNulls();
    }

    @Test
    void aContractSignedBeforePricesHadVersionsHasItsOnlyPriceForEver() {
        ContractSigned signed =
                (ContractSigned)
                        FORMS.decode("ContractSigned", GoldenFiles.read("v1/ContractSigned"));
        ContractTerms terms = signed.terms();
        assertThat(terms.tariffs()).hasSize(1);
        assertThat(terms.tariff(terms.calendar().periodOf(terms.meteringFrom())))
                .isEqualTo(terms.tariffs().getFirst().tariff());
        assertThat(terms.settlement()).isEqualTo(SettlementPolicy.EACH_STEP);
        assertThat(terms.payees()).isEmpty();
    }

    @Test
    void everyEventHasAGoldenInstance() {
        Set<String> covered =
                events().map(FORMS::typeOf).collect(Collectors.toCollection(TreeSet::new));
        assertThat(covered).isEqualTo(FORMS.names()).hasSizeGreaterThan(17);
    }

    @Test
    void theSnapshotOfAContractIsStoredAsItsGoldenFile() {
        Map<String, Long> charged = new TreeMap<>(Map.of("silo-7", 51L, "silo-8", 3L));
        PeriodState march =
                new PeriodState(
                        new PeriodState.Charged(
                                Quantities.only(GoldenEvents.kg(50_525_000)),
                                GoldenEvents.exact("61514.339075"),
                                GoldenEvents.eur(61_514_34),
                                GoldenEvents.eur(61_471_73),
                                GoldenEvents.LINES,
                                GoldenEvents.exact("12.5")),
                        new PeriodState.Settled(
                                53,
                                List.of(
                                        new PeriodState.PaidPayee(
                                                "acct-supplier",
                                                new Share(3, 7),
                                                GoldenEvents.eur(61_471_73))),
                                GoldenEvents.eur(0),
                                GoldenEvents.eur(11_687_72),
                                new BigDecimal("19"),
                                new PeriodState.Pending(
                                        1,
                                        "silo-7",
                                        51,
                                        Quantities.only(GoldenEvents.kg(35_000)),
                                        GoldenEvents.LINES,
                                        GoldenEvents.AT),
                                true),
                        Map.of("PVC", new BigDecimal("1063.50")),
                        Set.of("silo-7"),
                        false);
        ContractState state =
                new ContractState(
                        GoldenEvents.terms(),
                        GoldenEvents.AT,
                        53,
                        charged,
                        Map.of("2026-03-01/2026-04-01", march),
                        "2025-01-01/2025-02-01",
                        Fraction.parse("600"),
                        Map.of("silo-8", GoldenEvents.AT),
                        new ContractState.Credit(
                                GoldenEvents.eur(61_471_73),
                                GoldenEvents.eur(0),
                                7,
                                GoldenEvents.eur(5),
                                true),
                        null);
        Object read =
                GoldenFiles.assertStored(
                        FORMS, "ContractSnapshot", ContractAggregate.restore(state));
        assertThat(((ContractAggregate) read).snapshot()).isEqualTo(state);
        assertThat(FORMS.typeOf(read)).isEqualTo("ContractSnapshot");
    }

    /** What follows from an entry names it. */
    @Test
    void whatFollowsFromAnEntryIsStoredAsItsGoldenFile() {
        GoldenFiles.assertStored(
                FORMS,
                "DeliveryCounted-entered",
                new DeliveryCounted(
                        "silo-7",
                        "c-1",
                        "2026-04-01/2026-05-01",
                        "2026-03-01/2026-04-01",
                        3,
                        List.of("LS-4711/ä"),
                        GoldenEvents.kg(-5_000_000),
                        DeliverySource.CORRECTION,
                        GoldenEvents.kg(24_240_000),
                        GoldenEvents.kg(81_234),
                        false,
                        "K-1"));
        GoldenFiles.assertStored(
                FORMS,
                "StockAdjusted-entered",
                new StockAdjusted(
                        "silo-7",
                        "c-1",
                        "2026-04-01/2026-05-01",
                        0,
                        AdjustmentSource.TRANSFERRED,
                        GoldenEvents.kg(3_000_250),
                        GoldenEvents.kg(3_000),
                        GoldenEvents.AT,
                        GoldenEvents.AT,
                        "2026-03-01/2026-04-01",
                        4,
                        "T-1"));
    }

    /** A silo that has something in every corner: open notes, a refill, readings out of order. */
    @Test
    void theSnapshotOfASiloIsStoredAsItsGoldenFile() {
        new AggregateTestFixture<>(SiloAggregate.class)
                .given(
                        new SiloRegistered(GoldenEvents.silo(null), GoldenEvents.AT, 2),
                        new ContractAssigned(
                                "silo-7",
                                "c-1",
                                GoldenEvents.MONTHS,
                                GoldenEvents.AT,
                                GoldenEvents.AT),
                        note("LS-1", Duration.ofHours(10)),
                        note("LS-2", Duration.ofHours(40)))
                .whenInvoking(SiloAggregate.streamId("silo-7"), EventFormsTest::use)
                .expectState(silo -> {
                    String form = FORMS.encode(new MeterState<>(new SiloKind(), silo.state()));
                    assertThat(FORMS.encode(FORMS.decode("SiloSnapshot", form))).isEqualTo(form);
                    // Better filters may change the numbers, not the form.
                    String golden = GoldenFiles.read("SiloSnapshot-values", form);
                    for (String before :
                            List.of(
                                    "SiloSnapshot-course",
                                    "SiloSnapshot-entries",
                                    "SiloSnapshot-periods")) {
                        String stored = GoldenFiles.read(before, form);
                        assertThat(FORMS.encode(FORMS.decode("SiloSnapshot", stored)))
                                .isEqualTo(stored);
                    }
                    Object read = FORMS.decode("SiloSnapshot", golden);
                    assertThat(FORMS.encode(read)).isEqualTo(golden);
                    assertThat(FORMS.typeOf(read)).isEqualTo("SiloSnapshot");
                    assertThat(form.replaceAll("-?\\d+", "0"))
                            .isEqualTo(golden.replaceAll("-?\\d+", "0"));
                });
    }

    private static final Instant START = GoldenEvents.AT.minus(Duration.ofHours(2));

    private static DeliveryNoteRecorded note(String noteId, Duration after) {
        Instant at = START.plus(after);
        return new DeliveryNoteRecorded(
                "silo-7", "c-1", new DeliveryNote(noteId, at, GoldenEvents.kg(20_000_000)), at);
    }

    private static void use(SiloAggregate silo) {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            long grams = 30_000_000 - 40_000L * i + (i > 40 ? 20_000_000 : 0) + i * 7_919L % 9_000;
            readings.add(reading(i + 1, START.plus(Duration.ofMinutes(15L * i)), grams));
        }
        // Beyond a gap: kept back until it is filled or given up.
        readings.add(reading(85, START.plus(Duration.ofHours(21)), 46_000_000));
        silo.handle(new RecordReadings("silo-7", readings, START.plus(Duration.ofHours(22))));
    }

    private static Reading reading(long sequence, Instant at, long grams) {
        return new Reading(
                "s-1",
                sequence,
                null,
                at,
                ReadingKind.MASS,
                BigDecimal.valueOf(grams, 3),
                UnitOfMeasure.KILOGRAM);
    }

    /**
     * A sum may exceed what a single input may have; it must never be written and then be
     * unreadable.
     */
    @Test
    void sumsBeyondTheLimitOfAnInputAreReadBack() {
        Quantity sum = new Quantity(1_200 * Quantity.MILLI_MAX, Dimension.MASS);
        SiloPeriodNoted noted =
                new SiloPeriodNoted("c-1", "silo-7", "2026-03-01/2026-04-01", Quantities.only(sum));
        assertThat(FORMS.decode(FORMS.typeOf(noted), FORMS.encode(noted))).isEqualTo(noted);
    }

    @Test
    void decimalsKeepTheirScaleAndInstantsTheirMilliseconds() {
        ReadingsRecorded recorded =
                (ReadingsRecorded)
                        FORMS.decode("ReadingsRecorded", GoldenFiles.read("ReadingsRecorded"));
        assertThat(recorded.readings())
                .extracting(r -> r.value().toPlainString())
                .containsExactly("41250.500", "41250.50", "0.0", "0.00001", "63.0871");
        assertThat(recorded.readings())
                .extracting(r -> r.sampledAt().toEpochMilli() % 1_000)
                .containsExactly(250L, 0L, 0L, 1L, -1L);
        assertThat(recorded.receivedAt()).isEqualTo("2026-03-05T09:41:07.125Z");
    }

    @Test
    void aMissingComponentIsLeftOutAndReadBackAsMissing() {
        SiloRegistered event = new SiloRegistered(GoldenEvents.silo(null), GoldenEvents.AT);
        String text = FORMS.encode(event);
        assertThat(text).doesNotContain("density").doesNotContain("null");
        assertThat(FORMS.decode("SiloRegistered", text)).isEqualTo(event);
    }

    @Test
    void aSensorThatIsNotGivenIsStoredWithoutNoiseAndResolution() {
        SiloSpec given = GoldenEvents.silo(null);
        SiloSpec spec =
                new SiloSpec(
                        given.siloId(),
                        given.material(),
                        given.capacity(),
                        null,
                        SensorSpec.learning("s-1", 24),
                        given.step());
        SiloRegistered event = new SiloRegistered(spec, GoldenEvents.AT);
        String text = FORMS.encode(event);
        assertThat(text).contains("\"sensor\":{\"sensorId\":\"s-1\",\"stuckAfterReadings\":24}");
        assertThat(FORMS.decode("SiloRegistered", text)).isEqualTo(event);
    }

    /** A rise, a fall that waits, a doubt that no event has reported, a boundary that waits. */
    @Test
    void theSnapshotOfASiloInDoubtIsReadBack() {
        String golden = GoldenFiles.read("SiloSnapshot-doubts");
        assertThat(golden)
                .contains("\"climb\":{", "\"standing\":{", "\"witness\":{")
                .contains("\"filling\":4500000", "\"suspense\":{", "\"doubts\":[{");
        assertThat(FORMS.encode(FORMS.decode("SiloSnapshot", golden))).isEqualTo(golden);
    }

    /** Of a silo whose deliveries do not say yet in which period they count. */
    @Test
    void theSnapshotOfASiloBeforeDeliveriesHadPeriodsIsReadBack() {
        String golden = GoldenFiles.read("SiloSnapshot-course");
        assertThat(golden).doesNotContain("countedIn");
        assertThat(FORMS.encode(FORMS.decode("SiloSnapshot", golden))).isEqualTo(golden);
    }

    @Test
    void theSnapshotOfASiloThatIsLearningIsReadBack() {
        String golden = GoldenFiles.read("SiloSnapshot");
        String given = "\"noiseMilli\":20000,\"resolutionMilli\":1000,";
        String learning =
                golden.replace(given, "").substring(0, golden.replace(given, "").length() - 1)
                        + ",\"learning\":{\"startMs\":1772703667125,\"block\":[41250500],"
                        + "\"stillBlocks\":0,\"latest\":{\"noise\":20000,\"resolution\":1000},"
                        + "\"present\":{\"noise\":21000,\"resolution\":1000},"
                        + "\"learntMs\":1772703667000}}";
        assertThat(golden).contains(given);
        assertThat(FORMS.encode(FORMS.decode("SiloSnapshot", learning))).isEqualTo(learning);
    }

    @Test
    void anUnknownEventTypeIsRefusedByName() {
        assertThatThrownBy(() -> FORMS.decode("PriceIndexed", "{}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "event type PriceIndexed is unknown: the log was written by a newer"
                                + " version");
        assertThatThrownBy(() -> FORMS.typeOf("a text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("java.lang.String is not an event of this engine");
    }

    static Stream<Arguments> damaged() {
        return Stream.of(
                Arguments.of(
                        "BatchConfirmed", "{\"batchNo\":1,\"depth\":2", "Unexpected end-of-input"),
                Arguments.of("BatchConfirmed", "", "No content to map"),
                Arguments.of(
                        "BatchConfirmed", "{\"batchNo\":1,\"depth\":2}x", "Unrecognized token"),
                Arguments.of("BatchConfirmed", "{\"batchNo\":1,\"depth\":2}{}", "Trailing token"),
                Arguments.of(
                        "BatchConfirmed",
                        "{\"batchNo\":1,\"depth\":\"many\"}",
                        "not a valid `long` value"),
                Arguments.of("BatchConfirmed", "{\"batchNo\":1}", "at depth: "),
                Arguments.of(
                        "BatchConfirmed",
                        "{\"batchNo\":1,\"depth\":2,\"new\":3}",
                        "Unrecognized field \"new\""),
                Arguments.of("BatchConfirmed", "[1,2]", "Cannot deserialize"),
                Arguments.of(
                        "ReadingsRecorded",
                        "{\"receivedAt\":\"2026-03-05T09:41:07Z\"}",
                        "field siloId is missing"),
                Arguments.of(
                        "ReadingsRecorded", "{\"siloId\":\"a\"}", "field receivedAt is missing"),
                Arguments.of(
                        "ReadingsRecorded",
                        "{\"siloId\":\"a\",\"receivedAt\":\"2026-03-05T09:41:07Z\"}",
                        "field blocks is missing"),
                Arguments.of(
                        "SiloPeriodNoted",
                        "{\"consumed\":{\"value\":\"1\",\"unit\":\"bushel\"}}",
                        "unit bushel is unknown"),
                Arguments.of(
                        "SiloPeriodNoted",
                        "{\"consumed\":{\"value\":\"1\"}}",
                        "field unit is missing"),
                Arguments.of(
                        "BatchSealed", "{\"at\":\"yesterday\"}", "'yesterday' could not be parsed"),
                Arguments.of("BatchSealed", "{\"at\":{}}", "is not a text; put it in quotes"));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void damagedTextIsRefusedWithTypeAndCause(String type, String text, String cause) {
        assertThatThrownBy(() -> FORMS.decode(type, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not the stored form of " + type + ": ")
                .hasMessageContaining(cause);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1,2]",
                "[1,2,3]",
                "[1,\"2\",\"3\"]",
                "[1,2,\"3\",4]",
                "{}",
                "[1,2.5,\"3\"]"
            })
    void aDamagedReadingIsRefused(String row) {
        String text =
                "{\"siloId\":\"a\",\"receivedAt\":\"2026-03-05T09:41:07Z\",\"blocks\":[{\"sensorId\":"
                        + "\"s\",\"kind\":\"MASS\",\"unit\":\"kg\",\"rows\":["
                        + row
                        + "]}]}";
        assertThatThrownBy(() -> FORMS.decode("ReadingsRecorded", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "a reading is [sequence step, milliseconds, \"value\"], not " + row);
    }

    @Test
    void aNullIsNoEvent() {
        assertThatThrownBy(() -> FORMS.decode("BatchConfirmed", "null"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a stored BatchConfirmed is null");
    }

    @Test
    void hugeNumbersInAStoredEventStayExact() {
        ConsumptionMetered metered =
                (ConsumptionMetered)
                        FORMS.decode("ConsumptionMetered", GoldenFiles.read("ConsumptionMetered"));
        assertThat(metered.asOfSequence()).isEqualTo(9_007_199_254_740_993L);
    }
}
