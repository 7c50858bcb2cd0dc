package io.usance.document;

import com.fasterxml.jackson.databind.JsonNode;
import io.usance.file.InvalidConfigException;
import io.usance.meter.silo.spec.SiloSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One silo in a file of its own, in the form that {@link MasterData} has for each of its silos. */
public final class SiloFile {
    private SiloFile() {}

    /**
     * Reads and checks a silo.
     *
     * @throws InvalidConfigException with everything that is wrong, each with the file and the JSON
     *     path
     */
    public static SiloSpec read(Path file) throws InvalidConfigException {
        List<String> problems = new ArrayList<>();
        String name = String.valueOf(file.getFileName());
        Optional<JsonNode> tree = MasterData.tree(file, problems::add);
        Optional<SiloSpec> silo =
                tree.flatMap(found ->
                        MasterData.form(name, problems::add).read(found, SiloSpec.class, "$"));
        silo.ifPresent(found ->
                MasterDataRules.check(
                        new MasterData(List.of(found), List.of()),
                        p -> problems.add(name + " " + p.replace("$.silos[0]", "$"))));
        if (silo.isEmpty() || !problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        return silo.get();
    }
}
