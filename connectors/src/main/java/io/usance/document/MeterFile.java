package io.usance.document;

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
        List<String> unread = new ArrayList<>();
        ReadDocument document =
                MasterData.tree(file, unread::add)
                        .orElseThrow(() -> new InvalidConfigException(unread));
        Optional<D> meter = MasterData.form(document).read(document.tree(), section.type(), "$");
        meter.ifPresent(found -> section.check(found, "$", new DocumentProblems(document::report)));
        if (meter.isEmpty() || !document.isRight()) {
            throw new InvalidConfigException(document.problems());
        }
        return meter.get();
    }
}
