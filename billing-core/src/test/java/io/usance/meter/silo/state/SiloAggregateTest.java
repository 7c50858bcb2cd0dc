package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.FROM;
import static io.usance.meter.silo.state.SiloScenario.assign;
import static io.usance.meter.silo.state.SiloScenario.reading;
import static io.usance.meter.silo.state.SiloScenario.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloCommand.AssignContract;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent;
import io.usance.metering.Decision;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.Repository;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The aggregate under the framework's own fixture, used as the engine uses it. */
class SiloAggregateTest {

    private final AggregateTestFixture<SiloAggregate> fixture =
            new AggregateTestFixture<>(SiloAggregate.class);

    @BeforeEach
    void setUp() {
        fixture.registerAnnotatedCommandHandler(new Handler(fixture.getRepository()));
    }

    @Test
    void registers() {
        fixture.givenNoPriorActivity()
                .when(new RegisterSilo(spec(0, null), FROM))
                .expectEvents(new SiloEvent.SiloRegistered(spec(0, null), FROM, 2));
    }

    @Test
    void assignsOnce() {
        fixture.given(new SiloEvent.SiloRegistered(spec(0, null), FROM), assigned())
                .when(assign(FROM))
                .expectNoEvents();
    }

    @Test
    void recordsAndReturnsTheDecision() {
        Reading good = reading(1, FROM, "100");
        Reading bad = reading(2, FROM, "99999");
        var command = new RecordReadings(SiloScenario.SILO, List.of(good, bad), FROM);
        fixture.given(new SiloEvent.SiloRegistered(spec(0, null), FROM, 2), assigned())
                .when(command)
                .expectEvents(
                        new SiloEvent.ReadingsRecorded(SiloScenario.SILO, List.of(good), FROM))
                .expectResultMessagePayload(
                        new Decision(
                                List.of(
                                        new SiloEvent.ReadingsRecorded(
                                                SiloScenario.SILO, List.of(good), FROM)),
                                List.of(
                                        new Decision.Refusal(
                                                1,
                                                RefusalReason.OUT_OF_RANGE,
                                                "99999 kg is outside 0 to 30000.000 kg by more"
                                                        + " than 300.000 kg")),
                                1,
                                0));
    }

    @Test
    void restoresFromItsSnapshot() {
        SiloScenario silo = SiloScenario.started().level(5_000, 12);
        SiloAggregate restored = SiloAggregate.restore(silo.state.snapshot());
        assertThat(restored.snapshot()).isEqualTo(silo.state.snapshot());
    }

    private static SiloEvent assigned() {
        AssignContract command = assign(FROM);
        return new SiloEvent.ContractAssigned(
                command.siloId(),
                command.contractId(),
                command.calendar(),
                command.meteringFrom(),
                command.at());
    }

    /** As the engine does it. */
    static final class Handler {

        private final Repository<SiloAggregate> repository;

        Handler(Repository<SiloAggregate> repository) {
            this.repository = repository;
        }

        @CommandHandler
        void handle(RegisterSilo command) throws Exception {
            repository.newInstance(() -> new SiloAggregate(command));
        }

        @CommandHandler
        Decision<SiloEvent> handle(AssignContract command) {
            return load(command);
        }

        @CommandHandler
        Decision<SiloEvent> handle(RecordReadings command) {
            return load(command);
        }

        private Decision load(SiloCommand command) {
            assertThat(CurrentUnitOfWork.get().getMessage()).isInstanceOf(CommandMessage.class);
            return repository
                    .load(SiloAggregate.streamId(command.siloId()))
                    .invoke(silo -> silo.handle(command));
        }
    }
}
