#include "host/io/pyhf_writer_parts.hpp"

#include <algorithm>
#include <cmath>

#include "models/base/error.hpp"

namespace quartet::pyhf
{
namespace
{

/// JSON has no infinity.
constexpr double widest_bound = 1e10;

double bound(double value) { return std::clamp(value, -widest_bound, widest_bound); }

/// "name[3]" as name and 3; false for other names.
bool split_name(std::string const& full, std::string& base, std::size_t& index)
{
    std::size_t const open = full.rfind('[');
    if (open == std::string::npos || open == 0 || full.back() != ']') return false;
    std::string const digits = full.substr(open + 1, full.size() - open - 2);
    if (digits.empty() || digits.size() > 7 || digits.find_first_not_of("0123456789") != std::string::npos)
        return false;
    base = full.substr(0, open);
    index = std::stoul(digits);
    return true;
}

void choose(std::string& chosen, std::string const& code, std::string const& type, std::string const& where)
{
    if (!chosen.empty() && chosen != code)
        refuse_pyhf("the model mixes the interpolation codes " + chosen + " and " + code + " of " + type, where,
                    "a workspace is read with one code for all");
    chosen = code;
}

}  // namespace

void refuse_pyhf(std::string const& what, std::string const& where, std::string const& mend)
{
    throw InputError(message("a pyhf workspace cannot hold this model: " + what, where, mend));
}

std::vector<double> scaled(std::vector<double> const& contents, double yield)
{
    std::vector<double> out = contents;
    for (double& content : out) content *= yield;
    return out;
}

std::vector<double> nominal(ModelSample const& sample) { return scaled(sample.shape.contents, sample.yield); }

void WrittenCodes::normsys(std::string const& code, std::string const& where)
{
    choose(normsys_, code, "normsys", where);
}

void WrittenCodes::histosys(std::string const& code, std::string const& where)
{
    choose(histosys_, code, "histosys", where);
}

std::string WrittenCodes::option() const
{
    std::string text;
    if (normsys_ == "1") text = "normsys=1";
    if (!histosys_.empty() && histosys_ != "4p") text += (text.empty() ? "" : ",") + ("histosys=" + histosys_);
    return text;
}

WrittenParameters::Set& WrittenParameters::set(std::string const& name, std::string const& type,
                                               std::string const& where)
{
    Set& found = sets_[name];
    bool const interpolated = type == "normsys" || type == "histosys";
    bool const was_interpolated = found.type == "normsys" || found.type == "histosys";
    if (!found.type.empty() && found.type != type && !(interpolated && was_interpolated))
        refuse_pyhf("the parameter '" + name + "' acts as " + found.type + " and as " + type, where,
                    "in HistFactory a name has one kind of constraint");
    found.type = type;
    return found;
}

nlohmann::json WrittenParameters::linear(int parameter, std::string const& where)
{
    ModelParameter const& p = at(parameter);
    std::string const type = p.constraint.kind == ConstraintKind::none ? "normfactor" : "lumi";
    if (type == "lumi" && (p.name != "lumi" || p.constraint.kind != ConstraintKind::gaussian))
        refuse_pyhf("the parameter '" + p.name + "' multiplies the yield and has a constraint", where,
                    "HistFactory knows one such factor: 'lumi', with a Gaussian constraint");
    set(p.name, type, where).members[0] = parameter;
    return {{"name", p.name}, {"type", type}, {"data", nullptr}};
}

std::string WrittenParameters::unit_gaussian(int parameter, std::string const& type, std::string const& where)
{
    ModelParameter const& p = at(parameter);
    if (p.constraint.kind != ConstraintKind::gaussian || p.constraint.width != 1)
        refuse_pyhf("the nuisance parameter '" + p.name + "' has no Gaussian constraint of width 1", where,
                    "HistFactory knows no other");
    set(p.name, type, where).members[0] = parameter;
    return p.name;
}

std::string WrittenParameters::common_name(YieldFactor const& factor, std::size_t& first,
                                           std::string const& where) const
{
    std::string name;
    bool found = false;
    for (std::size_t b = 0; b < factor.bin_parameters.size(); ++b)
    {
        if (factor.bin_parameters[b] < 0) continue;
        std::string const& full = at(factor.bin_parameters[b]).name;
        std::string base;
        std::size_t index = 0;
        bool ok = split_name(full, base, index) && index >= b;
        if (ok && !found)
        {
            name = base;
            first = index - b;
        }
        ok = ok && name == base && first + b == index;
        if (!ok)
            refuse_pyhf("the parameter '" + full + "' of a bin has a name of its own", where,
                        "pyhf numbers the bins of one name: name[0], name[1], ...");
        found = true;
    }
    return name;
}

std::vector<double> WrittenParameters::shapesys_sizes(YieldFactor const& factor, std::vector<double> const& contents,
                                                      std::string const& where) const
{
    std::vector<double> sizes;
    for (std::size_t b = 0; b < contents.size(); ++b)
    {
        int const parameter = factor.bin_parameters[b];
        sizes.push_back(parameter < 0 ? 0 : contents[b] / std::sqrt(at(parameter).constraint.scale));
        if (parameter >= 0 && !(sizes.back() > 0))
            refuse_pyhf("a bin without content has the Poisson factor '" + at(parameter).name + "'", where, "");
    }
    return sizes;
}

/// The whole uncertainty stands on the first sample that carries the factor: only the sum in quadrature counts.
std::vector<double> WrittenParameters::staterror_sizes(YieldFactor const& factor, ModelChannel const& channel,
                                                       ModelSample const& sample, std::string const& where) const
{
    std::vector<double> total(static_cast<std::size_t>(channel.bins), 0.0);
    ModelSample const* first = nullptr;
    for (ModelSample const& other : channel.samples)
        for (YieldFactor const& f : other.factors)
        {
            if (f.kind != FactorKind::per_bin || f.bin_parameters != factor.bin_parameters) continue;
            if (first == nullptr) first = &other;
            std::vector<double> const contents = nominal(other);
            for (std::size_t b = 0; b < total.size(); ++b) total[b] += contents[b];
        }
    std::vector<double> sizes(total.size(), 0.0);
    for (std::size_t b = 0; b < total.size(); ++b)
    {
        int const parameter = factor.bin_parameters[b];
        if (parameter < 0) continue;
        if (!(total[b] > 0))
            refuse_pyhf("a bin without content has the factor '" + at(parameter).name + "'", where, "");
        if (first == &sample) sizes[b] = at(parameter).constraint.width * total[b];
    }
    return sizes;
}

nlohmann::json WrittenParameters::per_bin(YieldFactor const& factor, ModelChannel const& channel,
                                          ModelSample const& sample, std::string const& where)
{
    ConstraintKind kind = ConstraintKind::none;
    bool holes = false;
    bool any = false;
    for (int parameter : factor.bin_parameters)
    {
        holes = holes || parameter < 0;
        if (parameter < 0) continue;
        ConstraintKind const here = at(parameter).constraint.kind;
        if (any && here != kind)
            refuse_pyhf("the bins of one factor have different kinds of constraints", where, "use one kind");
        kind = here;
        any = true;
    }
    if (!any) refuse_pyhf("a factor per bin has no parameter at all", where, "remove it");
    if (kind == ConstraintKind::none && holes)
        refuse_pyhf("a free factor per bin leaves out a bin", where, "give every bin a parameter");
    std::size_t first = 0;
    std::string const name = common_name(factor, first, where);
    nlohmann::json data;
    std::string type = "shapefactor";
    if (kind == ConstraintKind::poisson)
    {
        type = "shapesys";
        data = shapesys_sizes(factor, nominal(sample), where);
        if (sets_.count(name) != 0)
            refuse_pyhf("two samples share the Poisson factors '" + name + "'", where,
                        "a shapesys belongs to one sample");
    }
    else if (kind == ConstraintKind::gaussian)
    {
        type = "staterror";
        data = staterror_sizes(factor, channel, sample, where);
    }
    else if (kind != ConstraintKind::none)
        refuse_pyhf("the constraint of '" + name + "' is neither Gaussian nor Poisson", where, "");
    Set& group = set(name, type, where);
    group.per_bin = true;
    group.size = std::max(group.size, first + factor.bin_parameters.size());
    for (std::size_t b = 0; b < factor.bin_parameters.size(); ++b)
        if (factor.bin_parameters[b] >= 0) group.members[first + b] = factor.bin_parameters[b];
    return {{"name", name}, {"type", type}, {"data", data}};
}

nlohmann::json WrittenParameters::configuration(std::string const& name, Set const& set) const
{
    // Bins without a parameter: what pyhf gives them.
    std::vector<double> inits(set.size, 1.0), auxdata(set.size, 1.0), widths(set.size, 1.0);
    std::vector<std::vector<double>> bounds(set.size, {1e-10, 10.0});
    std::size_t constants = 0;
    ConstraintKind kind = ConstraintKind::none;
    for (auto const& [position, parameter] : set.members)
    {
        ModelParameter const& p = at(parameter);
        kind = p.constraint.kind;
        inits[position] = p.value;
        bounds[position] = {bound(p.lower), bound(p.upper)};
        auxdata[position] = p.constraint.centre;
        widths[position] = kind == ConstraintKind::poisson ? p.constraint.scale : p.constraint.width;
        constants += p.constant ? 1 : 0;
    }
    nlohmann::json entry{{"name", name}, {"inits", inits}, {"bounds", bounds}};
    if (kind != ConstraintKind::none) entry["auxdata"] = auxdata;
    if (set.type == "lumi" || set.type == "staterror") entry["sigmas"] = widths;
    if (set.type == "shapesys") entry["factors"] = widths;
    if (constants != 0 && constants != set.members.size())
        refuse_pyhf("some bins of '" + name + "' are fixed and others float", name, "pyhf fixes all of them, or none");
    if (constants != 0) entry["fixed"] = true;
    return entry;
}

nlohmann::json WrittenParameters::configurations() const
{
    nlohmann::json list = nlohmann::json::array();
    for (auto const& [name, set] : sets_) list.push_back(configuration(name, set));
    return list;
}

}  // namespace quartet::pyhf
