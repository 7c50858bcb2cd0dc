package io.usance.erp;

import io.usance.contract.ContractTerms;
import io.usance.contract.InvoiceParty;
import io.usance.contract.Party;
import io.usance.contract.PeriodTerms;
import io.usance.contract.SelfBilling;
import io.usance.contract.VatCategory;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.money.Money;
import io.usance.period.BillingPeriod;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A self-billing invoice or credit note as UBL 2.1 by the Peppol BIS Self-Billing profile 3.0: the
 * customer writes it, the supplier is the seller on it. Types 389 and 261 of UNCL 1001.
 */
public final class SelfBillingInvoice {
    private static final String INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
    private static final String CREDIT_NOTE =
            "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2";
    private static final String AGGREGATE =
            "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
    private static final String BASIC =
            "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
    private static final String CUSTOMIZATION =
            "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0";
    private static final String PROFILE = "urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0";

    /** UNCL 4461: SEPA credit transfer, and an instrument that is not defined. */
    private static final String CREDIT_TRANSFER = "58";

    private static final String NOT_DEFINED = "1";

    /** Of every amount, by EN 16931. */
    private static final int DECIMALS = 2;

    /** Rule PEPPOL-EN16931-R120 takes less than this for rounding, major units. */
    private static final BigDecimal SLACK = new BigDecimal("0.02");

    private final ContractTerms terms;
    private final SelfBilling billing;
    private final InvoiceIssued issued;
    private final BillingPeriod period;
    private final boolean credit;
    private final XmlText xml = new XmlText();

    private SelfBillingInvoice(ContractTerms terms, SelfBilling billing, InvoiceIssued issued) {
        this.terms = terms;
        this.billing = billing;
        this.issued = issued;
        this.period = terms.calendar().period(issued.periodId());
        this.credit = issued.isCredit();
    }

    /**
     * The document of an invoice.
     *
     * @param terms the contract's version that the invoice names
     * @throws DocumentRefusedException if the contract lacks what it has to show
     */
    public static byte[] ubl(ContractTerms terms, InvoiceIssued issued) {
        PeriodTerms agreed = terms.in(issued.periodId());
        List<InvoicingRules.Problem> problems = InvoicingRules.check(terms, agreed);
        SelfBilling billing = agreed.selfBilling();
        if (billing == null || !problems.isEmpty()) {
            throw new DocumentRefusedException(
                    List.of("USANCE-CONTRACT"),
                    "contract %s cannot be invoiced: %s"
                            .formatted(
                                    terms.contractId(),
                                    billing == null ? "no selfBilling is agreed" : problems));
        }
        return new SelfBillingInvoice(terms, billing, issued).write();
    }

    private byte[] write() {
        String root = credit ? "CreditNote" : "Invoice";
        xml.open(
                root,
                "xmlns",
                credit ? CREDIT_NOTE : INVOICE,
                "xmlns:cac",
                AGGREGATE,
                "xmlns:cbc",
                BASIC);
        header();
        party("cac:AccountingSupplierParty", terms.supplier(), required(billing.supplier()));
        party("cac:AccountingCustomerParty", terms.customer(), required(billing.customer()));
        delivery();
        payment();
        tax();
        total();
        int no = 0;
        for (DocumentLine line :
                DocumentLine.of(issued.lines(), signed(issued.net()), credit ? -1 : 1, item())) {
            line(++no, line);
        }
        return xml.end();
    }

    /** What the lines are of; a contract without a material names itself. */
    private String item() {
        String material = terms.material();
        return material.isEmpty() ? "Use under contract " + terms.contractId() : material;
    }

    private void header() {
        xml.leaf("cbc:CustomizationID", CUSTOMIZATION)
                .leaf("cbc:ProfileID", PROFILE)
                .leaf("cbc:ID", issued.documentId())
                .leaf("cbc:IssueDate", issued.issuedOn().toString());
        if (!credit) {
            xml.leaf("cbc:DueDate", issued.issuedOn().plusDays(billing.dueDays()).toString());
        }
        xml.leaf(credit ? "cbc:CreditNoteTypeCode" : "cbc:InvoiceTypeCode", credit ? "261" : "389")
                .leaf("cbc:DocumentCurrencyCode", terms.currency().getCurrencyCode())
                .leaf("cbc:BuyerReference", required(billing.buyerReference()))
                .open("cac:InvoicePeriod")
                .leaf("cbc:StartDate", period.startDate().toString())
                .leaf("cbc:EndDate", period.endDate().minusDays(1).toString())
                .close();
        if (issued.precedingDocumentId() != null) {
            xml.open("cac:BillingReference")
                    .open("cac:InvoiceDocumentReference")
                    .leaf("cbc:ID", issued.precedingDocumentId())
                    .close()
                    .close();
        }
        xml.open("cac:ContractDocumentReference").leaf("cbc:ID", billing.agreementId()).close();
    }

    private void party(String role, Party party, InvoiceParty details) {
        xml.open(role)
                .open("cac:Party")
                .leaf("cbc:EndpointID", details.endpointId(), "schemeID", details.endpointScheme())
                .open("cac:PartyName")
                .leaf("cbc:Name", party.name())
                .close();
        address("cac:PostalAddress", details);
        if (details.vatId() != null) {
            xml.open("cac:PartyTaxScheme").leaf("cbc:CompanyID", details.vatId());
            scheme();
            xml.close();
        }
        xml.open("cac:PartyLegalEntity").leaf("cbc:RegistrationName", party.name());
        if (details.companyId() != null) {
            xml.leaf("cbc:CompanyID", details.companyId());
        }
        xml.close().close().close();
    }

    private void address(String role, InvoiceParty details) {
        xml.open(role)
                .leaf("cbc:StreetName", details.street())
                .leaf("cbc:CityName", details.city())
                .leaf("cbc:PostalZone", details.postalCode())
                .open("cac:Country")
                .leaf("cbc:IdentificationCode", details.country())
                .close()
                .close();
    }

    /** Where the goods were drawn: at the customer's, over the whole period. */
    private void delivery() {
        xml.open("cac:Delivery")
                .leaf("cbc:ActualDeliveryDate", period.endDate().minusDays(1).toString())
                .open("cac:DeliveryLocation");
        address("cac:Address", required(billing.customer()));
        xml.close().close();
    }

    private void payment() {
        String iban = required(billing.supplier()).iban();
        boolean transfer = iban != null && !credit;
        xml.open("cac:PaymentMeans")
                .leaf("cbc:PaymentMeansCode", transfer ? CREDIT_TRANSFER : NOT_DEFINED)
                .leaf("cbc:PaymentID", issued.documentId());
        if (transfer) {
            xml.open("cac:PayeeFinancialAccount").leaf("cbc:ID", required(iban));
            String bic = required(billing.supplier()).bic();
            if (bic != null) {
                xml.open("cac:FinancialInstitutionBranch").leaf("cbc:ID", bic).close();
            }
            xml.close();
        }
        xml.close();
    }

    private void tax() {
        xml.open("cac:TaxTotal");
        amount("cbc:TaxAmount", signed(issued.tax()));
        xml.open("cac:TaxSubtotal");
        amount("cbc:TaxableAmount", signed(issued.net()));
        amount("cbc:TaxAmount", signed(issued.tax()));
        category("cac:TaxCategory", billing.vatExemptionReason());
        xml.close().close();
    }

    private void category(String element, @Nullable String reason) {
        VatCategory category = required(billing.vatCategory());
        xml.open(element).leaf("cbc:ID", category.code());
        if (category != VatCategory.OUT_OF_SCOPE) {
            xml.leaf("cbc:Percent", plain(issued.taxPercent()));
        }
        if (reason != null) {
            xml.leaf("cbc:TaxExemptionReason", reason);
        }
        scheme();
        xml.close();
    }

    private void scheme() {
        xml.open("cac:TaxScheme").leaf("cbc:ID", "VAT").close();
    }

    private void total() {
        xml.open("cac:LegalMonetaryTotal");
        amount("cbc:LineExtensionAmount", signed(issued.net()));
        amount("cbc:TaxExclusiveAmount", signed(issued.net()));
        amount("cbc:TaxInclusiveAmount", signed(issued.gross()));
        amount("cbc:PayableAmount", signed(issued.gross()));
        xml.close();
    }

    private void line(int no, DocumentLine line) {
        xml.open(credit ? "cac:CreditNoteLine" : "cac:InvoiceLine")
                .leaf("cbc:ID", Integer.toString(no))
                .leaf(
                        credit ? "cbc:CreditedQuantity" : "cbc:InvoicedQuantity",
                        plain(line.quantity()),
                        "unitCode",
                        line.unitCode());
        amount("cbc:LineExtensionAmount", line.net());
        rounding(line);
        xml.open("cac:Item");
        if (line.note() != null) {
            xml.leaf("cbc:Description", line.note());
        }
        xml.leaf("cbc:Name", line.name());
        category("cac:ClassifiedTaxCategory", null);
        xml.close()
                .open("cac:Price")
                .leaf(
                        "cbc:PriceAmount",
                        plain(line.price()),
                        "currencyID",
                        terms.currency().getCurrencyCode());
        if (line.priceQuantity().compareTo(BigDecimal.ONE) != 0) {
            xml.leaf("cbc:BaseQuantity", plain(line.priceQuantity()), "unitCode", line.unitCode());
        }
        xml.close().close();
    }

    /** What the rules do not take for rounding: a currency without cents rounds further. */
    private void rounding(DocumentLine line) {
        BigDecimal exact =
                line.quantity()
                        .multiply(line.price())
                        .divide(line.priceQuantity(), DECIMALS, RoundingMode.HALF_UP);
        BigDecimal off = line.net().major().subtract(exact);
        if (off.abs().compareTo(SLACK) < 0) {
            return;
        }
        xml.open("cac:AllowanceCharge")
                .leaf("cbc:ChargeIndicator", Boolean.toString(off.signum() > 0))
                .leaf("cbc:AllowanceChargeReason", "Rounding")
                .leaf(
                        "cbc:Amount",
                        plain(off.abs()),
                        "currencyID",
                        terms.currency().getCurrencyCode())
                .close();
    }

    private void amount(String element, Money amount) {
        xml.leaf(element, amount.majorText(), "currencyID", terms.currency().getCurrencyCode());
    }

    private Money signed(Money amount) {
        return credit ? Money.zero(amount.currency()).minus(amount) : amount;
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("checked before");
        }
        return value;
    }
}
