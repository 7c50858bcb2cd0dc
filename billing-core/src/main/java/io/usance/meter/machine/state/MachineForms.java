package io.usance.meter.machine.state;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.usance.json.Json;
import io.usance.meter.machine.MachineEvent.MachineReadingsRecorded;
import io.usance.meter.machine.spec.Source;

/** How a machine's events are written, where not as their records are. */
final class MachineForms {
    private MachineForms() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Source.Register.class, name = "REGISTER"),
        @JsonSubTypes.Type(value = Source.Parts.class, name = "PARTS"),
        @JsonSubTypes.Type(value = Source.Running.class, name = "RUNNING"),
        @JsonSubTypes.Type(value = Source.Power.class, name = "POWER")
    })
    private interface SourceForm {}

    static Module module() {
        SimpleModule module =
                (SimpleModule)
                        Json.module("machine")
                                .object(
                                        MachineReadingsRecorded.class,
                                        MachineReadingsForm::write,
                                        MachineReadingsForm::read)
                                .build();
        return module.setMixInAnnotation(Source.class, SourceForm.class);
    }
}
