#include "host/statistics/likelihood_data.hpp"

#include <bit>

#include "fits/asimov.hpp"
#include "host/statistics/degenerate.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

std::uint64_t mix(std::uint64_t x)  // finaliser of SplitMix64
{
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31U);
}

void check_data(ModelDocument const& document, std::string const& what, bool unblind)
{
    if (document.has_blind_windows() && !unblind)
        throw InputError(message(what + " needs all data, and windows of the model are blind", document.model.name,
                                 "open them with --unblind, or use no data with --blind"));
    refuse_opening_empty_windows(document);
    if (!document.has_data)
        throw InputError(
            message("a channel of the model has no data", document.model.name, "add data, or ask with --blind"));
    if (document.data.weighted())
        throw InputError(message("the data have weights, and " + what + " is for counted events", document.model.name,
                                 "quartet fit has correct errors for weighted events"));
}

}  // namespace

LikelihoodData likelihood_data(ModelDocument const& document, std::string const& what, std::string const& poi,
                               bool blind, bool unblind)
{
    LikelihoodData out{CompiledModel(document.model), document.data, -1, ""};
    out.poi = poi.empty() ? out.model.default_poi() : out.model.parameter(poi);
    if (!poi.empty() && document.model.parameters[static_cast<std::size_t>(out.poi)].constant)
        throw InputError(message("the parameter of interest '" + poi + "' is fixed in the model", document.model.name,
                                 "remove its 'fixed: true'"));
    if (blind)
    {
        out.data = asimov_at(out.model, out.model.nominal_values());
        out.blinding = "blind: no data used, Asimov data at the nominal values";
        return out;
    }
    check_data(document, what, unblind);
    return out;
}

std::uint64_t toy_hypothesis(std::string const& purpose, double value, double second_value)
{
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (unsigned char const c : purpose) hash = (hash ^ c) * 0x100000001b3ULL;  // FNV-1a
    hash = mix(hash + std::bit_cast<std::uint64_t>(value));
    return mix(hash + 0x9e3779b97f4a7c15ULL + std::bit_cast<std::uint64_t>(second_value));
}

FitResult demand_fit(CompiledModel const& model, FitDataset const& data, FitOptions const& options)
{
    FitResult result = fit(model, data, options);
    // With parameters held the data may be impossible, and possible without.
    if (options.fixed.empty()) refuse_impossible(model, data, result);
    if (result.status == FitStatus::impossible)
        throw CheckError(message(
            "the fit of the data failed: with the values that are held nothing is expected where there are data",
            impossible_place(model, data, result.values), ""));
    if (!good(result.status))
        throw CheckError(message("the fit of the data failed: " + to_string(result.status), model.source().name,
                                 "quartet fit shows how far it came"));
    return result;
}

}  // namespace quartet
