package io.usance.document;

import io.usance.contract.ContractTerms;
import io.usance.file.InvalidConfigException;
import io.usance.quote.ContractWarnings;
import io.usance.quote.PeriodPrice;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A contract document that has no problem, with what is to be said of it. */
public final class CheckedContract {
    private final ReadDocument document;
    private final ContractDocument contract;
    private final ContractTerms terms;
    private final List<String> explanation;

    CheckedContract(ReadDocument document, ContractDocument contract, List<String> explanation) {
        this.document = document;
        this.contract = contract;
        this.terms = contract.terms();
        this.explanation = List.copyOf(explanation);
    }

    /**
     * Reads and checks a file.
     *
     * @throws InvalidConfigException with every problem: file, line and column, path, reason
     */
    public static CheckedContract read(Path file) throws InvalidConfigException {
        return ContractDocument.checked(file);
    }

    /** What would be signed. */
    public ContractTerms terms() {
        return terms;
    }

    /** What it means: in plain words, with a worked example; one line each. */
    public List<String> explanation() {
        return explanation;
    }

    /**
     * What may be agreed on but is perhaps not meant, each with file, line and column, path, and
     * what to write if it is not.
     *
     * @param price a period that was asked for; null if none was
     */
    public List<String> warnings(@Nullable PeriodPrice price) {
        return document.told(
                ContractWarnings.of(terms, contract::tariffPath, price).stream()
                        .map(Shown::line)
                        .toList());
    }
}
