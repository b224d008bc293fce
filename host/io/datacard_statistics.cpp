// autoMCStats: the limited number of simulated events behind templates (Barlow, Beeston, Comput. Phys. Commun. 77
// (1993) 219; the light form of Conway, arXiv:1103.0354, section 5).
#include <cmath>

#include "fits/compiled_model.hpp"
#include "host/io/datacard_translation.hpp"

namespace quartet::datacard
{
namespace
{

/// Expected events and their error from the number of simulated ones.
struct BinContent
{
    double events = 0;
    double variance = 0;
    double effective() const { return std::round(events * events / variance); }
};

ModelParameter gaussian_gamma(std::string name, double relative)
{
    ModelParameter p;
    p.name = std::move(name);
    p.value = 1;
    p.lower = 0;
    p.upper = 1 + 7 * relative;
    p.constraint = {ConstraintKind::gaussian, 1, relative, 1};
    return p;
}

ModelParameter poisson_gamma(std::string name, BinContent const& content)
{
    double const exact = content.events * content.events / content.variance;
    double const n = content.effective() > 0 ? content.effective() : exact;
    ModelParameter p;
    p.name = std::move(name);
    p.value = 1;
    p.lower = 0;
    p.constraint = {ConstraintKind::poisson, n, 1, n};
    return p;
}

class ChannelStatistics
{
  public:
    ChannelStatistics(Statistics const& wanted, ModelChannel const& channel, StatisticalModel& model)
        : wanted_(wanted), name_("prop_bin" + channel.name), model_(model), bins_(channel.bins)
    {
    }

    void add(int sample, std::string const& process, bool signal, std::vector<BinContent> contents)
    {
        processes_.push_back({sample, process, signal, std::move(contents), std::vector<int>(bins_, -1)});
    }

    void run(ModelChannel& channel)
    {
        for (std::size_t b = 0; b < bins_; ++b) add_bin(b);
        for (Process const& process : processes_)
        {
            bool some = false;
            for (int parameter : process.parameters) some = some || parameter >= 0;
            if (some)
                channel.samples[static_cast<std::size_t>(process.sample)].factors.push_back(
                    YieldFactor::per_bin(process.parameters));
        }
    }

  private:
    struct Process
    {
        int sample;
        std::string name;
        bool signal;
        std::vector<BinContent> contents;
        std::vector<int> parameters;  ///< per bin
    };

    BinContent sum(std::size_t b, bool background, bool signal) const
    {
        BinContent total;
        for (Process const& process : processes_)
            if (process.signal ? signal : background)
            {
                total.events += process.contents[b].events;
                total.variance += process.contents[b].variance;
            }
        return total;
    }

    void add_bin(std::size_t b)
    {
        std::string const name = name_ + "_bin" + std::to_string(b);
        BinContent const judged = sum(b, true, wanted_.include_signal);
        if (!(judged.variance > 0) || !(judged.events > 0)) return;
        if (judged.effective() <= wanted_.threshold) return add_one_by_one(b, name);
        // Where signal and backgrounds have a parameter each, the sum of their squares at a given shift of the total is
        // least at shift^2 / (e_b^2 + r^2 e_s^2): the error of the total follows the strength of the signal.
        add_shared(b, name, false);
        add_shared(b, name + "_signal", true);
    }

    void add_shared(std::size_t b, std::string const& name, bool signal)
    {
        BinContent const total = sum(b, !signal, signal);
        if (!(total.variance > 0) || !(total.events > 0)) return;
        int const parameter = model_.add(gaussian_gamma(name, std::sqrt(total.variance) / total.events));
        for (Process& process : processes_)
            if (process.signal == signal) process.parameters[b] = parameter;
    }

    void add_one_by_one(std::size_t b, std::string const& name)
    {
        for (Process& process : processes_)
        {
            BinContent const& content = process.contents[b];
            if (!(content.variance > 0) || !(content.events > 0)) continue;
            std::string const own = name + "_" + process.name;
            process.parameters[b] = model_.add(content.effective() < wanted_.threshold
                                                   ? poisson_gamma(own, content)
                                                   : gaussian_gamma(own, std::sqrt(content.variance) / content.events));
        }
    }

    Statistics const& wanted_;
    std::string name_;
    StatisticalModel& model_;
    std::size_t bins_;
    std::vector<Process> processes_;
};

}  // namespace

void add_template_statistics(Card const& card, std::vector<NamedSample> const& samples,
                             std::vector<std::pair<int, int>> const& places, StatisticalModel& model)
{
    bool some = false;
    for (Statistics const& statistics : card.statistics) some = some || statistics.wanted;
    if (!some) return;
    // Yields with the nominal values of all that scales them, rate parameters included.
    CompiledModel const nominal(model);
    std::vector<double> const values = nominal.nominal_values();
    for (std::size_t c = 0; c < card.channels.size(); ++c)
    {
        if (!card.statistics[c].wanted) continue;
        ChannelStatistics channel(card.statistics[c], model.channels[c], model);
        for (std::size_t k = 0; k < samples.size(); ++k)
        {
            auto const& [in_channel, sample] = places[k];
            if (in_channel != static_cast<int>(c)) continue;
            Template const& histogram = samples[k].histogram;
            if (histogram.contents.empty())
                card.source.refuse(card.statistics[c].at, "autoMCStats is for channels with templates, and '"
                                                              + card.channels[c].name.text + "' has none");
            std::vector<double> const expected = expected_bins(nominal, values, in_channel, sample);
            double total = 0;
            for (double events : expected) total += events;
            double const integral = histogram.integral();
            double const scale = integral > 0 ? total / integral : 0;
            std::vector<BinContent> contents(expected.size());
            for (std::size_t b = 0; b < expected.size(); ++b)
                contents[b] = {expected[b], histogram.sumw2.empty() ? 0 : scale * scale * histogram.sumw2[b]};
            channel.add(sample, card.columns[k].process.text, card.columns[k].signal, std::move(contents));
        }
        channel.run(model.channels[c]);
    }
}

}  // namespace quartet::datacard
