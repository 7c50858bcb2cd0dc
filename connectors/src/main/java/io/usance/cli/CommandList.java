package io.usance.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The list of commands in a help: of each the first sentence of what it does, to its end. */
final class CommandList implements IHelpSectionRenderer {
    private static final int INDENT = 2;

    private CommandList() {}

    /** Lists the commands of a command, and those of each of these, so. */
    static void installInto(CommandLine commands) {
        commands.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandList());
        commands.getSubcommands().values().forEach(CommandList::installInto);
    }

    @Override
    public String render(Help help) {
        List<String[]> rows = new ArrayList<>();
        for (Map.Entry<String, Help> one : help.subcommands().entrySet()) {
            UsageMessageSpec of = one.getValue().commandSpec().usageMessage();
            if (!of.hidden()) {
                rows.add(
                        new String[] {
                            one.getKey(),
                            sentence(of.header().length > 0 ? of.header() : of.description())
                        });
            }
        }
        int names = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0) + 2 * INDENT;
        int width = help.commandSpec().usageMessage().width();
        Help.TextTable table =
                Help.TextTable.forColumns(
                        help.colorScheme(),
                        new Column(names, INDENT, Overflow.SPAN),
                        new Column(width - names, 0, Overflow.WRAP));
        rows.forEach(table::addRowValues);
        return table.toString();
    }

    /** The first sentence of lines that are wrapped. */
    static String sentence(String[] lines) {
        String text = String.join(" ", lines);
        int end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end + 1);
    }
}
