// Writes a model as a datacard.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "host/io/datacard_plan.hpp"
#include "host/io/datacard_reader.hpp"

namespace quartet
{
namespace
{

using namespace datacard;

/// Rows of words below each other.
class Table
{
  public:
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

    std::string text() const
    {
        std::vector<std::size_t> width;
        for (auto const& row : rows_)
            for (std::size_t i = 0; i < row.size(); ++i)
            {
                if (i >= width.size()) width.push_back(0);
                width[i] = std::max(width[i], row[i].size());
            }
        std::string out;
        for (auto const& row : rows_)
        {
            for (std::size_t i = 0; i < row.size(); ++i)
                out += row[i] + (i + 1 < row.size() ? std::string(width[i] + 2 - row[i].size(), ' ') : "\n");
        }
        return out;
    }

  private:
    std::vector<std::vector<std::string>> rows_;
};

constexpr char const* separator = "------------------------------\n";

std::string head(Plan const& plan, std::size_t processes)
{
    return "imax " + std::to_string(plan.channels.size()) + " number of channels\njmax " + std::to_string(processes - 1)
           + " number of processes less one\nkmax * number of nuisance parameters\n";
}

std::string shapes(Plan const& plan, std::string const& file)
{
    bool const some = std::any_of(plan.channels.begin(), plan.channels.end(),
                                  [](PlannedChannel const& channel) { return channel.has_templates; });
    if (!some) return "";
    std::string text = separator;
    for (PlannedChannel const& channel : plan.channels)
        text +=
            "shapes * " + channel.name
            + (channel.has_templates ? " " + file + " $CHANNEL/$PROCESS $CHANNEL/$PROCESS_$SYSTEMATIC\n" : " FAKE\n");
    return text;
}

std::string observations(Plan const& plan)
{
    Table table;
    std::vector<std::string> names{"bin"};
    std::vector<std::string> counts{"observation"};
    for (PlannedChannel const& channel : plan.channels)
    {
        names.push_back(channel.name);
        counts.push_back(channel.has_templates ? "-1" : number_text(channel.counts[0]));
    }
    table.add(names);
    table.add(counts);
    return table.text();
}

/// Ids of signals count down from 0, those of backgrounds up from 1.
std::map<std::string, int> process_ids(Plan const& plan)
{
    std::map<std::string, int> ids;
    int signal = 0;
    int background = 1;
    for (PlannedColumn const& column : plan.columns)
        if (ids.count(column.process) == 0) ids[column.process] = column.signal ? signal-- : background++;
    return ids;
}

std::vector<std::string> words(std::string const& text)
{
    std::vector<std::string> out(1);
    for (char c : text)
        if (c == ' ')
            out.emplace_back();
        else
            out.back() += c;
    return out;
}

std::string columns(Plan const& plan, std::map<std::string, int> const& ids)
{
    std::size_t arguments = 0;
    for (auto const& nuisance : plan.nuisances) arguments = std::max(arguments, words(nuisance.first).size());
    std::vector<std::vector<std::string>> rows;
    for (std::string const key : {"bin", "process", "process", "rate"})
    {
        rows.emplace_back(std::max<std::size_t>(arguments, 1));
        rows.back()[0] = key;
    }
    for (PlannedColumn const& column : plan.columns)
    {
        rows[0].push_back(column.channel);
        rows[1].push_back(column.process);
        rows[2].push_back(std::to_string(ids.at(column.process)));
        rows[3].push_back(column.contents.empty() ? number_text(column.rate) : "-1");
    }
    for (auto const& [name, effects] : plan.nuisances)
    {
        std::vector<std::string> row = words(name);
        row.resize(std::max<std::size_t>(arguments, 1));
        for (std::size_t k = 0; k < plan.columns.size(); ++k)
            row.push_back(effects.count(k) != 0 ? effects.at(k) : "-");
        rows.push_back(std::move(row));
    }
    Table table;
    for (auto& row : rows) table.add(std::move(row));
    return table.text();
}

std::string templates(Plan const& plan)
{
    nlohmann::ordered_json json;
    if (!plan.free_parameters.is_null()) json["parameters"] = plan.free_parameters;
    for (PlannedChannel const& channel : plan.channels)
    {
        if (!channel.has_templates) continue;
        if (channel.events.is_null())
            json[channel.name + "/data_obs"] = {{"contents", channel.counts}};
        else
            json[channel.name + "/data_obs"] = channel.events;
        if (!channel.edges.empty()) json[channel.name + "/data_obs"]["edges"] = channel.edges;
        for (PlannedColumn const& column : plan.columns)
        {
            if (column.channel != channel.name) continue;
            std::string const path = channel.name + "/" + column.process;
            if (!column.density.is_null()) json[path] = column.density;
            if (!column.density.is_null()) continue;
            json[path] = {{"contents", column.contents}};
            if (!channel.edges.empty()) json[path]["edges"] = channel.edges;
        }
    }
    for (auto const& [path, contents] : plan.varied) json[path] = {{"contents", contents}};
    return json.empty() ? "" : json.dump(1) + "\n";
}

}  // namespace

WrittenDatacard write_datacard(ModelDocument const& document, std::string const& template_file)
{
    Plan const plan(document);
    auto const ids = process_ids(plan);
    WrittenDatacard written;
    std::string const rows = columns(plan, ids);
    std::size_t rates = 0;
    for (int line = 0; line < 4; ++line) rates = rows.find('\n', rates) + 1;
    written.card = head(plan, ids.size()) + shapes(plan, template_file) + separator + observations(plan) + separator
                   + rows.substr(0, rates) + separator + rows.substr(rates);
    for (std::string const& line : plan.lines) written.card += line + "\n";
    written.templates = templates(plan);
    return written;
}

}  // namespace quartet
