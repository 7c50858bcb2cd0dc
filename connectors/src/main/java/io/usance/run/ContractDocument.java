package io.usance.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.contract.Party;
import io.usance.engine.Json;
import io.usance.money.Share;
import io.usance.period.BillingCalendar;
import io.usance.pricing.TariffVersion;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A contract as the two companies write it down, YAML or JSON; described by {@code
 * contract.schema.json}. It is checked and explained here; what is billed is {@link
 * io.usance.contract.ContractTerms}.
 *
 * @param version from 1
 * @param supplier owns the material until it is drawn
 * @param customer draws it and pays
 * @param rounding HALF_UP or HALF_EVEN; null means HALF_UP
 * @param tariffs versions of the price, at least one
 * @param payees who gets which share; null means the supplier gets all
 * @param taxPercent added to amounts; null if the contract says nothing of tax
 * @param selfBilling null if the supplier writes the invoices
 * @param creditLimit most that may be owed, major currency units; null for none
 * @param settlement when money is commanded; null means with each metered step
 */
public record ContractDocument(
        String contractId,
        int version,
        Party supplier,
        Party customer,
        String material,
        List<String> siloIds,
        Currency currency,
        BillingCalendar calendar,
        @Nullable RoundingMode rounding,
        Instant meteringFrom,
        List<TariffVersion> tariffs,
        @Nullable List<Payee> payees,
        @Nullable BigDecimal taxPercent,
        @Nullable SelfBilling selfBilling,
        @Nullable BigDecimal creditLimit,
        @Nullable SettlementPolicy settlement) {

    private static final ObjectMapper JSON = Json.mapper();

    /**
     * @param share of every amount, a fraction or decimal
     */
    public record Payee(String name, String account, Share share) {}

    /**
     * The customer writes the invoices in the supplier's name.
     *
     * @param agreementId of the two companies
     * @param since first day it holds
     */
    public record SelfBilling(String agreementId, LocalDate since) {}

    /** When what was charged is settled. */
    public enum When {
        EACH_STEP,
        INTERVAL,
        THRESHOLD,
        AT_CLOSE
    }

    /**
     * @param everyHours of {@link When#INTERVAL}, null otherwise
     * @param amount of {@link When#THRESHOLD}, major currency units, null otherwise
     */
    public record SettlementPolicy(
            When when, @Nullable Integer everyHours, @Nullable BigDecimal amount) {}

    public ContractDocument {
        siloIds = List.copyOf(siloIds);
        tariffs = List.copyOf(tariffs);
        payees = payees == null ? null : List.copyOf(payees);
    }

    /**
     * Reads and checks a file.
     *
     * @throws InvalidConfigException with every problem: file, path, reason
     */
    public static ContractDocument read(Path file) throws InvalidConfigException {
        JsonNode tree = DocumentFile.tree(file, "an object with a contract");
        List<String> problems = new ArrayList<>();
        RecordForm form = new RecordForm(JSON, problem -> problems.add(file + " " + problem));
        Optional<ContractDocument> read = form.read(tree, ContractDocument.class, "$");
        read.ifPresent(contract ->
                ContractDocumentRules.check(
                        contract, problem -> problems.add(file + " " + problem)));
        if (read.isEmpty() || !problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        return read.get();
    }

    /** HALF_UP unless the contract says otherwise. */
    RoundingMode roundingOrDefault() {
        return rounding == null ? RoundingMode.HALF_UP : rounding;
    }

    /** What it says in plain words, with a worked example; one line each. */
    public List<String> explained() {
        return ContractWords.of(this);
    }
}
