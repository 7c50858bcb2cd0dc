package io.usance.document;

import com.fasterxml.jackson.databind.JsonNode;
import io.usance.document.machine.MachineDocument;
import io.usance.file.InvalidConfigException;
import io.usance.meter.machine.spec.MachineSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One machine in a file of its own, in the form that {@link MasterData} has for each of them. */
public final class MachineFile {
    private MachineFile() {}

    /**
     * Reads and checks a machine.
     *
     * @throws InvalidConfigException with everything that is wrong, each with the file and the JSON
     *     path
     */
    public static MachineSpec read(Path file) throws InvalidConfigException {
        List<String> problems = new ArrayList<>();
        String name = String.valueOf(file.getFileName());
        Optional<JsonNode> tree = MasterData.tree(file, problems::add);
        Optional<MachineDocument> machine =
                tree.flatMap(found ->
                        MasterData.form(name, problems::add)
                                .read(found, MachineDocument.class, "$"));
        machine.ifPresent(found ->
                MasterDataRules.check(
                        new MasterData(List.of(), List.of(found), List.of()),
                        p -> problems.add(name + " " + p.replace("$.machines[0]", "$"))));
        if (machine.isEmpty() || !problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        return machine.get().spec();
    }
}
