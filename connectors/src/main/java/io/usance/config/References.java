package io.usance.config;

import io.usance.file.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code ${env:NAME}} and {@code ${file:PATH}} in a configuration's values. */
public final class References {
    /** Longest file a reference may name, in bytes. */
    static final int FILE_BYTES_MAX = 64 * 1024;

    private static final Pattern ONE = Pattern.compile("\\$\\{(env|file):([^${}]+)}");
    private static final Pattern ANY = Pattern.compile("\\$\\{[^}]*}?");

    private final Map<String, String> environment;
    private final Path directory;

    /**
     * @param directory relative paths start here
     */
    References(Map<String, String> environment, Path directory) {
        this.environment = environment;
        this.directory = directory;
    }

    /** What a reference cannot give. */
    public static final class Unresolved extends Exception {
        private static final long serialVersionUID = 1L;

        public Unresolved(String reason) {
            super(reason);
        }
    }

    /** True if the text is one reference and nothing else. */
    static boolean isReference(String text) {
        return ONE.matcher(text).matches();
    }

    /** The text with all its references replaced. */
    String resolve(String text) throws Unresolved {
        Matcher found = ANY.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (found.find()) {
            found.appendReplacement(resolved, Matcher.quoteReplacement(value(found.group())));
        }
        return found.appendTail(resolved).toString();
    }

    private String value(String reference) throws Unresolved {
        Matcher parts = ONE.matcher(reference);
        if (!parts.matches()) {
            throw new Unresolved(reference + " is neither ${env:NAME} nor ${file:PATH}");
        }
        return parts.group(1).equals("env") ? variable(parts.group(2)) : file(parts.group(2));
    }

    private String variable(String name) throws Unresolved {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new Unresolved(
                    "environment variable "
                            + name
                            + " is "
                            + (value == null ? "not set" : "empty"));
        }
        return value;
    }

    private String file(String name) throws Unresolved {
        Path file;
        try {
            file = directory.resolve(name);
        } catch (InvalidPathException e) {
            throw new Unresolved("'" + name + "' is no path: " + e.getReason());
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(FILE_BYTES_MAX + 1);
            if (content.length > FILE_BYTES_MAX) {
                throw new Unresolved(
                        "file " + file + " is longer than " + FILE_BYTES_MAX + " bytes");
            }
            String text = new String(content, StandardCharsets.UTF_8).strip();
            if (text.isEmpty()) {
                throw new Unresolved("file " + file + " is empty");
            }
            return text;
        } catch (NoSuchFileException e) {
            throw new Unresolved("file " + file + " does not exist");
        } catch (IOException e) {
            throw new Unresolved("file " + file + " cannot be read: " + Reasons.of(e));
        }
    }
}
