package io.usance.csv;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The columns of a kind of table.
 *
 * @param required columns without which it is none
 * @param optional columns that it may have
 * @param times columns that hold times
 * @param numbers columns that hold decimals
 * @param otherNames what other programs call a column, in lower case without blanks and
 *     punctuation; of a column that is not named, no other name is known
 * @param series names, in the same form, of columns that say which of several series a row is of
 */
public record TableForm(
        Set<String> required,
        Set<String> optional,
        Set<String> times,
        Set<String> numbers,
        Map<String, Set<String>> otherNames,
        Set<String> series) {

    /** What other programs call a column that says of what kind a row is. */
    private static final Set<String> KINDS =
            names(
                    "type rowtype recordtype messagetype msgtype event eventtype sensortype"
                            + " datatype fport port name variable parameter measure quantity typ"
                            + " art satzart nachrichtentyp");

    /** What other programs call the time of sampling. */
    public static final Map<String, Set<String>> NAMES_OF_TIMES =
            Map.of(
                    "sampled_at",
                    names(
                            "sampledat time timestamp ts datetime dateandtime date lastchanged"
                                    + " lastupdated measuredat recordedat createdat eventtime timeutc"
                                    + " timestamputc utc sampletime readingtime datum zeit"
                                    + " zeitstempel zeitpunkt datumzeit datumuhrzeit datumundzeit"
                                    + " messzeit messzeitpunkt"));

    /** Levels of one silo, as the service's topic has them in fields. */
    public static final TableForm READINGS =
            new TableForm(
                    Set.of("sampled_at", "value"),
                    Set.of(
                            "received_at",
                            "sequence",
                            "batch_id",
                            "sensor_id",
                            "clock",
                            "epoch",
                            "kind",
                            "unit",
                            "temperature",
                            "status"),
                    Set.of("sampled_at", "received_at"),
                    Set.of("value", "temperature"),
                    Map.of(
                            "sampled_at",
                            NAMES_OF_TIMES.getOrDefault("sampled_at", Set.of()),
                            "value",
                            names(
                                    "state level volume mass weight filllevel fillinglevel content"
                                            + " contents stock reading measurement meanvalue mean"
                                            + " wert messwert fullstand fuellstand inhalt bestand"
                                            + " menge gewicht valor"),
                            "received_at",
                            names("receivedat rxtime servertime arrivaltime empfangen"),
                            "sequence",
                            names(
                                    "seq fcnt framecounter framecount uplinkmessagefcnt"
                                            + " sequencenumber"),
                            "unit",
                            names("units uom unitofmeasurement unitofmeasure einheit")),
                    Set.of(
                            "entityid",
                            "deviceid",
                            "devicename",
                            "device",
                            "dispositivo",
                            "collector",
                            "coletor",
                            "channel",
                            "canal",
                            "deveui",
                            "enddeviceidsdeviceid",
                            "sensor",
                            "field",
                            "measurementname",
                            "topic",
                            "metric",
                            "tag",
                            "series",
                            "tank",
                            "tankid",
                            "silo",
                            "siloid",
                            "locationid",
                            "key"));

    /** Delivery notes of one silo, and corrections of them. */
    public static final TableForm DELIVERIES =
            new TableForm(
                    Set.of("note_id", "delivered_at", "quantity", "unit"),
                    Set.of("action", "correction_id", "by", "reason"),
                    Set.of("delivered_at"),
                    Set.of("quantity"),
                    Map.of(
                            "note_id",
                            names(
                                    "note notenumber noteno deliverynote deliverynotenumber ticket"
                                            + " ticketnumber lieferschein lieferscheinnr"
                                            + " lieferscheinnummer lsnr belegnr belegnummer"),
                            "delivered_at",
                            names(
                                    "time timestamp datetime date deliverydate deliverytime datum"
                                            + " lieferdatum datumzeit datumuhrzeit"),
                            "quantity",
                            names(
                                    "amount weight netweight volume menge liefermenge gewicht"
                                            + " nettogewicht netto"),
                            "unit",
                            names("units uom unitofmeasure einheit me")),
                    Set.of());

    /** What people know of a silo's stock. */
    public static final TableForm STOCK =
            new TableForm(
                    Set.of("change", "happened_at", "quantity", "unit"),
                    Set.of(
                            "entry_id",
                            "silo_id",
                            "to_silo_id",
                            "uncertainty",
                            "shown",
                            "by",
                            "reason"),
                    Set.of("happened_at"),
                    Set.of("quantity", "uncertainty", "shown"),
                    Map.of(),
                    Set.of());

    public TableForm {
        required = Set.copyOf(required);
        optional = Set.copyOf(optional);
        otherNames = Map.copyOf(otherNames);
    }

    private static Set<String> names(String names) {
        return Set.of(names.split(" "));
    }

    /** All columns, in alphabetical order. */
    Set<String> columns() {
        Set<String> columns = new TreeSet<>(required);
        columns.addAll(optional);
        return columns;
    }

    /** Whether another program may call the column so; the name as {@link #plain} has it. */
    boolean isCalled(String column, String plain) {
        return otherNames.getOrDefault(column, Set.of()).contains(plain);
    }

    boolean isSeries(String name) {
        return series.contains(plain(name));
    }

    /** Whether a column may say of each row whether it is a level at all. */
    boolean isKind(String name) {
        return !series.isEmpty() && KINDS.contains(plain(name));
    }

    /** In lower case, without accents, blanks and punctuation. */
    static String plain(String name) {
        String apart =
                java.text.Normalizer.normalize(name, java.text.Normalizer.Form.NFD)
                        .toLowerCase(java.util.Locale.ROOT)
                        .replace("ß", "ss");
        return apart.replaceAll("[^a-z0-9]", "");
    }
}
