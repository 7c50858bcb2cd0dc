package io.usance.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.usance.contract.ContractTerms;
import io.usance.embedded.SharedParts;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.plant.GranulatePlant;
import io.usance.pricing.Tariff;
import io.usance.quantity.UnitOfMeasure;
import io.usance.record.silo.ReadingEncoder;
import io.usance.record.silo.SiloInput;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Records of a sender whose clock is ahead: nothing is metered, closed or charged by them. */
@Tag("slow")
class SendersClockTest {
    private static final String SILO = "silo-0";
    private static final Duration INTERVAL = Duration.ofMinutes(15);

    /** Some days of readings until now, by the machine's clock. */
    private static final int GOOD = 400;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Instant from = now.minus(INTERVAL.multipliedBy(GOOD - 10));

    @ParameterizedTest
    @ValueSource(strings = {"CreateTime", "LogAppendTime"})
    void aRecordOfTheFutureIsRefusedAlarmedAndClosesNothing(String timestamps) throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger("io.usance.kafka");
        logger.addAppender(log);
        try (Line line =
                new Line(
                        SharedParts.kafka().bootstrapServers(),
                        SharedParts.newDatabase(),
                        SharedParts.uniqueName())) {
            String topic = line.topics.inbound(SiloInput.READINGS);
            boolean broker = timestamps.equals("LogAppendTime");
            if (!broker) {
                SharedParts.kafka()
                        .createTopic(
                                topic,
                                2,
                                Map.of(
                                        "message.timestamp.type",
                                        timestamps,
                                        "message.timestamp.after.max.ms",
                                        Long.toString(Long.MAX_VALUE)));
            }
            line.engine.handle(new RegisterSilo(Plant.spec(SILO), from));
            line.engine.signContract(terms(), from);
            try (UsanceService service = line.start(line.settings(300, 1), Optional.empty())) {
                List<ProducerRecord<byte[], byte[]>> good = new ArrayList<>();
                for (int i = 0; i < GOOD; i++) {
                    Instant at = now.minus(INTERVAL.multipliedBy(GOOD - i));
                    good.add(record(topic, i, at, at.plusSeconds(5)));
                }
                line.send(good);
                line.awaitSettled(service, GOOD, false);
                List<String> periods = periods(line);
                List<String> bill = line.bill();
                assertThat(periods).as("days that have ended").hasSizeGreaterThan(3);
                List<ProducerRecord<byte[], byte[]>> ahead = ahead(topic);
                line.send(ahead);
                line.awaitSettled(service, GOOD + ahead.size(), false);
                assertThat(line.engine.internals().readModels().quarantineByReason())
                        .isEqualTo(Map.of("FUTURE_TIME", (long) ahead.size()));
                assertThat(periods(line)).isEqualTo(periods);
                assertThat(line.bill()).isEqualTo(bill);
                List<ConsumerRecord<byte[], byte[]>> refused =
                        line.read(line.topics.quarantine(), ahead.size());
                assertThat(refused)
                        .extracting(one ->
                                new String(one.headers().lastHeader("reason").value(), UTF_8))
                        .hasSize(ahead.size())
                        .containsOnly("FUTURE_TIME");
                // The readings go on behind them.
                line.send(List.of(record(topic, GOOD, now, now)));
                line.awaitSettled(service, GOOD + ahead.size() + 1, false);
                assertThat(line.tally(topic).recorded()).isEqualTo(GOOD + 1);
                line.assertIdentitiesHold();
            }
            assertThat(messages(log)).anyMatch(text -> text.contains("are of the future"));
            assertThat(
                            messages(log).stream()
                                    .anyMatch(text -> text.contains("sender's clock. The service")))
                    .as("the topic is warned of")
                    .isEqualTo(!broker);
        } finally {
            logger.detachAppender(log);
        }
    }

    /** 2090, next month and tomorrow, each stamped by the sender so, and stamped now. */
    private List<ProducerRecord<byte[], byte[]>> ahead(String topic) {
        List<Instant> times =
                List.of(
                        Instant.parse("2090-01-01T00:00:00Z"),
                        now.plus(Duration.ofDays(31)),
                        now.plus(Duration.ofDays(1)));
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Instant at : times) {
            for (int i = 0; i < 6; i++) {
                records.add(
                        record(
                                topic,
                                GOOD + i,
                                at.plus(INTERVAL.multipliedBy(i)),
                                at.plus(INTERVAL.multipliedBy(i))));
                records.add(record(topic, GOOD + i, at.plus(INTERVAL.multipliedBy(i)), now));
            }
        }
        return records;
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic, long sequence, Instant sampledAt, Instant stamped) {
        byte[] value =
                ReadingEncoder.encode(
                        SILO,
                        new Reading(
                                "sensor-" + SILO,
                                sequence,
                                null,
                                sampledAt,
                                ReadingKind.MASS,
                                BigDecimal.valueOf(50_000 - 40 * sequence + sequence % 3),
                                UnitOfMeasure.KILOGRAM));
        return new ProducerRecord<>(
                topic, null, stamped.toEpochMilli(), SILO.getBytes(UTF_8), value);
    }

    private ContractTerms terms() {
        return GranulatePlant.terms(
                "contract-of-" + SILO,
                List.of(SILO),
                Cycle.DAY,
                new Tariff.PerUnit(new BigDecimal("1.137"), UnitOfMeasure.KILOGRAM),
                from);
    }

    private static List<String> periods(Line line) {
        return line.engine.internals().readModels().meterPeriods().stream()
                .map(period -> period.periodId() + " " + period.state())
                .toList();
    }

    private static List<String> messages(ListAppender<ILoggingEvent> log) {
        return List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
