#include "host/io/datacard_templates.hpp"

#include <cmath>
#include <filesystem>

namespace quartet::datacard
{
namespace
{

void replace(std::string& text, std::string const& from, std::string const& to)
{
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

bool is_fake(Shapes const* shapes) { return shapes == nullptr || shapes->file.text == "FAKE"; }

void check(Template const& histogram, Source const& source, Word const& at, std::string const& path)
{
    std::string const what = "template '" + path + "'";
    if (histogram.contents.empty()) source.refuse(at, what + " has no bins");
    for (double content : histogram.contents)
        if (!std::isfinite(content) || content < 0)
            source.refuse(at, what + " has a negative content or one that is not a number",
                          "set negative bins to 0 in the file");
    if (!histogram.edges.empty() && histogram.edges.size() != histogram.contents.size() + 1)
        source.refuse(at, what + " has " + std::to_string(histogram.edges.size()) + " edges for "
                              + std::to_string(histogram.contents.size()) + " bins");
    for (std::size_t i = 1; i < histogram.edges.size(); ++i)
        if (!(histogram.edges[i - 1] < histogram.edges[i]) || !std::isfinite(histogram.edges[i]))
            source.refuse(at, what + " has edges that do not increase");
    if (!histogram.sumw2.empty() && histogram.sumw2.size() != histogram.contents.size())
        source.refuse(at, what + " has " + std::to_string(histogram.sumw2.size()) + " squared errors for "
                              + std::to_string(histogram.contents.size()) + " bins");
    for (double error : histogram.sumw2)
        if (!std::isfinite(error) || error < 0) source.refuse(at, what + " has a negative squared error");
}

}  // namespace

double Template::integral() const
{
    double sum = 0;
    for (double content : contents) sum += content;
    return sum;
}

Templates::Templates(Card const& card, DatacardOptions const& options) : card_(card), options_(options) {}

Shapes const* Templates::line_for(std::string const& process, int channel) const
{
    std::string const& name = card_.channels[static_cast<std::size_t>(channel)].name.text;
    auto const find = [&](std::string const& a_process, std::string const& a_channel) -> Shapes const*
    {
        for (Shapes const& shapes : card_.shapes)
            if (shapes.process.text == a_process && shapes.channel.text == a_channel) return &shapes;
        return nullptr;
    };
    // The lines of the channel come before those of all channels, and the process before all processes.
    for (std::string const& a_channel : {name, std::string("*")})
        for (std::string const& a_process : {process, std::string("*")})
            if (Shapes const* shapes = find(a_process, a_channel)) return shapes;
    return nullptr;
}

bool Templates::counting(int channel) const
{
    bool some = false;
    bool all = true;
    Word at;
    for (Column const& column : card_.columns)
    {
        if (column.channel != channel) continue;
        bool const fake = is_fake(line_for(column.process.text, channel));
        some = some || !fake;
        all = all && !fake;
        if (fake) at = column.process;
    }
    if (some && !all)
        card_.source.refuse(at, "process '" + at.text + "' has no template, but others of its channel have",
                            "add a shapes line for it");
    return !some;
}

std::string Templates::filled(std::string text, std::string const& process, int channel,
                              std::string const& systematic) const
{
    replace(text, "$PROCESS", process);
    replace(text, "$CHANNEL", card_.channels[static_cast<std::size_t>(channel)].name.text);
    replace(text, "$SYSTEMATIC", systematic);
    replace(text, "$MASS", options_.mass);
    return text;
}

TemplateFile& Templates::open(Shapes const& shapes, std::string const& name)
{
    if (name.ends_with(".root"))
        card_.source.refuse(shapes.file, "ROOT files cannot be read: '" + name + "'",
                            "python -m quartet.templates card.txt -o new.txt turns its histograms into JSON templates");
    auto const given = options_.texts.find(name);
    if (given != options_.texts.end())
    {
        auto& file = open_[name];
        if (!file) file = parse_templates(given->second, name);
        return *file;
    }
    if (!options_.read_templates) card_.source.refuse(shapes.file, "templates are not read here");
    std::filesystem::path path(name);
    if (path.is_relative()) path = std::filesystem::path(card_.source.file).parent_path() / path;
    std::string const full = path.lexically_normal().string();
    auto& file = open_[full];
    if (!file)
    {
        file = open_templates(full);
        names_.push_back(full);
    }
    return *file;
}

std::pair<TemplateFile*, std::string> Templates::place(Shapes const& shapes, Word const& pattern,
                                                       std::string const& process, int channel,
                                                       std::string const& systematic)
{
    std::string path = filled(pattern.text, process, channel, systematic);
    if (path.find(':') != std::string::npos)
        card_.source.refuse(pattern, "'" + path + "' is an object of a RooWorkspace, which cannot be read",
                            "write it as a template or as a density into a JSON file");
    TemplateFile& file = open(shapes, filled(shapes.file.text, process, channel, systematic));
    return {&file, std::move(path)};
}

std::optional<Template> Templates::read(Shapes const& shapes, Word const& pattern, std::string const& process,
                                        int channel, std::string const& systematic)
{
    auto const [file, path] = place(shapes, pattern, process, channel, systematic);
    std::optional<Template> histogram = file->find(path);
    if (histogram) check(*histogram, card_.source, pattern, path);
    return histogram;
}

Shapes const& Templates::nominal_line(std::string const& process, int channel, Word const& asked_by) const
{
    Shapes const* shapes = line_for(process, channel);
    if (is_fake(shapes))
        card_.source.refuse(asked_by, "no shapes line gives a template of '" + process + "' in channel '"
                                          + card_.channels[static_cast<std::size_t>(channel)].name.text + "'");
    if (shapes->path.text.empty()) card_.source.refuse(shapes->file, "the name of the template is missing");
    return *shapes;
}

bool Templates::unbinned(int channel)
{
    auto const known = unbinned_.find(channel);
    if (known != unbinned_.end()) return known->second;
    int densities = 0;
    int processes = 0;
    Word at;
    for (Column const& column : card_.columns)
    {
        if (column.channel != channel || counting(channel)) continue;
        ++processes;
        if (object(column.process.text, channel, column.process))
            ++densities;
        else
            at = column.process;
    }
    if (densities != 0 && densities != processes) nominal(at.text, channel, at);  // complains when it is missing
    if (densities != 0 && densities != processes)
        card_.source.refuse(at, "process '" + at.text + "' is a template, but others of its channel are densities",
                            "a channel is binned or unbinned: use a histogram density, or templates for all");
    return unbinned_[channel] = densities != 0;
}

std::optional<YamlNode> Templates::object(std::string const& process, int channel, Word const& asked_by)
{
    Shapes const& shapes = nominal_line(process, channel, asked_by);
    auto const [file, path] = place(shapes, shapes.path, process, channel, "");
    return file->object(path);
}

std::vector<YamlNode> Templates::parameters()
{
    std::vector<YamlNode> all;
    for (auto const& [name, file] : open_)
        if (auto const node = file->parameters()) all.push_back(*node);
    return all;
}

Template Templates::nominal(std::string const& process, int channel, Word const& asked_by)
{
    Shapes const& shapes = nominal_line(process, channel, asked_by);
    std::optional<Template> histogram = read(shapes, shapes.path, process, channel, "");
    if (!histogram)
        card_.source.refuse(shapes.path,
                            "the file has no template '" + filled(shapes.path.text, process, channel, "") + "'");
    return *histogram;
}

std::optional<Template> Templates::varied(std::string const& process, int channel, std::string const& name,
                                          Word const& asked_by)
{
    Shapes const* shapes = line_for(process, channel);
    if (is_fake(shapes)) return std::nullopt;
    if (shapes->systematic_path.text.empty())
        card_.source.refuse(asked_by, "the shapes line of '" + process + "' names no templates of systematics",
                            "add a last word with $SYSTEMATIC to line " + std::to_string(shapes->process.line));
    return read(*shapes, shapes->systematic_path, process, channel, name);
}

}  // namespace quartet::datacard
