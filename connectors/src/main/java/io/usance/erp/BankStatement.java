package io.usance.erp;

import io.usance.finance.StatementLine;
import java.util.List;

/**
 * One statement of a bank.
 *
 * @param account its IBAN, or what the bank calls it
 * @param statementId the bank's
 * @param lines booked entries; of a collective one its parts
 * @param pending entries that are not booked yet, and left out
 */
public record BankStatement(
        String account, String statementId, List<StatementLine> lines, int pending) {}
