package io.usance.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.engine.BillingEngine;
import io.usance.meter.StandardMeters;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.callbacks.FutureCallback;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A host made with Axon 4 that commands the engine from within a handler of its own. */
@Tag("slow")
class Axon4HostTest {
    private static final Instant AT = Instant.parse("2026-03-01T00:00:00Z");

    @Test
    void commandsFromWithinAHandler() throws Exception {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(Programs.newDatabase());
        BillingEngine engine = BillingEngine.builder(database).build();
        SimpleCommandBus host = SimpleCommandBus.builder().build();
        host.subscribe(
                String.class.getName(),
                message -> {
                    assertThat(CurrentUnitOfWork.isStarted()).isTrue();
                    engine.handle(new RegisterSilo(silo((String) message.getPayload()), AT));
                    assertThat(CurrentUnitOfWork.get().getMessage()).isSameAs(message);
                    return engine.meterEvents(StandardMeters.silo(), "silo-1").size();
                });
        FutureCallback<String, Object> answer = new FutureCallback<>();
        host.dispatch(new GenericCommandMessage<>("silo-1"), answer);
        assertThat(answer.getResult().getPayload()).isEqualTo(1);
    }

    private static SiloSpec silo(String id) {
        return new SiloSpec(
                id, "PVC", kg(80_000), null, new SensorSpec("s-1", kg(20), kg(1), 24), kg(1_000));
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }
}
