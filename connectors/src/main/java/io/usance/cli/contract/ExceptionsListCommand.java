package io.usance.cli.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.cli.console.CliErrors;
import io.usance.cli.console.EngineSession;
import io.usance.engine.BillingEngine;
import io.usance.json.Json;
import io.usance.query.ExceptionQuery;
import io.usance.query.ExceptionQuery.ContractException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code usance exceptions list}. */
@Command(
        name = "list",
        description = "Lists the exceptions that are open; exit code 3 if there is one.",
        mixinStandardHelpOptions = true)
final class ExceptionsListCommand implements Callable<Integer> {
    /** Most that are listed. */
    private static final int LISTED_MAX = 10_000;

    private static final ObjectMapper JSON = Json.mapper();

    @Option(names = "--contract", paramLabel = "ID", description = "Only those of one contract.")
    private @Nullable String contractId;

    @Option(names = "--meter", paramLabel = "ID", description = "Only those of one meter.")
    private @Nullable String meterId;

    @Option(
            names = "--period",
            paramLabel = "P",
            description = "Only those of one period: its id, or what that begins with, 2026-03.")
    private @Nullable String period;

    @Option(names = "--all", description = "Those that are ended as well, with who, when and why.")
    private boolean all;

    @Option(names = "--json", description = "Print an array of JSON objects.")
    private boolean json;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ExceptionsListCommand() {}

    @Override
    public Integer call() {
        List<ContractException> found = session.with(this::found);
        if (json) {
            session.out().println(json(found).toPrettyString());
        } else {
            print(found);
        }
        return found.stream().anyMatch(ContractException::isOpen) ? CliErrors.EXCEPTIONS : 0;
    }

    private List<ContractException> found(BillingEngine engine) {
        ExceptionQuery query = engine.queries().exceptions();
        if (contractId != null) {
            query = query.contract(contractId);
        }
        if (meterId != null) {
            query = query.meter(meterId);
        }
        if (!all) {
            query = query.open();
        }
        List<ContractException> found =
                query.stream()
                        .filter(one -> period == null || one.periodId().startsWith(period))
                        .limit(LISTED_MAX)
                        .toList();
        if (!json && !engine.queries().isCurrent()) {
            session.out()
                    .println(
                            "The service has not followed up all events yet; the list may be behind.");
        }
        return found;
    }

    private void print(List<ContractException> found) {
        if (found.isEmpty()) {
            session.out().println(all ? "no exceptions" : "no open exceptions");
        }
        found.forEach(one -> ExceptionWords.of(one).forEach(session.out()::println));
    }

    private static ArrayNode json(List<ContractException> found) {
        ArrayNode list = JSON.createArrayNode();
        for (ContractException one : found) {
            ObjectNode object = JSON.valueToTree(one);
            object.put("open", one.isOpen());
            if (one.isOpen()) {
                object.put("action", ExceptionWords.action(one.kind()));
            }
            list.add(object);
        }
        return list;
    }
}
