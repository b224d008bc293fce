#include "host/io/datacard_reader.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <set>

#include "fits/model_arrays.hpp"
#include "host/io/datacard_parts.hpp"
#include "host/io/datacard_translation.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

using namespace datacard;

class Translation
{
  public:
    Translation(Card const& card, DatacardOptions const& options)
        : card_(card),
          templates_(card, options),
          samples_(card, options, templates_),
          parameters_(card, options, samples_.strengths()),
          no_systematics_(options.no_systematics)
    {
    }

    ModelDocument run()
    {
        document_.model.name = std::filesystem::path(card_.source.file).stem().string();
        for (std::size_t k = 0; k < card_.columns.size(); ++k) named_.push_back(samples_.make(k));
        for (YamlNode const& block : templates_.parameters()) parameters_.declare_in_file(block);
        densities_.emplace(card_, named_, parameters_, templates_.read_files());
        parameters_.check_names();
        add_parameters();
        add_channels();
        if (!no_systematics_) add_template_statistics(card_, named_, places_, document_.model);
        add_data();
        for (Group const& group : card_.groups)
            for (Word const& member : group.members) add_to_group(group.name.text, member.text);
        document_.files = {card_.source.file};
        add_files(templates_.files());
        add_files(densities_->files());
        add_files(data_files_);
        return std::move(document_);
    }

  private:
    StatisticalModel& model() { return document_.model; }

    void add_parameters()
    {
        for (NamedSample const& sample : named_)
        {
            for (NamedFactor const& factor : sample.factors) parameters_.use(factor.parameter);
            for (NamedMorph const& morph : sample.morphs) parameters_.use(morph.parameter);
        }
        check_norms();
        densities_->read();
        parameters_.add_to(model());
        if (no_systematics_) densities_->hold_constrained(model());
        if (model().poi.empty()) card_.source.refuse(card_.columns[0].rate_word, "the rates of all signals are 0");
    }

    /// The norm of a density may be a parameter or a formula.
    void check_norms() const
    {
        for (NamedSample const& sample : named_)
        {
            if (!sample.density || !sample.density->norm) continue;
            YamlNode const& norm = *sample.density->norm;
            double number = 0;
            if (!is_number(norm.text(), number) && !parameters_.known(norm.text()))
                norm.fail("no parameter is called '" + norm.text().substr(0, 60) + "'",
                          "declare it in the card, or under 'parameters' of the JSON file");
        }
    }

    YieldFactor factor(NamedFactor const& named) const
    {
        if (parameters_.is_formula(named.parameter))
            return YieldFactor::formula(parameters_.formula_index(named.parameter));
        return {named.kind, parameters_.index(named.parameter), named.low, named.high, {}, -1};
    }

    void add_channels()
    {
        for (std::size_t c = 0; c < card_.channels.size(); ++c)
        {
            ModelChannel channel;
            channel.name = card_.channels[c].name.text;
            document_.edges.emplace_back();
            bool first = true;
            for (std::size_t k = 0; k < card_.columns.size(); ++k)
            {
                if (card_.columns[k].channel != static_cast<int>(c)) continue;
                if (first) begin_channel(named_[k], channel);
                first = false;
                check_bins(card_.columns[k].process, named_[k].contents.size(), channel);
                if (document_.edges.back().empty()) document_.edges.back() = named_[k].histogram.edges;
                add_sample(k, channel);
            }
            if (channel.kind == ChannelKind::unbinned) channel.bins = 1;
            model().channels.push_back(std::move(channel));
            document_.blind.emplace_back();
        }
        for (std::size_t k = 0; k < card_.columns.size(); ++k) places_.push_back(place_of(k));
    }

    void begin_channel(NamedSample const& sample, ModelChannel& channel)
    {
        channel.bins = static_cast<int>(sample.contents.size());
        document_.observable.emplace_back();
        if (!sample.density) return;
        channel.kind = ChannelKind::unbinned;
        std::tie(channel.low, channel.high) = sample.density->range;
        document_.observable.back() = sample.density->observable;
    }

    std::pair<int, int> place_of(std::size_t k) const
    {
        int sample = 0;
        for (std::size_t i = 0; i < k; ++i)
            if (card_.columns[i].channel == card_.columns[k].channel) ++sample;
        return {card_.columns[k].channel, sample};
    }

    void check_bins(Word const& at, std::size_t bins, ModelChannel const& channel) const
    {
        if (static_cast<int>(bins) != channel.bins)
            card_.source.refuse(at, "the template of '" + at.text + "' in channel '" + channel.name + "' has "
                                        + std::to_string(bins) + " bins, another one there has "
                                        + std::to_string(channel.bins));
    }

    void add_sample(std::size_t k, ModelChannel& channel)
    {
        NamedSample const& named = named_[k];
        ModelSample sample;
        sample.name = card_.columns[k].process.text;
        sample.yield = named.yield;
        sample.is_signal = card_.columns[k].signal;
        sample.shape = named.density ? densities_->shape(k, model(), channel) : ModelShape::bins(named.contents);
        for (NamedFactor const& one : named.factors) sample.factors.push_back(factor(one));
        for (NamedMorph const& morph : named.morphs)
            sample.shape.morphs.push_back(
                {morph.kind, parameters_.index(morph.parameter), morph.low, morph.high, morph.scale});
        channel.samples.push_back(std::move(sample));
    }

    void add_data()
    {
        for (std::size_t c = 0; c < card_.channels.size(); ++c)
        {
            Channel const& channel = card_.channels[c];
            document_.has_data = document_.has_data && channel.observation.line != 0;
            ChannelData data;
            if (model().channels[c].kind == ChannelKind::unbinned)
                data = observed_events(c);
            else if (!templates_.counting(static_cast<int>(c)))
                data.counts = observed_template(static_cast<int>(c));
            else if (channel.observed == -1)
                card_.source.refuse(channel.observation,
                                    "an observation of -1 stands for the integral of the data "
                                    "template, and there is none");
            else
                data.counts = {channel.observed};
            document_.data.channels.push_back(std::move(data));
        }
        if (!document_.has_data) document_.data = {};
    }

    ChannelData observed_events(std::size_t c)
    {
        Channel const& channel = card_.channels[c];
        if (channel.observation.line == 0) return {};
        std::optional<YamlNode> const object = templates_.object("data_obs", static_cast<int>(c), channel.observation);
        if (!object)
            card_.source.refuse(channel.observation,
                                "the data of channel '" + channel.name.text + "' must be events, as its densities are",
                                "give {\"values\": [...]} under the name of data_obs");
        std::string from;
        ChannelData data = read_events_object(*object, *density_of(c), templates_.read_files(), from);
        if (!from.empty()) data_files_.push_back(from);
        double events = data.weights.empty() ? static_cast<double>(data.values.size()) : 0.0;
        for (double weight : data.weights) events += weight;
        if (channel.observed != -1 && std::abs(events - channel.observed) > 0.01)
            card_.source.refuse(channel.observation,
                                "the observation is not the number of events in the range, " + std::to_string(events),
                                "write -1 to take their number");
        return data;
    }

    std::optional<DensityObject> const& density_of(std::size_t channel) const
    {
        std::size_t k = 0;
        while (card_.columns[k].channel != static_cast<int>(channel)) ++k;
        return named_[k].density;
    }

    std::vector<double> observed_template(int c)
    {
        Channel const& channel = card_.channels[static_cast<std::size_t>(c)];
        if (channel.observation.line == 0) return {};
        Template const data = templates_.nominal("data_obs", c, channel.observation);
        if (static_cast<int>(data.contents.size()) != model().channels[static_cast<std::size_t>(c)].bins)
            card_.source.refuse(channel.observation, "the template of the data has another number of bins");
        if (channel.observed != -1 && std::abs(data.integral() - channel.observed) > 0.01)
            card_.source.refuse(
                channel.observation,
                "the observation is not the integral of the data template, " + std::to_string(data.integral()),
                "write -1 to take the integral");
        if (document_.edges[static_cast<std::size_t>(c)].empty())
            document_.edges[static_cast<std::size_t>(c)] = data.edges;
        return data.contents;
    }

    void add_files(std::vector<std::string> const& names)
    {
        std::vector<std::string>& files = document_.files;
        for (std::string const& name : names)
            if (std::ranges::find(files, name) == files.end()) files.push_back(name);
    }

    void add_to_group(std::string const& group, std::string const& member)
    {
        if (model().find_parameter(member) < 0) return;
        if (document_.groups.empty() || document_.groups.back().first != group) document_.groups.push_back({group, {}});
        document_.groups.back().second.push_back(member);
    }

    Card const& card_;
    Templates templates_;
    Samples samples_;
    Parameters parameters_;
    std::optional<Densities> densities_;
    std::vector<std::string> data_files_;
    bool no_systematics_;
    std::vector<NamedSample> named_;
    std::vector<std::pair<int, int>> places_;  ///< (channel, sample) of each column
    ModelDocument document_;
};

}  // namespace

ModelDocument parse_datacard(std::string const& text, std::string const& file, DatacardOptions const& options)
{
    Card const card = parse_card(text, file);
    ModelDocument document = Translation(card, options).run();
    check_model(document.model);
    return document;
}

bool looks_like_datacard(std::string const& text)
{
    static std::set<std::string> const keywords{"imax", "jmax", "kmax", "bin", "observation", "process", "rate"};
    std::set<std::string> found;
    for (Line const& line : split_lines(text))
        if (keywords.count(lower_case(line[0].text)) != 0) found.insert(lower_case(line[0].text));
    return found.size() >= 2;
}

}  // namespace quartet
