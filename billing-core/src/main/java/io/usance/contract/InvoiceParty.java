package io.usance.contract;

import org.jspecify.annotations.Nullable;

/**
 * One side of a contract as an invoice needs it.
 *
 * @param endpointScheme kind of the electronic address, of the EAS code list, for example 0088 for
 *     a GLN
 * @param endpointId electronic address
 * @param vatId with its country's prefix; null if the party has none
 * @param companyId number in the register of companies; null if not needed
 * @param street street and number
 * @param city town
 * @param postalCode as it is written there
 * @param country ISO 3166-1 alpha-2
 * @param iban of its bank account; null if it is paid otherwise
 * @param bic of its bank; null where the IBAN suffices
 */
public record InvoiceParty(
        String endpointScheme,
        String endpointId,
        @Nullable String vatId,
        @Nullable String companyId,
        String street,
        String city,
        String postalCode,
        String country,
        @Nullable String iban,
        @Nullable String bic) {}
