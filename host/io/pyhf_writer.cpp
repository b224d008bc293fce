// A statistical model as a pyhf workspace.
#include <cmath>

#include "host/io/pyhf.hpp"
#include "host/io/pyhf_writer_parts.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

using nlohmann::json;
using namespace pyhf;

class Writer
{
  public:
    explicit Writer(ModelDocument const& document)
        : document_(document), model_(document.model), parameters_(document.model)
    {
    }

    PyhfText write()
    {
        if (!document_.has_data) refuse("a channel of the model has no data", "a workspace needs observations");
        if (document_.has_blind_windows())
            refuse("the model has blind windows, which a workspace cannot keep closed",
                   "remove 'blind' from the model");
        json workspace;
        workspace["version"] = "1.0.0";
        workspace["channels"] = json::array();
        workspace["observations"] = json::array();
        for (std::size_t c = 0; c < model_.channels.size(); ++c) add_channel(workspace, c);
        std::string const poi =
            model_.poi.empty() ? "" : model_.parameters[static_cast<std::size_t>(model_.poi.front())].name;
        workspace["measurements"] = {{{"name", model_.name.empty() ? "measurement" : model_.name},
                                      {"config", {{"poi", poi}, {"parameters", parameters_.configurations()}}}}};
        return {workspace.dump(2) + "\n", codes_.option()};
    }

  private:
    void add_channel(json& workspace, std::size_t c)
    {
        ModelChannel const& channel = model_.channels[c];
        if (channel.kind != ChannelKind::binned)
            refuse("the channel '" + channel.name + "' is unbinned", "HistFactory has histograms only");
        json samples = json::array();
        for (ModelSample const& sample : channel.samples)
        {
            where_ = "channel '" + channel.name + "', sample '" + sample.name + "'";
            samples.push_back(
                {{"name", sample.name}, {"data", nominal(sample)}, {"modifiers", modifiers(channel, sample)}});
        }
        workspace["channels"].push_back({{"name", channel.name}, {"samples", samples}});
        workspace["observations"].push_back({{"name", channel.name}, {"data", document_.data.channels[c].counts}});
    }

    json modifiers(ModelChannel const& channel, ModelSample const& sample)
    {
        json list = json::array();
        for (YieldFactor const& factor : sample.factors)
        {
            if (factor.kind == FactorKind::linear)
                list.push_back(parameters_.linear(factor.parameter, where_));
            else if (factor.kind == FactorKind::per_bin)
                list.push_back(parameters_.per_bin(factor, channel, sample, where_));
            else
                list.push_back(normsys(factor));
        }
        for (TemplateMorph const& morph : sample.shape.morphs) list.push_back(histosys(morph, sample.yield));
        return list;
    }

    json normsys(YieldFactor const& factor)
    {
        bool const symmetric =
            factor.kind == FactorKind::log_normal && std::abs(factor.kappa_low * factor.kappa_high - 1) <= 1e-14;
        if (factor.kind == FactorKind::formula) refuse("a factor is a formula", "HistFactory has none");
        if (factor.kind == FactorKind::log_normal && !symmetric)
            refuse("the log-normal effect of '" + name(factor.parameter) + "' is asymmetric",
                   "HistFactory interpolates otherwise between kappa_low and kappa_high");
        if (factor.kind == FactorKind::piecewise_linear)
            refuse("the effect of '" + name(factor.parameter) + "' on the yield is linear",
                   "pyhf knows the codes 1 and 4 for normsys");
        // kappa^theta is what code 1 makes of kappa_low = 1 / kappa_high.
        bool const code4 = factor.kind == FactorKind::polynomial_exponential;
        codes_.normsys(code4 ? "4" : "1", where_);
        return {{"name", parameters_.unit_gaussian(factor.parameter, "normsys", where_)},
                {"type", "normsys"},
                {"data", {{"lo", factor.kappa_low}, {"hi", factor.kappa_high}}}};
    }

    json histosys(TemplateMorph const& morph, double yield)
    {
        std::string code;
        if (morph.kind == MorphKind::piecewise_linear) code = "0";
        if (morph.kind == MorphKind::quadratic_linear) code = "2";
        if (morph.kind == MorphKind::polynomial_linear) code = "4p";
        if (code.empty())
            refuse("the template changes with '" + name(morph.parameter) + "' as Combine's shapes do",
                   "HistFactory interpolates otherwise");
        if (morph.scale != 1)
            refuse("the change of the template with '" + name(morph.parameter) + "' is scaled",
                   "give the templates at +-1 standard deviation");
        codes_.histosys(code, where_);
        return {{"name", parameters_.unit_gaussian(morph.parameter, "histosys", where_)},
                {"type", "histosys"},
                {"data", {{"lo_data", scaled(morph.low, yield)}, {"hi_data", scaled(morph.high, yield)}}}};
    }

    std::string const& name(int parameter) const { return model_.parameters[static_cast<std::size_t>(parameter)].name; }

    [[noreturn]] void refuse(std::string const& what, std::string const& mend) const
    {
        refuse_pyhf(what, where_.empty() ? model_.name : where_, mend);
    }

    ModelDocument const& document_;
    StatisticalModel const& model_;
    WrittenParameters parameters_;
    WrittenCodes codes_;
    std::string where_;
};

}  // namespace

PyhfText write_pyhf(ModelDocument const& document) { return Writer(document).write(); }

}  // namespace quartet
