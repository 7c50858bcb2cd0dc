package io.usance.benchmarks.load;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.embedded.EmbeddedDatabase;
import io.usance.engine.form.EventForms;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloCommand.AssignContract;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.state.SiloAggregate;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.record.Decoding;
import io.usance.record.Headers;
import io.usance.record.silo.ReadingDecoder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.common.caching.Cache;
import org.axonframework.common.caching.WeakReferenceCache;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.PostgresEventTableFactory;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.Repository;
import org.axonframework.serialization.ChainingConverter;
import org.axonframework.serialization.Converter;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;
import org.jspecify.annotations.Nullable;

/**
 * Axon 4.13 as it comes: its JDBC event storage engine, one command per unit of work and
 * transaction, the same decisions, the same stored form, all aggregates cached, one thread.
 */
final class StockAxon {
    private static final int SILOS = 2_000;
    private static final int ROUNDS = 10;
    private static final int WARM_UP_ROUNDS = 2;

    private StockAxon() {}

    /** Commands a second. */
    static double commandsPerSecond(EmbeddedDatabase server) throws SQLException {
        server.createDatabase("stock");
        try (HikariDataSource pool = server.newPool("stock", 2)) {
            UnitOfWorkAwareConnectionProviderWrapper connections =
                    new UnitOfWorkAwareConnectionProviderWrapper(pool::getConnection);
            FormsSerializer serializer = new FormsSerializer();
            JdbcEventStorageEngine engine =
                    JdbcEventStorageEngine.builder()
                            .connectionProvider(connections)
                            .transactionManager(NoTransactionManager.INSTANCE)
                            .eventSerializer(serializer)
                            .snapshotSerializer(serializer)
                            .build();
            engine.createSchema(PostgresEventTableFactory.INSTANCE);
            EmbeddedEventStore events = EmbeddedEventStore.builder().storageEngine(engine).build();
            Repository<StockSilo> silos =
                    EventSourcingRepository.builder(StockSilo.class)
                            .eventStore(events)
                            .cache(strongCache())
                            .build();
            for (int silo = 0; silo < SILOS; silo++) {
                setUp(silos, connections, silo);
            }
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                round(silos, connections, round);
            }
            long startNs = System.nanoTime();
            for (int round = 0; round < ROUNDS; round++) {
                round(silos, connections, WARM_UP_ROUNDS + round);
            }
            return (double) SILOS * ROUNDS / ((System.nanoTime() - startNs) / 1e9);
        }
    }

    /** Axon's own caches forget with every garbage collection; this one is helped to remember. */
    private static Cache strongCache() {
        Map<Object, Object> kept = new ConcurrentHashMap<>();
        WeakReferenceCache cache = new WeakReferenceCache();
        cache.registerCacheEntryListener(
                new Cache.EntryListenerAdapter() {
                    @Override
                    public void onEntryCreated(Object key, Object value) {
                        kept.put(key, value);
                    }

                    @Override
                    public void onEntryUpdated(Object key, Object value) {
                        kept.put(key, value);
                    }
                });
        return cache;
    }

    private static void setUp(
            Repository<StockSilo> silos,
            UnitOfWorkAwareConnectionProviderWrapper connections,
            int silo) {
        String id = Workload.siloId(silo);
        inTransaction(
                connections,
                () ->
                        silos.newInstance(() ->
                                new StockSilo(new RegisterSilo(Workload.silo(id), Workload.FROM))));
        AssignContract assign =
                new AssignContract(
                        id,
                        "contract-1",
                        new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH),
                        Workload.FROM,
                        Workload.FROM);
        inTransaction(
                connections,
                () ->
                        silos.load(SiloAggregate.streamId(id))
                                .invoke(aggregate -> aggregate.handle(assign)));
    }

    private static void round(
            Repository<StockSilo> silos,
            UnitOfWorkAwareConnectionProviderWrapper connections,
            int no) {
        ReadingDecoder decoder = new ReadingDecoder();
        for (int silo = 0; silo < SILOS; silo++) {
            if (!(decoder.decode(null, Workload.json(silo, no), Headers.NONE)
                    instanceof Decoding.Decoded<Reading> decoded)) {
                throw new IllegalStateException("a reading is not readable");
            }
            RecordReadings command =
                    new RecordReadings(
                            decoded.meterId(),
                            List.of(decoded.value()),
                            Workload.sampledAt(no).plusSeconds(5));
            inTransaction(
                    connections,
                    () ->
                            silos.load(SiloAggregate.streamId(command.siloId()))
                                    .invoke(aggregate -> aggregate.handle(command)));
        }
    }

    private static void inTransaction(
            UnitOfWorkAwareConnectionProviderWrapper connections, Callable<?> work) {
        UnitOfWork<?> unitOfWork = DefaultUnitOfWork.startAndGet(null);
        try {
            // The wrapper keeps one connection for the unit of work, and closes it at its end.
            Connection connection = connections.getConnection();
            connection.setAutoCommit(false);
            unitOfWork.onCommit(u -> commit(connection));
            work.call();
            unitOfWork.commit();
        } catch (Exception e) {
            if (unitOfWork.isActive()) {
                unitOfWork.rollback(e);
            }
            throw new IllegalStateException(e);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The stored form of events that the engine has, as an Axon serializer. */
    private static final class FormsSerializer implements Serializer {
        private final EventForms forms = new EventForms();
        private final Converter converter = new ChainingConverter();

        @Override
        public <T> SerializedObject<T> serialize(
                @Nullable Object object, Class<T> expectedRepresentation) {
            // Metadata is empty; it is the only thing without a form.
            String text = object == null || object instanceof Map ? "{}" : forms.encode(object);
            String type =
                    object == null || object instanceof Map ? "metadata" : forms.typeOf(object);
            return converter.convert(
                    new SimpleSerializedObject<>(
                            text, String.class, new SimpleSerializedType(type, null)),
                    expectedRepresentation);
        }

        @Override
        public <T> boolean canSerializeTo(Class<T> expectedRepresentation) {
            return converter.canConvert(String.class, expectedRepresentation);
        }

        @Override
        @SuppressWarnings("unchecked")
        public <S, T> T deserialize(SerializedObject<S> object) {
            throw new UnsupportedOperationException("everything is cached");
        }

        @Override
        public Class<?> classForType(SerializedType type) {
            return Object.class;
        }

        @Override
        public SerializedType typeForClass(@Nullable Class type) {
            return new SimpleSerializedType(type == null ? "none" : type.getSimpleName(), null);
        }

        @Override
        public Converter getConverter() {
            return converter;
        }
    }
}
