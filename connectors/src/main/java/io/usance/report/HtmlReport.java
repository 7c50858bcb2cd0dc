package io.usance.report;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The report as one page that needs nothing else, on a screen and on paper. */
final class HtmlReport {
    private static final String STYLE =
            """
            :root{--ink:#1d2630;--soft:#5c6b78;--line:#d5dde3;--bad:#a5281b;--good:#20683f}
            *{box-sizing:border-box}
            body{font:15px/1.45 system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;color:var(--ink);
             max-width:1080px;margin:0 auto;padding:24px 28px}
            h1{font-size:26px;margin:0 0 2px}h2{font-size:18px;margin:30px 0 8px;break-after:avoid}
            .sub{color:var(--soft);margin:0 0 18px}
            .cards{display:flex;flex-wrap:wrap;gap:12px;margin:18px 0}
            .card{border:1px solid var(--line);border-radius:6px;padding:10px 14px;min-width:150px;flex:1}
            .card b{display:block;font-size:19px;font-variant-numeric:tabular-nums}.card span{color:var(--soft);font-size:13px}
            .wide{overflow-x:auto}
            table{border-collapse:collapse;width:100%;font-size:13px}
            th{text-align:left;border-bottom:2px solid var(--line);padding:4px 8px;vertical-align:bottom}
            td{border-bottom:1px solid var(--line);padding:4px 8px;vertical-align:top;overflow-wrap:break-word}
            th.n,td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
            tr.total td{font-weight:600}
            .bad{color:var(--bad);font-weight:600}.good{color:var(--good)}.none{color:var(--soft)}
            svg{width:100%;height:auto;display:block;margin:6px 0 14px;font-family:inherit;break-inside:avoid}
            nav a{margin-right:12px;color:#1f5f8b}
            @media print{body{max-width:none;padding:0;font-size:11px}table{font-size:9px}nav{display:none}
             h2{margin-top:16px}tr{break-inside:avoid}.wide{overflow:visible}
             td,th{padding:2px 4px}@page{size:A4;margin:14mm}}
            """;

    private final ReportView view;
    private final Report report;
    private final StringBuilder html = new StringBuilder();

    private HtmlReport(ReportView view) {
        this.view = view;
        report = view.report();
    }

    static String of(ReportView view) {
        HtmlReport page = new HtmlReport(view);
        page.write();
        return page.html.toString();
    }

    private void write() {
        Report.Header h = report.header();
        String title = "Reconciliation %s, %s".formatted(h.contractId(), h.periodId());
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append(
                        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<link rel=\"icon\" href=\"data:,\">\n<title>")
                .append(escaped(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Reconciliation report</h1>\n<p class=\"sub\">")
                .append(subtitle())
                .append("</p>\n");
        html.append("<nav>");
        view.tables()
                .forEach(table ->
                        html.append(
                                "<a href=\"#%s\">%s</a>"
                                        .formatted(table.name(), escaped(bare(table)))));
        html.append("</nav>\n");
        cards();
        for (ReportView.Shown shown : view.shown()) {
            table(shown.table());
            shown.pictures().forEach(drawing -> html.append(drawing.svg()));
        }
        html.append("</body></html>\n");
    }

    /** Each name isolated: one that is written from the right must not turn the others around. */
    private String subtitle() {
        Report.Header h = report.header();
        int slash = h.periodId().indexOf('/');
        return "%s · from %s, before %s, %s · <bdi>%s</bdi> → <bdi>%s</bdi> · %s"
                .formatted(
                        escaped(h.contractId()),
                        h.periodId().substring(0, slash),
                        h.periodId().substring(slash + 1),
                        h.zone(),
                        escaped(h.supplier()),
                        escaped(h.customer()),
                        h.version() == 0
                                ? "PRELIMINARY, the period is open"
                                : "version " + h.version());
    }

    private static String bare(Table table) {
        int comma = table.title().indexOf(',');
        return comma < 0 ? table.title() : table.title().substring(0, comma);
    }

    private void cards() {
        html.append("<div class=\"cards\">");
        Report.Header h = report.header();
        consumed(h.unit());
        card(Table.shown(report.tax().net()), "charged, net, " + h.currency());
        card(Table.shown(report.accrual().notPaid()), "commanded, not paid, " + h.currency());
        long broken = report.identities().stream().filter(one -> !one.holds()).count();
        card(
                broken == 0 ? "all hold" : broken + " broken",
                report.identities().size() + " control totals");
        card(Integer.toString(report.exceptions().size()), "exceptions");
        html.append("</div>\n");
    }

    /** Each quantity that the price names; where it names none, the only one. */
    private void consumed(String unit) {
        List<Report.MatchLine> metered =
                report.match().stream().filter(line -> line.stage().equals("METERED")).toList();
        for (Report.MatchLine line : metered) {
            if (line.of() != null) {
                card(Table.shown(line.quantity()), line.of() + ", " + line.unit());
            } else if (metered.size() == 1) {
                card(Table.shown(line.quantity()), "consumed, " + unit);
            }
        }
    }

    private void card(String value, String name) {
        html.append("<div class=\"card\"><b>")
                .append(escaped(value))
                .append("</b><span>")
                .append(escaped(name))
                .append("</span></div>");
    }

    private void table(Table table) {
        html.append("<h2 id=\"%s\">%s</h2>\n".formatted(table.name(), escaped(table.title())));
        if (table.rows().isEmpty()) {
            html.append("<p class=\"none\">none</p>\n");
            return;
        }
        boolean[] numbers = table.numbers();
        html.append("<div class=\"wide\"><table><thead><tr>");
        for (int i = 0; i < table.columns().size(); i++) {
            html.append(numbers[i] ? "<th class=\"n\">" : "<th>")
                    .append(escaped(table.columns().get(i)))
                    .append("</th>");
        }
        html.append("</tr></thead><tbody>\n");
        for (List<@Nullable Object> row : table.rows()) {
            html.append("total".equals(row.getFirst()) ? "<tr class=\"total\">" : "<tr>");
            for (int i = 0; i < row.size(); i++) {
                cell(table, row.get(i), numbers[i]);
            }
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n");
    }

    /** A file's name leads to the file beside the page. */
    private void cell(Table table, @Nullable Object value, boolean number) {
        String text = escaped(Table.shown(value));
        boolean bad = "NO".equals(value) || "DIFFERS".equals(value);
        boolean file =
                table.name().equals("details")
                        && value instanceof String name
                        && name.toLowerCase(Locale.ROOT).endsWith(".csv");
        html.append(number ? "<td class=\"n\">" : "<td>")
                .append(bad ? "<span class=\"bad\">" : "")
                .append(file ? "<a href=\"%s\">%s</a>".formatted(text, text) : text)
                .append(bad ? "</span>" : "")
                .append("</td>");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
