package io.usance.watch;

import java.util.regex.Pattern;

/** The alarms over the meters, and what to do about each. Thresholds are for a start. */
enum Alarm {
    SERVICE_ABSENT(
            "absent({ROLE_STATE})",
            "5m",
            true,
            "no instance is scraped",
            "start one; its last lines on stderr say why it ended"),
    ROLE_ENDED(
            "min by (instance, role) ({ROLE_STATE}) == 0",
            "1m",
            true,
            "a role has given up",
            "bring back what its log line names, start the instance again; nothing is lost"),
    ROLE_FAILING(
            "min by (instance, role) ({ROLE_STATE}) == 1",
            "10m",
            false,
            "a role fails and tries again",
            "the log says what is unavailable and how many attempts are left; a message that docs/operating.md lists"
                    + " needs a person"),
    PART_AWAY(
            "min by (instance, part) ({PART_UP}) == 0",
            "5m",
            true,
            "Kafka, Postgres or the node is not there",
            "`/ready` says why; bring it back. Numbers that come from it are as old as"
                    + " `usance_part_age_seconds` says"),
    INTAKE_STANDS(
            "max({INTAKE_LAG}) > 0 and sum(rate({INTAKE_RECORDS}[10m])) == 0",
            "10m",
            true,
            "records wait and none are stored",
            "look at the state of the role intake and its log; `were deleted by Kafka` stops it until"
                    + " a person decides"),
    INTAKE_BEHIND(
            "max by (topic) ({INTAKE_LAG}) > 100000"
                    + " and max by (topic) (deriv({INTAKE_LAG}[15m])) >= 0",
            "15m",
            false,
            "intake does not catch up",
            "add an instance to the group if it is the processor, a faster disk for Postgres if units"
                    + " of work are slow"),
    UNIT_OF_WORK_SLOW(
            "histogram_quantile(0.99, sum by (le) (rate({INTAKE_UNIT_OF_WORK}_bucket[10m]))) > 2.5",
            "15m",
            false,
            "a poll takes seconds to store",
            "look at Postgres: disk, locks, autovacuum; or lower `max.poll.records`"),
    NO_READINGS(
            "time() - max({INTAKE_LAST}) > 3600 and max({INTAKE_LAG}) == 0",
            "5m",
            false,
            "no record has come for an hour",
            "look at the gateways and at who writes to the topics"),
    SILOS_SILENT(
            "max({SILOS}{state=\"silent\"}) > 0",
            "1h",
            false,
            "sensors are silent",
            "look at the sensor or its gateway; once its period has ended, a silent silo is closed with"
                    + " what is known"),
    QUARANTINE_GROWS(
            "sum(rate({INTAKE_RECORDS}{outcome=\"quarantined\"}[15m]))"
                    + " > 0.01 * sum(rate({INTAKE_RECORDS}[15m]))",
            "15m",
            false,
            "more than 1 % of records are refused",
            "`usance_quarantine_records` says for which reason; docs/quarantine.md says what to do"),
    CLOCK_AHEAD(
            "max(delta({QUARANTINE}{reason=\"FUTURE_TIME\"}[15m])) > 0",
            "0m",
            false,
            "a sender's clock is ahead",
            "the log names topic, partition and offset; set the sender's clock and send what was refused"
                    + " again with its true time. Nothing is metered or closed by it"),
    FOLLOWER_BEHIND(
            "max by (follower) ({FOLLOWER_LAG}) > 100000",
            "15m",
            false,
            "charging, read models or outbox do not keep up",
            "look at the state of that role, then at Postgres or, for the outbox, at Kafka"),
    NOBODY_PUBLISHES(
            "absent(max({FOLLOWER_LAG}{follower=\"outbox\"}) >= 0)",
            "5m",
            true,
            "no instance publishes",
            "one instance at a time does; look at the role outbox of each. A dead session that still"
                    + " holds the lease ends when Postgres notices"),
    CONFLICTS(
            "sum by (role) (rate({ROLE_CONFLICTS}[10m])) > 1",
            "15m",
            false,
            "instances do the same work over and over",
            "nothing is wrong with the data; see that all have one `group.id` and none restarts in a"
                    + " loop"),
    SETTLEMENTS_UNANCHORED(
            "max({SETTLEMENTS_UNANCHORED_AGE}) > 3600",
            "5m",
            true,
            "settlements wait for the anchor",
            "look at the roles sealing and anchoring, the node, the account's gas and the fee cap; where no anchor is configured, this needs no alarm"),
    CHAIN_STANDS(
            "max(delta({CHAIN_HEAD}[15m])) == 0",
            "5m",
            false,
            "the node shows no new block",
            "its peers or its chain stand still; use another node. A chain that makes blocks on demand"
                    + " only needs no such alarm"),
    GAS_LOW(
            "min({ACCOUNT_BALANCE}) < 0.05",
            "5m",
            true,
            "the operator runs out of gas money",
            "send coins to the account that `usance run --check` names"),
    ESCROW_LOW(
            "predict_linear({ESCROW_LEFT}[6h], 86400) < 0",
            "30m",
            false,
            "an escrow will be empty within a day",
            "tell the payer to pay in; what it does not cover is held, the others are paid"),
    MONEY_HELD(
            "max by (what) ({HELD}) > 0",
            "1h",
            false,
            "charges, settlements or payments are held",
            "charge: publish the index value; settlement: record the payment or raise the credit limit;"
                    + " move: money or a mandate is missing in escrow; exception: `usance exceptions"
                    + " list`. `usance contract show` says the reason"),
    CONNECTIONS_SHORT(
            "max by (instance) ({DATABASE_CONNECTIONS}{state=\"waiting\"}) > 0",
            "10m",
            false,
            "roles wait for connections",
            "raise `postgres.connections`, or find what holds them");

    private static final Pattern NAME = Pattern.compile("\\{([A-Z_]+)}");

    private final String expression;
    private final String lasting;
    private final boolean urgent;
    private final String meaning;
    private final String action;

    Alarm(String expression, String lasting, boolean urgent, String meaning, String action) {
        this.expression = expression;
        this.lasting = lasting;
        this.urgent = urgent;
        this.meaning = meaning;
        this.action = action;
    }

    /** As Prometheus and people call it. */
    String title() {
        StringBuilder title = new StringBuilder("Usance");
        for (String word : name().split("_", -1)) {
            title.append(word.charAt(0))
                    .append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return title.toString();
    }

    /** PromQL. */
    String expression() {
        return NAME.matcher(expression)
                .replaceAll(found -> Measure.valueOf(found.group(1)).family());
    }

    String meaning() {
        return meaning;
    }

    String action() {
        return action;
    }

    /** For the table of alarms in docs/watching.md. */
    String row() {
        return "| `%s`%s | %s | %s |\n".formatted(title(), urgent ? " **!**" : "", meaning, action);
    }

    /** A rule for Prometheus, in YAML. */
    String rule() {
        return """
              - alert: %s
                expr: %s
                for: %s
                labels:
                  severity: %s
                annotations:
                  summary: %s
                  description: %s
        """
                .formatted(
                        title(),
                        quoted(expression()),
                        lasting,
                        urgent ? "page" : "ticket",
                        quoted(meaning),
                        quoted(action));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
