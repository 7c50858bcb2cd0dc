package io.usance.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A step from one version of the schema to the next. Its statements name no schema: they run with
 * the engine's as the only one in the search path.
 *
 * @param version from 1, without gaps
 * @param file name of its file, {@code V1__event_log.sql}
 * @param sql its statements
 */
record Migration(int version, String file, String sql) {
    private static final String DIRECTORY = "migration/";

    /** By version. A file that is not in this list is not run. */
    private static final List<String> FILES =
            List.of(
                    "V1__event_log.sql",
                    "V2__read_models.sql",
                    "V3__stock_adjustments.sql",
                    "V4__contracts.sql",
                    "V5__netting.sql",
                    "V6__finance.sql",
                    "V7__room_for_updates.sql",
                    "V8__contracts_of_one_period.sql",
                    "V9__meters.sql",
                    "V10__exact_fractions.sql",
                    "V11__contract_quantities.sql",
                    "V12__subscriptions.sql",
                    "V13__corrections_of_closed_periods.sql",
                    "V14__exceptions.sql");

    /** The version that this code needs. */
    static final int NEWEST = FILES.size();

    /** All, by version. */
    static List<Migration> all() {
        return FILES.stream().map(Migration::read).toList();
    }

    private static Migration read(String file) {
        int version = Integer.parseInt(file.substring(1, file.indexOf("__")));
        try (@Nullable InputStream in = Migration.class.getResourceAsStream(DIRECTORY + file)) {
            if (in == null) {
                throw new IOException(DIRECTORY + file + " is not in the product");
            }
            String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Migration(version, file, sql);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For people, as the history has it. */
    String description() {
        return file.substring(file.indexOf("__") + 2, file.lastIndexOf('.')).replace('_', ' ');
    }

    /** CRC-32 of its lines without their ends, as Flyway has it, which the releases before used. */
    int checksum() {
        CRC32 crc = new CRC32();
        sql.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }
}
