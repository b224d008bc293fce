// histfactory_dist: a binned channel of an HS3 document.
#include <cmath>

#include "host/io/hs3_parts.hpp"

namespace quartet::hs3
{
namespace
{

std::vector<double> contents_of(JsonNode const& node, std::size_t bins)
{
    JsonNode const contents = node.at("contents");
    std::vector<double> values = contents.numbers();
    if (values.size() != bins)
        contents.fail("there are " + std::to_string(values.size()) + " contents for " + std::to_string(bins) + " bins");
    return values;
}

/// A histfactory_dist while it is read.
struct Channel
{
    JsonNode distribution;
    std::size_t bins;
    Reading& reading;

    std::vector<JsonNode> samples() const { return distribution.at("samples").items(); }

    FactorKind normsys_kind(JsonNode const& modifier) const
    {
        if (!modifier.has("interpolation")) return FactorKind::polynomial_exponential;
        JsonNode const node = modifier.at("interpolation");
        if (node.text() == "lin") return FactorKind::piecewise_linear;
        if (node.text() == "log") return FactorKind::piecewise_exponential;
        node.fail("the interpolation '" + node.text() + "' of a normsys cannot be read",
                  "known: lin, log; without the key: a polynomial of degree six, exponential beyond");
    }

    MorphKind histosys_kind(JsonNode const& modifier) const
    {
        if (!modifier.has("interpolation")) return MorphKind::polynomial_linear;
        JsonNode const node = modifier.at("interpolation");
        if (node.text() == "lin") return MorphKind::piecewise_linear;
        if (node.text() == "parabolic") return MorphKind::quadratic_linear;
        if (node.text() == "poly6") return MorphKind::polynomial_linear;
        node.fail("the interpolation '" + node.text() + "' of a histosys cannot be read",
                  "known: lin, parabolic, poly6");
    }

    /// The parameter of a modifier, with the unit Gaussian that "constraint": "Gauss" asks for.
    int nuisance(JsonNode const& modifier) const
    {
        JsonNode const name = modifier.at("parameter");
        int const parameter = reading.parameter(name.text(), name);
        if (!modifier.has("constraint")) return parameter;
        JsonNode const constraint = modifier.at("constraint");
        if (constraint.text() != "Gauss")
            constraint.fail("the constraint '" + constraint.text() + "' of this modifier cannot be read",
                            "known: Gauss");
        reading.constrain(parameter, {ConstraintKind::gaussian, 0, 1, 1}, constraint);
        return parameter;
    }

    std::vector<int> per_bin(JsonNode const& modifier) const
    {
        JsonNode const node = modifier.at("parameters");
        std::vector<int> parameters;
        for (JsonNode const& item : node.items()) parameters.push_back(reading.parameter(item.text(), item));
        if (parameters.size() != bins)
            node.fail("there are " + std::to_string(parameters.size()) + " parameters for " + std::to_string(bins)
                      + " bins");
        return parameters;
    }

    /// Relative uncertainties of the bins of a staterror: errors in quadrature over the sum of the samples that carry
    /// the same parameters.
    std::vector<double> relative_errors(JsonNode const& modifier) const
    {
        std::vector<double> total(bins, 0.0), squares(bins, 0.0);
        for (JsonNode const& sample : samples())
            for (JsonNode const& other : sample.at("modifiers").items())
            {
                if (other.at("type").text() != "staterror"
                    || other.at("parameters").json() != modifier.at("parameters").json())
                    continue;
                std::vector<double> const contents = contents_of(sample.at("data"), bins);
                JsonNode const errors = sample.at("data").at("errors");
                std::vector<double> const sizes = errors.numbers();
                if (sizes.size() != bins) errors.fail("one error per bin is expected");
                for (std::size_t b = 0; b < bins; ++b)
                {
                    total[b] += contents[b];
                    squares[b] += sizes[b] * sizes[b];
                }
            }
        for (std::size_t b = 0; b < bins; ++b) squares[b] = total[b] > 0 ? std::sqrt(squares[b]) / total[b] : 0;
        return squares;
    }

    /// Constraints of mean 1: Poisson, or Gaussian. A bin without uncertainty does not float.
    void constrain_bins(JsonNode const& modifier, std::vector<int> const& parameters,
                        std::vector<double> const& relative) const
    {
        std::string const kind = modifier.has("constraint") ? modifier.at("constraint").text() : "Poisson";
        if (kind != "Poisson" && kind != "Gauss")
            modifier.at("constraint")
                .fail("the constraint '" + kind + "' of bins cannot be read", "known: Gauss, Poisson");
        for (std::size_t b = 0; b < bins; ++b)
        {
            double const width = relative[b];
            double const tau = 1 / (width * width);
            if (width == 0)
                reading.document.model.parameters[static_cast<std::size_t>(parameters[b])].constant = true;
            else if (width < 0 || !std::isfinite(tau) || !(tau > 0))
                modifier.fail("the uncertainty of bin " + std::to_string(b) + " is out of proportion");
            else if (kind == "Gauss")
                reading.constrain(parameters[b], {ConstraintKind::gaussian, 1, width, 1}, modifier);
            else
                reading.constrain(parameters[b], {ConstraintKind::poisson, tau, 1, tau}, modifier);
        }
    }

    void add_modifier(JsonNode const& modifier, ModelSample& sample) const
    {
        std::string const type = modifier.at("type").text();
        if (type == "normfactor")
        {
            Product const product = read_product(modifier.at("parameter"), reading);
            sample.yield *= product.number;
            sample.factors.insert(sample.factors.end(), product.factors.begin(), product.factors.end());
        }
        else if (type == "normsys")
        {
            JsonNode const data = modifier.at("data");
            FactorKind const kind = normsys_kind(modifier);
            sample.factors.push_back(
                YieldFactor::interpolated(kind, nuisance(modifier), data.at("lo").number(), data.at("hi").number()));
        }
        else if (type == "histosys")
        {
            JsonNode const data = modifier.at("data");
            MorphKind const kind = histosys_kind(modifier);
            sample.shape.morphs.push_back(
                {kind, nuisance(modifier), contents_of(data.at("lo"), bins), contents_of(data.at("hi"), bins), 1});
        }
        else if (type == "shapefactor")
            sample.factors.push_back(YieldFactor::per_bin(per_bin(modifier)));
        else if (type == "staterror" || type == "shapesys")
        {
            std::vector<int> const parameters = per_bin(modifier);
            std::vector<double> relative;
            if (type == "staterror")
                relative = relative_errors(modifier);
            else
                relative = modifier.at("data").at("vals").numbers();
            if (relative.size() != bins) modifier.at("data").at("vals").fail("one number per bin is expected");
            constrain_bins(modifier, parameters, relative);
            sample.factors.push_back(YieldFactor::per_bin(parameters));
        }
        else
            modifier.at("type").fail("the modifier '" + type + "' cannot be read",
                                     "known: normfactor, normsys, histosys, shapefactor, shapesys, staterror");
    }
};

}  // namespace

ModelChannel read_histfactory(JsonNode const& distribution, Reading& reading)
{
    std::vector<JsonNode> const axes = distribution.at("axes").items();
    if (axes.size() != 1) distribution.at("axes").fail("one axis is expected here", "a channel has one observable");
    Channel const source{distribution, read_edges(axes.front()).size() - 1, reading};
    ModelChannel channel;
    channel.name = distribution.at("name").text();
    channel.bins = static_cast<int>(source.bins);
    for (JsonNode const& node : source.samples())
    {
        ModelSample sample;
        sample.name = node.has("name") ? node.at("name").text() : "sample" + std::to_string(channel.samples.size());
        JsonNode const data = node.at("data");
        sample.shape = ModelShape::bins(contents_of(data, source.bins));
        for (double content : sample.shape.contents)
            if (content < 0) data.at("contents").fail("an expected content is negative");
        for (JsonNode const& modifier : node.at("modifiers").items()) source.add_modifier(modifier, sample);
        channel.samples.push_back(std::move(sample));
    }
    if (channel.samples.empty()) distribution.at("samples").fail("at least one sample is expected here");
    return channel;
}

}  // namespace quartet::hs3
