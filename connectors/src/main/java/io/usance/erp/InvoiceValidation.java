package io.usance.erp;

import com.helger.diagnostics.error.IError;
import com.helger.diver.api.coord.DVRCoordinate;
import com.helger.phive.api.execute.ValidationExecutionManager;
import com.helger.phive.api.executorset.IValidationExecutorSet;
import com.helger.phive.api.executorset.ValidationExecutorSetRegistry;
import com.helger.phive.api.result.ValidationResultList;
import com.helger.phive.api.validity.IValidityDeterminator;
import com.helger.phive.en16931.EN16931Validation;
import com.helger.phive.peppol.PeppolValidation2026_05;
import com.helger.phive.xml.source.IValidationSourceXML;
import com.helger.phive.xml.source.ValidationSourceXML;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/**
 * The published rules for self-billing documents: the schema of UBL 2.1, EN 16931, and Peppol's
 * own. Loading them takes about a second; keep an instance. Thread-safe.
 */
public final class InvoiceValidation {
    private final ValidationExecutorSetRegistry<IValidationSourceXML> rules =
            new ValidationExecutorSetRegistry<>();

    public InvoiceValidation() {
        EN16931Validation.initEN16931(rules);
        PeppolValidation2026_05.init(rules);
    }

    /**
     * A rule that a document breaks.
     *
     * @param ruleId as its publishers name it, or the schema's own error
     */
    public record Broken(String ruleId, String text) {}

    /** What a document breaks; empty if it may be sent. Warnings do not count. */
    public List<Broken> check(byte[] ubl) {
        Document document = parse(ubl);
        boolean credit = "CreditNote".equals(document.getDocumentElement().getLocalName());
        DVRCoordinate id =
                credit
                        ? PeppolValidation2026_05.VID_OPENPEPPOL_CREDIT_NOTE_SELF_BILLING_UBL_V3
                        : PeppolValidation2026_05.VID_OPENPEPPOL_INVOICE_SELF_BILLING_UBL_V3;
        IValidationExecutorSet<IValidationSourceXML> set = rules.getOfID(id);
        if (set == null) {
            throw new IllegalStateException("the rules " + id + " are not on the class path");
        }
        ValidationResultList result =
                ValidationExecutionManager.executeValidation(
                        IValidityDeterminator.createDefault(),
                        set,
                        ValidationSourceXML.create(null, document));
        List<Broken> broken = new ArrayList<>();
        for (IError error : result.getAllErrors()) {
            String ruleId = error.getErrorID();
            broken.add(
                    new Broken(
                            ruleId == null || ruleId.isEmpty() ? "UBL-2.1" : ruleId,
                            String.valueOf(error.getErrorText(Locale.ENGLISH))));
        }
        return broken;
    }

    /**
     * Refuses what breaks a rule.
     *
     * @throws DocumentRefusedException naming every rule
     */
    public void require(byte[] ubl, String documentId) {
        List<Broken> broken = check(ubl);
        if (!broken.isEmpty()) {
            throw new DocumentRefusedException(
                    broken.stream().map(Broken::ruleId).distinct().toList(),
                    "document %s is refused and was not issued:\n%s"
                            .formatted(
                                    documentId,
                                    broken.stream()
                                            .map(one -> "  " + one.ruleId() + ": " + one.text())
                                            .collect(Collectors.joining("\n"))));
        }
    }

    private static Document parse(byte[] xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException(e);
        } catch (SAXException e) {
            throw new DocumentRefusedException("XML", String.valueOf(e.getMessage()));
        }
    }
}
