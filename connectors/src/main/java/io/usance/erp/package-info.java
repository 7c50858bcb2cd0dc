/**
 * Documents that other companies' programs take: self-billing invoices (UBL 2.1, Peppol), payment
 * files and bank statements (ISO 20022), goods movements (SAP). Each is made from one event and the
 * contract's terms alone, so it can be written again, byte for byte; and nothing is sent that its
 * rules refuse.
 */
@org.jspecify.annotations.NullMarked
package io.usance.erp;
