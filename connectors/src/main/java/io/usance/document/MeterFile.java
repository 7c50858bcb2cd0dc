package io.usance.document;

import com.fasterxml.jackson.databind.JsonNode;
import io.usance.file.InvalidConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One meter in a file of its own, in the form that {@link MasterData} has for each of its kind. */
public final class MeterFile {
    private MeterFile() {}

    /**
     * Reads and checks a meter.
     *
     * @throws InvalidConfigException with everything that is wrong, each with the file and the JSON
     *     path
     */
    public static <D> D read(Path file, MeterSection<D> section) throws InvalidConfigException {
        List<String> problems = new ArrayList<>();
        String name = String.valueOf(file.getFileName());
        Optional<JsonNode> tree = MasterData.tree(file, problems::add);
        Optional<D> meter =
                tree.flatMap(found ->
                        MasterData.form(name, problems::add).read(found, section.type(), "$"));
        meter.ifPresent(found ->
                section.check(found, "$", new DocumentProblems(p -> problems.add(name + " " + p))));
        if (meter.isEmpty() || !problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        return meter.get();
    }
}
