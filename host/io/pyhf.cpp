#include "host/io/pyhf.hpp"

#include <algorithm>
#include <map>

#include "host/io/pyhf_parameters.hpp"
#include "host/io/pyhf_patch.hpp"

namespace quartet
{
namespace
{

using namespace pyhf;

/// Where the bins of a channel begin among the parameters of a staterror that several channels share: pyhf numbers
/// them in the order of the names of the channels.
class StatOffsets
{
  public:
    explicit StatOffsets(Workspace const& workspace)
    {
        std::vector<Channel const*> sorted;
        for (Channel const& channel : workspace.channels) sorted.push_back(&channel);
        std::sort(sorted.begin(), sorted.end(), [](auto a, auto b) { return a->name < b->name; });
        for (Channel const* channel : sorted)
            for (Sample const& sample : channel->samples)
                for (Modifier const& modifier : sample.modifiers)
                {
                    if (modifier.type != ModifierType::staterror) continue;
                    if (first_.emplace(std::pair(modifier.name, channel->name), used_[modifier.name]).second)
                        used_[modifier.name] += channel->bins();
                }
    }

    std::size_t at(std::string const& modifier, std::string const& channel) const
    {
        return first_.at({modifier, channel});
    }

  private:
    std::map<std::pair<std::string, std::string>, std::size_t> first_;
    std::map<std::string, std::size_t> used_;
};

struct Builder
{
    Workspace const& workspace;
    ParameterTable const& table;
    HistFactoryInterpolation interpolation;
    StatOffsets offsets;

    YieldFactor per_bin(Modifier const& modifier, Channel const& channel) const
    {
        std::vector<int> const& all = table.at(modifier.name).indices;
        std::size_t const first =
            modifier.type == ModifierType::staterror ? offsets.at(modifier.name, channel.name) : 0;
        auto const begin = all.begin() + static_cast<std::ptrdiff_t>(first);
        return YieldFactor::per_bin({begin, begin + static_cast<std::ptrdiff_t>(channel.bins())});
    }

    void add_modifier(Modifier const& modifier, Channel const& channel, ModelSample& sample) const
    {
        int const parameter = table.at(modifier.name).indices.front();
        switch (modifier.type)
        {
            case ModifierType::normfactor:
            case ModifierType::lumi:
                sample.factors.push_back(YieldFactor::linear(parameter));
                break;
            case ModifierType::normsys:
                sample.factors.push_back(
                    YieldFactor::interpolated(interpolation.normsys, parameter, modifier.low, modifier.high));
                break;
            case ModifierType::histosys:
                sample.shape.morphs.push_back(
                    {interpolation.histosys, parameter, modifier.low_data, modifier.high_data, 1});
                break;
            default:
                sample.factors.push_back(per_bin(modifier, channel));
        }
    }

    ModelChannel channel(Channel const& source) const
    {
        ModelChannel channel;
        channel.name = source.name;
        channel.bins = static_cast<int>(source.bins());
        for (Sample const& from : source.samples)
        {
            ModelSample sample;
            sample.name = from.name;
            sample.shape = ModelShape::bins(from.data);
            for (Modifier const& modifier : from.modifiers)
            {
                add_modifier(modifier, source, sample);
                sample.is_signal =
                    sample.is_signal || (modifier.type == ModifierType::normfactor && modifier.name == workspace.poi);
            }
            channel.samples.push_back(std::move(sample));
        }
        return channel;
    }
};

void set_poi(Workspace const& workspace, ModelDocument& document)
{
    if (workspace.poi.empty()) return;
    int const poi = document.model.find_parameter(workspace.poi);
    if (poi >= 0)
        document.model.poi = {poi};
    else
        // A background-only workspace: its signal comes with a patch. It can be fitted as it is.
        document.missing_poi = workspace.poi;
}

}  // namespace

bool looks_like_pyhf(nlohmann::json const& document)
{
    return document.is_object() && document.contains("channels")
           && (document.contains("measurements") || document.contains("observations"));
}

ModelDocument read_pyhf(JsonNode const& node, std::string const& file, ModelOptions const& options)
{
    Workspace const workspace = read_workspace(patched(node, file, options), options.measurement);
    ModelDocument document;
    document.files = {file};
    if (!options.patchset.empty()) document.files.push_back(options.patchset);
    document.model.name = workspace.measurement.at("name").text();
    ParameterTable table;
    require_parameters(workspace, table);
    table.configure(workspace.parameters);
    table.add_to(document.model, workspace.measurement);
    Builder const builder{workspace, table, parse_interpolation(options.interpolation), StatOffsets(workspace)};
    for (Channel const& channel : workspace.channels)
    {
        document.model.channels.push_back(builder.channel(channel));
        document.data.channels.push_back({channel.observed, {}, {}});
        document.blind.emplace_back();
        document.edges.emplace_back();
        document.observable.emplace_back();
    }
    set_poi(workspace, document);
    return document;
}

ModelDocument parse_pyhf(std::string const& text, std::string const& file, ModelOptions const& options)
{
    return read_pyhf(JsonNode::parse(text, file), file, options);
}

}  // namespace quartet
