package io.usance.fuzz;

import java.util.List;

/** Documents with what the examples leave out. */
final class DocumentSeeds {
    static final String CONTRACT =
            """
            {"contractId":"c-2","version":2,
             "supplier":{"partyId":"s","name":"S","account":"acct-s"},
             "customer":{"partyId":"c","name":"C","account":"acct-c"},
             "material":"PVC","siloIds":["silo-1"],"currency":"JPY",
             "calendar":{"zone":"UTC","cycle":"DAY"},"rounding":"HALF_EVEN",
             "meteringFrom":"2026-03-01T00:00:00Z",
             "tariff":{"type":"VOLUME","per":"kg","tiers":[
              {"upTo":"100.5","unitPrice":"3","flatFee":"10"},{"unitPrice":"2.25"}]},
             "settlement":{"when":"EACH_STEP"}}
            """;

    static final String PRICE = "{type: PER_UNIT, unitPrice: 1200.50, per: t}\n";

    static final String PACKAGES =
            """
            currency: KWD
            tariff:
              type: COMPOSITE
              components:
                - {type: PACKAGE, packageSize: "25", packagePrice: "30.125", per: kg}
                - {type: PERCENT, percent: "2.5", "on": TOTAL}
            """;

    static final String LOG_CONFIG =
            """
            kafka: {properties: {bootstrap.servers: "127.0.0.1:9092"}, topicPrefix: "a."}
            postgres: {url: "jdbc:postgresql://127.0.0.1:5432/u", user: u, connections: 16}
            batch: {count: 1, age: 500ms}
            outage: {attemptsMax: 1, pauseMax: 1h}
            closeSilentAfter: 2d
            masterData: master-data.json
            """;

    private static final String SILO =
            """
            {"siloId":"silo-1","material":"PVC","capacity":{"value":"60000","unit":"kg"},
             "sensor":{"sensorId":"s-1","noise":{"value":"20","unit":"kg"},
             "resolution":{"value":"1","unit":"kg"},"stuckAfterReadings":24},
             "step":{"value":"100","unit":"kg"}%s}
            """;

    private static final String LEVEL =
            """
            ,"level":{"vessel":%s,
             "calibrations":[{"sensorId":"s-1","validFrom":"2026-01-01T00:00:00Z",
              "referenceHeightMm":"10800","spanMm":"8000","gain":"1.01","offsetMm":"-20"}],
             "densities":[{"validFrom":"2026-01-01T00:00:00Z","kgPerM3":"560","moisturePercent":"0.5"},
              {"validFrom":"2026-03-01T12:00:00Z","kgPerM3":"565","moisturePercent":"0.4"}]%s}
            """;

    private DocumentSeeds() {}

    static List<byte[]> silos() {
        return Inputs.texts(
                SILO.formatted(""),
                SILO.formatted(
                        LEVEL.formatted(
                                """
                                {"type":"CONE_CYLINDER","radiusMm":"1500","outletRadiusMm":"150",
                                 "coneHeightMm":"2500","cylinderHeightMm":"8000"}\
                                """,
                                """
                                ,"heap":{"type":"REPOSE_CONE","radiusMm":"1500","sensorAtMm":"500",
                                 "reposeDegrees":"30"}\
                                """)),
                SILO.formatted(
                        LEVEL.formatted(
                                "{\"type\":\"HORIZONTAL_CYLINDER\",\"radiusMm\":\"2500\",\"lengthMm\":\"8000\"}",
                                ",\"heap\":{\"type\":\"FIXED_VOLUME\",\"offsetL\":\"12\"}")),
                SILO.formatted(
                        LEVEL.formatted(
                                "{\"type\":\"SPHERICAL_CAP\",\"sphereRadiusMm\":\"4000\",\"heightMm\":\"6000\"}",
                                "")),
                SILO.formatted(
                        LEVEL.formatted(
                                "{\"type\":\"BOX\",\"lengthMm\":\"3000\",\"widthMm\":\"3000\",\"heightMm\":\"11000\"}",
                                "")),
                SILO.formatted(
                        LEVEL.formatted(
                                """
                                {"type":"STRAPPING_TABLE","points":[{"levelMm":"0","volumeL":"0"},
                                 {"levelMm":"5000","volumeL":"50000"},{"levelMm":"10800","volumeL":"110000"}]}\
                                """,
                                "")));
    }
}
