package io.usance.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Inputs that a door once did not stand, as short as they get, and those at its limits. */
final class FoundInputs {
    /** A dozen characters that are a gigabyte, or hours, once they are written out or rounded. */
    private static final List<String> NUMBERS =
            List.of("1e999999999", "1e-999999999", "1e99999999", "1e-99999999");

    /**
     * One input.
     *
     * @param reason what the refusal says; empty if it is taken
     */
    record Found(String door, String what, byte[] input, String reason) {
        @Override
        public String toString() {
            return door + ": " + what;
        }
    }

    private final List<Found> found = new ArrayList<>();

    private FoundInputs() {}

    static List<Found> all() {
        FoundInputs inputs = new FoundInputs();
        inputs.numbers();
        inputs.files();
        inputs.proofs();
        inputs.nodes();
        inputs.limits();
        return inputs.found;
    }

    private void add(String door, String what, String input, String reason) {
        found.add(new Found(door, what, Inputs.bytes(input), reason));
    }

    private void numbers() {
        String contract = text(Inputs.file(Inputs.EXAMPLES.resolve("contract.yaml")));
        String movements = text(FinanceSeeds.movementsCsv().getFirst());
        String json = text(FinanceSeeds.movementsJson().getFirst());
        String camt = text(FinanceSeeds.camt().getFirst());
        for (String number : NUMBERS) {
            add(
                    "contract",
                    "credit limit " + number,
                    contract.replace("100000.00", number),
                    "more than 1000 digits");
            add(
                    "contract",
                    "settlement amount " + number,
                    contract.replace("5000.00", number),
                    "more than 1000 digits");
            add("camt", "amount " + number, camt.replace("100.05", number), "is none");
            add(
                    "goods movements, CSV",
                    "quantity " + number,
                    movements.replace("6286.4", number),
                    "more than 1000 digits");
            add(
                    "goods movements, JSON",
                    "quantity " + number,
                    json.replace("6286.4", number),
                    "more than 1000 digits");
            add(
                    "silo",
                    "capacity " + number,
                    text(DocumentSeeds.silos().getFirst()).replace("60000", number),
                    "more than 1000 digits");
            add(
                    "stored events",
                    "tax " + number,
                    stored("TaxCharged").replaceAll("(\"amount\":\")[0-9.]+", "$1" + number),
                    "more than 1000 digits");
            add(
                    "stored events",
                    "reading " + number,
                    stored("ReadingsRecorded")
                            .replaceFirst("(,\")[0-9.]+(\"])", "$1" + number + "$2"),
                    "more than 1000 digits");
            add(
                    "stored events",
                    "charge " + number,
                    stored("ConsumptionCharged")
                            .replaceAll("(\"periodExact\":\")[0-9.]+", "$1" + number),
                    "more than 1000 digits");
            String bundle = text(Inputs.sample("bundle.json"));
            add(
                    "bundle",
                    "reading " + number,
                    bundle.replaceFirst("(\\[-?\\d+,-?\\d+,\")[0-9.]+", "$1" + number),
                    "more than 1000 digits");
        }
    }

    private void files() {
        add(
                "camt",
                "unknown encoding",
                "<?xml version=\"1.0\" encoding=\"UTF-7\"?><a/>",
                "is no XML");
        add("DATEV settings", "nothing", "~", "needs fiscalYearStart");
        String config = DocumentSeeds.LOG_CONFIG;
        add(
                "configuration",
                "a path with NUL",
                config.replace("master-data.json", "\"a\\0b\""),
                "masterData: is no path");
        add(
                "configuration",
                "a reference with NUL",
                config.replace("user: u", "user: \"${file:a\\0b}\""),
                "is no path");
        String signed = text(Inputs.file(Inputs.STORED.resolve("v1/ContractSigned.json")));
        add(
                "stored events",
                "an unknown zone",
                "ContractSigned\n" + signed.replaceFirst("Europe/Berlin", "Europe/X"),
                "not the stored form of ContractSigned");
        add(
                "stored events",
                "no beginning",
                "ContractSigned\n"
                        + signed.replaceFirst(
                                "\"meteringFrom\":\"[^\"]*\"", "\"meteringFrom\":\"\""),
                "not the stored form of ContractSigned");
        add("stored events", "nothing", "ContractSigned\n", "a stored ContractSigned is null");
        StringBuilder parts = new StringBuilder();
        for (int i = 0; i < 8_000; i++) {
            parts.append("<NtryDtls><TxDtls><Amt Ccy=\"EUR\">1</Amt></TxDtls></NtryDtls>");
        }
        add(
                "camt",
                "one entry of many parts",
                "<D xmlns=\"x\"><BkToCstmrStmt><Stmt><Id>s</Id><Acct><Id><Othr><Id>1</Id></Othr></Id></Acct><Ntry><Amt Ccy=\"EUR\">8000</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-03-03</Dt></BookgDt><NtryRef>n</NtryRef>"
                        + parts
                        + "</Ntry></Stmt></BkToCstmrStmt></D>",
                "");
    }

    private void proofs() {
        String keystore = ProofDoor.KEYSTORE;
        add(
                "keystore",
                "all memory",
                keystore.replace("\"n\":2,", "\"n\":1073741824,"),
                "cannot be computed with");
        add(
                "keystore",
                "half a salt",
                keystore.replaceFirst("\"salt\":\"a", "\"salt\":\""),
                "cannot be computed with");
        add(
                "keystore",
                "no parameters",
                keystore.replace("cipherparams", "x"),
                "Web3 Secret Storage");
        add("keystore", "nothing", "null", "Web3 Secret Storage");
    }

    private void nodes() {
        String log = text(NodeDoor.examples().getLast());
        for (String field :
                List.of(
                        "topics",
                        "data",
                        "blockHash",
                        "transactionHash",
                        "logIndex",
                        "blockNumber")) {
            add(
                    "node answers",
                    "an event without " + field,
                    log.replace("\"" + field + "\"", "\"x\""),
                    "");
        }
        add(
                "node answers",
                "an event of nothing",
                "eth_getLogs\n{\"result\":[null]}",
                "AnchorUnavailableException");
        for (String method : List.of("eth_blockNumber", "eth_chainId", "eth_call", "eth_getLogs")) {
            for (String answer :
                    List.of(
                            "{}",
                            "{\"result\":null}",
                            "{\"result\":\"0x\"}",
                            "{\"result\":\"x\"}",
                            "{\"result\":{}}",
                            "{\"error\":{}}",
                            "[]",
                            "null",
                            "")) {
                add("node answers", method + " says " + answer, method + "\n" + answer, "");
            }
        }
        add(
                "node answers",
                "a time after all times",
                "eth_call\n{\"result\":\"0x"
                        + ("0".repeat(48) + "7" + "f".repeat(15)).repeat(8)
                        + "\"}",
                "");
    }

    private void limits() {
        String reading = "{\"siloId\":\"S1\",\"x\":%s1%s}";
        add(
                "readings",
                "16 levels",
                reading.formatted("[".repeat(15), "]".repeat(15)),
                "MISSING_FIELD");
        add(
                "readings",
                "17 levels",
                reading.formatted("[".repeat(16), "]".repeat(16)),
                "MALFORMED_JSON");
        add("readings", "65,537 bytes", " ".repeat(65_537), "TOO_LARGE");
        add(
                "price",
                "33 levels",
                "a: " + "[".repeat(33) + "]".repeat(33),
                "more than 32 objects and lists");
        add("price", "a long text", "a: " + "x".repeat(65_537), "$.a: is unknown");
        add("price", "256 KiB and a byte", "#".repeat(262_145), "more than 262144 bytes");
        add("price", "a key twice", "currency: EUR\ncurrency: EUR\n", "is there twice");
        add(
                "silo",
                "33 levels",
                "{\"a\":".repeat(33) + "1" + "}".repeat(33),
                "more than 32 objects and lists");
        add("silo", "an exponent beyond an int", "1E3147483647", "a number in it is too large");
        add("price", "an exponent beyond an int", "a: 1E3147483647", "Malformed numeric value");
        add(
                "goods movements, JSON",
                "33 levels",
                "[".repeat(33) + "]".repeat(33),
                "depth (33) exceeds");
        add("camt", "65 levels", "<a>".repeat(65) + "</a>".repeat(65), "maxElementDepth");
        add("camt", "65 attributes", "<a" + attributes(65) + "/>", "elementAttributeLimit");
        add("camt", "a long name", "<a" + "a".repeat(256) + "/>", "exceeds the \"256\" limit");
        add(
                "camt",
                "a document type",
                "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
                "DOCTYPE is disallowed");
        add("receipt", "9 levels", "[".repeat(9) + "]".repeat(9), "depth (9) exceeds");
        add("bundle", "33 levels", "[".repeat(33) + "]".repeat(33), "depth (33) exceeds");
        add("checkpoint", "a long text", "a".repeat(8_193), "at most 8192");
        add(
                "deliveries, CSV",
                "a long cell",
                "note_id,delivered_at,quantity,unit\n\"" + "a".repeat(5_000),
                "");
    }

    private static String attributes(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(" a").append(i).append("=''");
        }
        return text.toString();
    }

    private static String stored(String type) {
        return type + "\n" + text(Inputs.file(Inputs.STORED.resolve(type + ".json")));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
