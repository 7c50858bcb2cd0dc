package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.engine.form.EventForms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that fix stored forms. One of a released form is never changed. */
public final class GoldenFiles {
    /** Seen from the module's directory, where tests are run. */
    private static final Path DIRECTORY = Path.of("src/test/resources/io/usance/engine/golden");

    private GoldenFiles() {}

    /**
     * The text of a file without its final line feed.
     *
     * @param name without {@code .json}: a stored name, or one with a variant behind it, {@code
     *     ContractSigned-band}
     * @param otherwise what to do if there is none
     */
    public static String read(String name, String otherwise) {
        Path file = DIRECTORY.resolve(name + ".json");
        assertThat(Files.isRegularFile(file))
                .as("golden file %s.json; %s", name, otherwise)
                .isTrue();
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            assertThat(text).as(name).endsWith("}\n");
            return text.substring(0, text.length() - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #read(String, String)}, of a file that is known to be there. */
    public static String read(String name) {
        return read(name, "a released file is never deleted");
    }

    /**
     * Holds an event, or what a snapshot is of, against its file: it is written as the file, and
     * what is read from the file is written so again.
     *
     * @return what is read from the file
     */
    public static Object assertStored(EventForms forms, String name, Object event) {
        String form = forms.encode(event);
        String golden = read(name, "a new type's file holds this line: " + form);
        assertThat(form).as(name).isEqualTo(golden);
        Object read = forms.decode(forms.typeOf(event), golden);
        assertThat(forms.typeOf(read)).isEqualTo(forms.typeOf(event));
        assertThat(forms.encode(read)).as(name).isEqualTo(golden);
        return read;
    }
}
