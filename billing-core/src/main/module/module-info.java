/**
 * Meters, prices and settles what is used while it is used.
 *
 * <p>What is exported to all is the API: it changes as semantic versioning says. What is exported to
 * modules of Usance only, or not at all, may change with every release.
 *
 * <p>Axon and jOOQ are inside, under names of ours; the services at the end are theirs.
 */
module io.usance.billing.core {
    requires transitive com.fasterxml.jackson.databind;
    requires transitive java.sql;
    requires static java.compiler;
    requires static java.management;
    requires org.postgresql.jdbc;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.usance.contract;
    exports io.usance.engine;
    exports io.usance.failure;
    exports io.usance.finance;
    exports io.usance.host;
    exports io.usance.intake;
    exports io.usance.level;
    exports io.usance.meter;
    exports io.usance.meter.machine;
    exports io.usance.meter.machine.spec;
    exports io.usance.meter.silo;
    exports io.usance.meter.silo.spec;
    exports io.usance.metering;
    exports io.usance.money;
    exports io.usance.period;
    exports io.usance.pricing;
    exports io.usance.quantity;
    exports io.usance.query;
    exports io.usance.settlement;
    exports io.usance.subscription;

    exports io.usance.contract.state to io.usance.connectors, io.usance.ledger.anchor;
    exports io.usance.engine.form to io.usance.connectors, io.usance.ledger.anchor;
    exports io.usance.engine.internal to io.usance.connectors, io.usance.ledger.anchor;
    exports io.usance.json to io.usance.connectors, io.usance.ledger.anchor;
    exports io.usance.meter.machine.state to io.usance.connectors, io.usance.ledger.anchor;
    exports io.usance.meter.silo.state to io.usance.connectors, io.usance.ledger.anchor;
    exports io.usance.reconciliation to io.usance.connectors, io.usance.ledger.anchor;
    exports io.usance.settlement.stage to io.usance.connectors, io.usance.ledger.anchor;
    exports io.usance.store to io.usance.connectors, io.usance.ledger.anchor;

    // The stored form of events and snapshots.
    opens io.usance.contract to com.fasterxml.jackson.databind;
    opens io.usance.contract.state to com.fasterxml.jackson.databind;
    opens io.usance.finance to com.fasterxml.jackson.databind;
    opens io.usance.intake to com.fasterxml.jackson.databind;
    opens io.usance.json to com.fasterxml.jackson.databind;
    opens io.usance.level to com.fasterxml.jackson.databind;
    opens io.usance.meter.machine to com.fasterxml.jackson.databind;
    opens io.usance.meter.machine.spec to com.fasterxml.jackson.databind;
    opens io.usance.meter.machine.state to com.fasterxml.jackson.databind;
    opens io.usance.meter.silo to com.fasterxml.jackson.databind;
    opens io.usance.meter.silo.filter to com.fasterxml.jackson.databind;
    opens io.usance.meter.silo.spec to com.fasterxml.jackson.databind;
    opens io.usance.meter.silo.state to com.fasterxml.jackson.databind;
    opens io.usance.metering to com.fasterxml.jackson.databind;
    opens io.usance.money to com.fasterxml.jackson.databind;
    opens io.usance.period to com.fasterxml.jackson.databind;
    opens io.usance.pricing to com.fasterxml.jackson.databind;
    opens io.usance.quantity to com.fasterxml.jackson.databind;
    opens io.usance.settlement to com.fasterxml.jackson.databind;

    uses io.usance.shaded.io.r2dbc.spi.ConnectionFactoryProvider;
    uses io.usance.shaded.org.axonframework.common.IdentifierFactory;
    uses io.usance.shaded.org.axonframework.common.property.PropertyAccessStrategy;
    uses io.usance.shaded.org.axonframework.messaging.annotation.HandlerDefinition;
    uses io.usance.shaded.org.axonframework.messaging.annotation.HandlerEnhancerDefinition;
    uses io.usance.shaded.org.axonframework.messaging.annotation.ParameterResolverFactory;
    uses io.usance.shaded.org.axonframework.modelling.command.inspection.ChildEntityDefinition;
    uses io.usance.shaded.org.axonframework.serialization.ContentTypeConverter;

    provides io.usance.shaded.org.axonframework.common.property.PropertyAccessStrategy with
            io.usance.shaded.org.axonframework.common.property.UniformPropertyAccessStrategy,
            io.usance.shaded.org.axonframework.common.property.BeanPropertyAccessStrategy,
            io.usance.shaded.org.axonframework.common.property.DirectPropertyAccessStrategy;

    provides io.usance.shaded.org.axonframework.messaging.annotation.HandlerDefinition with
            io.usance.shaded.org.axonframework.messaging.annotation.AnnotatedMessageHandlingMemberDefinition;

    provides io.usance.shaded.org.axonframework.messaging.annotation.HandlerEnhancerDefinition with
            io.usance.shaded.org.axonframework.commandhandling.MethodCommandHandlerDefinition,
            io.usance.shaded.org.axonframework.deadline.annotation.DeadlineMethodMessageHandlerDefinition,
            io.usance.shaded.org.axonframework.eventhandling.replay.ReplayAwareMessageHandlerWrapper,
            io.usance.shaded.org.axonframework.messaging.annotation.MessageHandlerInterceptorDefinition,
            io.usance.shaded.org.axonframework.queryhandling.annotation.MethodQueryMessageHandlerDefinition,
            io.usance.shaded.org.axonframework.modelling.saga.SagaMethodMessageHandlerDefinition,
            io.usance.shaded.org.axonframework.modelling.saga.EndSagaMessageHandlerDefinition,
            io.usance.shaded.org.axonframework.modelling.command.inspection.MethodCommandHandlerInterceptorDefinition,
            io.usance.shaded.org.axonframework.modelling.command.inspection.MethodCreationPolicyDefinition;

    provides io.usance.shaded.org.axonframework.messaging.annotation.ParameterResolverFactory with
            io.usance.shaded.org.axonframework.commandhandling.CurrentUnitOfWorkParameterResolverFactory,
            io.usance.shaded.org.axonframework.messaging.annotation.InterceptorChainParameterResolverFactory,
            io.usance.shaded.org.axonframework.eventhandling.ConcludesBatchParameterResolverFactory,
            io.usance.shaded.org.axonframework.eventhandling.SequenceNumberParameterResolverFactory,
            io.usance.shaded.org.axonframework.eventhandling.TrackingTokenParameterResolverFactory,
            io.usance.shaded.org.axonframework.eventhandling.TimestampParameterResolverFactory,
            io.usance.shaded.org.axonframework.eventhandling.replay.ReplayParameterResolverFactory,
            io.usance.shaded.org.axonframework.eventhandling.replay.ReplayContextParameterResolverFactory,
            io.usance.shaded.org.axonframework.messaging.annotation.DefaultParameterResolverFactory,
            io.usance.shaded.org.axonframework.messaging.annotation.MessageIdentifierParameterResolverFactory,
            io.usance.shaded.org.axonframework.messaging.annotation.SourceIdParameterResolverFactory,
            io.usance.shaded.org.axonframework.messaging.annotation.ResultParameterResolverFactory,
            io.usance.shaded.org.axonframework.messaging.annotation.ScopeDescriptorParameterResolverFactory,
            io.usance.shaded.org.axonframework.messaging.annotation.AggregateTypeParameterResolverFactory,
            io.usance.shaded.org.axonframework.messaging.deadletter.DeadLetterParameterResolverFactory,
            io.usance.shaded.org.axonframework.eventsourcing.conflictresolution.ConflictResolution;

    provides io.usance.shaded.org.axonframework.modelling.command.inspection.ChildEntityDefinition with
            io.usance.shaded.org.axonframework.modelling.command.inspection.AggregateMemberAnnotatedChildEntityDefinition,
            io.usance.shaded.org.axonframework.modelling.command.inspection.AggregateMemberAnnotatedChildEntityMapDefinition,
            io.usance.shaded.org.axonframework.modelling.command.inspection.AggregateMemberAnnotatedChildEntityCollectionDefinition;

    provides io.usance.shaded.org.axonframework.serialization.ContentTypeConverter with
            io.usance.shaded.org.axonframework.serialization.converters.ByteArrayToInputStreamConverter,
            io.usance.shaded.org.axonframework.serialization.converters.BlobToInputStreamConverter,
            io.usance.shaded.org.axonframework.serialization.converters.InputStreamToByteArrayConverter,
            io.usance.shaded.org.axonframework.serialization.converters.ByteArrayToStringConverter,
            io.usance.shaded.org.axonframework.serialization.converters.StringToByteArrayConverter;
}
