package io.usance.fuzz;

import io.usance.quantity.Dimension;
import java.time.Instant;
import java.util.List;

/** Files of banks, of ERPs, for the books, and rows. */
final class FinanceSeeds {
    private FinanceSeeds() {}

    static List<byte[]> camt() {
        return Inputs.texts(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
                <GrpHdr><MsgId>m</MsgId></GrpHdr>
                <Stmt><Id>s-1</Id><Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>
                <Ntry><Amt Ccy="EUR">100.05</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
                <BookgDt><Dt>2026-03-03</Dt></BookgDt><AcctSvcrRef>B-1</AcctSvcrRef>
                <NtryDtls><TxDtls><Refs><EndToEndId>e-1</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
                <Ntry><Amt Ccy="EUR">30</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
                <ValDt><DtTm>2026-03-03T10:00:00+01:00</DtTm></ValDt><NtryRef>n-2</NtryRef>
                <NtryDtls>
                <TxDtls><Refs><AcctSvcrRef>B-2</AcctSvcrRef></Refs><Amt Ccy="EUR">10</Amt></TxDtls>
                <TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">20</Amt></TxAmt></AmtDtls></TxDtls>
                </NtryDtls></Ntry>
                <Ntry><Amt Ccy="EUR">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>
                </Stmt></BkToCstmrStmt></Document>
                """,
                """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"><BkToCstmrDbtCdtNtfctn>
                <Ntfctn><Id>n</Id><Acct><Id><Othr><Id>4711</Id></Othr></Id></Acct>
                <Ntry><Amt Ccy="JPY">100</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-03-03</Dt></BookgDt></Ntry>
                </Ntfctn></BkToCstmrDbtCdtNtfctn></Document>
                """);
    }

    static List<byte[]> movementsCsv() {
        return Inputs.texts(
                """
                document_id,posted_on,movement_type,silo_id,period,quantity,unit
                4900000001/2026/1,2026-03-31,201,silo-1,2026-03,6286.4,kg
                "4900000002, 1",2026-03-31,262,silo-2,2026-03-01/2026-04-01,1.5,t
                """);
    }

    static List<byte[]> movementsJson() {
        return Inputs.texts(
                """
                [{"document_id":"1","posted_on":"2026-03-31","movement_type":"261","silo_id":"silo-1",
                  "period":"2026-03","quantity":"6286.4","unit":"kg"},
                 {"document_id":"2","posted_on":"2026-03-31","movement_type":"202","silo_id":"silo-2",
                  "period":"2026-03-01/2026-04-01","quantity":1.5,"unit":"t"}]
                """);
    }

    static List<byte[]> chart() {
        return Inputs.texts(
                "{}",
                """
                material: Expenses:Material:{contract}
                bank: Assets:Bank:{account}
                """,
                "{\"clearing\": \"Assets:X-1\"}");
    }

    static List<byte[]> datev() {
        return Inputs.texts(
                """
                consultant: 1001
                client: 7
                fiscalYearStart: "2026-01-01"
                accountDigits: 4
                accounts: # by name
                  "Expenses:Material:": "3200"
                  "Assets:Clearing": "1360"
                """);
    }

    static List<byte[]> readings() {
        return Inputs.texts(
                rows("sampled_at,value\n", "", ""),
                rows(
                        "received_at,sampled_at,value,unit,sequence,sensor_id,kind,status,clock,temperature,batch_id\n",
                        "2026-03-02T00:00:00Z,",
                        ",kg,%d,s-1,MASS,OK,SYNCHRONISED,20,b"),
                rows("last_changed,state,entity_id\n", "", ",sensor.a").replace("T", " "),
                rows("sep=;\nBericht\nZeitpunkt,Inhalt (kg)\n", "", ".5 kg")
                        .replace(',', ';')
                        .replace("Z;", "+0000;")
                        .replace('.', ','));
    }

    /** Of a sensor that measures the distance to the surface, and the silo's own quantity. */
    static String levels(Dimension dimension) {
        StringBuilder text = new StringBuilder("sampled_at,value,unit,kind\n");
        for (int i = 0; i <= 24; i++) {
            text.append(Instant.parse("2026-03-01T00:00:00Z").plusSeconds(3_600L * i))
                    .append(
                            i % 2 == 0
                                    ? ",%d,mm,DISTANCE%n".formatted(2_000 + 20 * i)
                                    : ",%d,%s,%s%n"
                                            .formatted(
                                                    20_000 - 20 * i,
                                                    dimension.baseUnitCode(),
                                                    dimension));
        }
        return text.toString();
    }

    private static String rows(String header, String before, String behind) {
        StringBuilder text = new StringBuilder(header);
        for (int i = 0; i <= 24; i++) {
            text.append(before)
                    .append(Instant.parse("2026-03-01T00:00:00Z").plusSeconds(3_600L * i))
                    .append(',')
                    .append(50_000 - 20 * i)
                    .append(behind.formatted(i))
                    .append('\n');
        }
        return text.toString();
    }

    static List<byte[]> deliveries() {
        return Inputs.texts(
                """
                note_id,delivered_at,quantity,unit
                LS-1,2026-03-01T10:00:00Z,2000,kg
                "LS, 2",2026-03-01T12:00:00+01:00,1.5,t
                """);
    }

    static List<byte[]> indexValues() {
        return Inputs.texts("day,value\n2026-03-01,1063.50\n2026-04-01,-1\n");
    }
}
