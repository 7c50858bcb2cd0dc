package io.usance.contract;

import java.time.LocalDate;

/**
 * The customer writes the invoices in the supplier's name.
 *
 * @param agreementId of the two companies
 * @param since first day it holds
 */
public record SelfBilling(String agreementId, LocalDate since) {}
