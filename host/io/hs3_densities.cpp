#include "host/io/hs3_densities.hpp"

#include <algorithm>

#include "host/expression/did_you_mean.hpp"
#include "host/io/hs3_parts.hpp"
#include "host/io/model_yaml_shapes.hpp"

namespace quartet::hs3
{
namespace
{

void negate(LinearForm& form)
{
    form.constant = 0.0 - form.constant;
    for (LinearForm::Term& term : form.terms) term.coefficient = -term.coefficient;
}

/// A polynomial has as many coefficients as the native format allows.
void check_length(PdfKind kind, std::size_t length, JsonNode const& list)
{
    for (model_yaml::ListGrammar const& grammar : model_yaml::list_shapes())
        if (grammar.kind == kind && (length < grammar.least || length > grammar.most))
            list.fail(std::string(grammar.complaint), std::string(grammar.mend));
}

PdfComponent simple_density(JsonNode const& distribution, DensityName const& name, Reading& reading)
{
    PdfComponent component;
    component.kind = name.kind;
    for (std::string const& key : name.keys)
    {
        JsonNode const value = distribution.at(key);
        for (JsonNode const& item : name.is_list ? value.items() : std::vector<JsonNode>{value})
        {
            LinearForm form = read_form(item, reading);
            if (name.negated) negate(form);
            component.parameters.push_back(std::move(form));
        }
        if (name.is_list) check_length(name.kind, component.parameters.size(), value);
    }
    return component;
}

bool has_all_keys(JsonNode const& distribution, DensityName const& name)
{
    return std::ranges::all_of(name.keys, [&](std::string const& key) { return distribution.has(key); });
}

/// `alpha` and `alpha_L` must not stand together: keys of another way to write the density are not for this one.
void check_mixed_keys(JsonNode const& distribution, DensityName const& chosen)
{
    for (DensityName const& other : density_names())
    {
        if (other.type != chosen.type) continue;
        for (std::string const& key : other.keys)
            if (distribution.has(key) && std::ranges::find(chosen.keys, key) == chosen.keys.end())
                distribution.at(key).fail("the key '" + key + "' does not go with the other keys of this density",
                                          "give one value for both sides, or one for each side");
    }
}

/// The first way to write this type whose keys are all there, else the first one, whose missing key is then reported;
/// null for a type that is not in the table.
DensityName const* name_of(JsonNode const& distribution, std::string const& type, Reading const& reading)
{
    DensityName const* found = nullptr;
    for (DensityName const& name : density_names())
    {
        if (name.type != type || (name.only_from_root && !reading.from_root())) continue;
        if (has_all_keys(distribution, name)) return &name;
        if (found == nullptr) found = &name;
    }
    return found;
}

std::vector<PdfComponent> mixture(JsonNode const& distribution, std::string& observable, Reading& reading)
{
    std::vector<JsonNode> const summands = distribution.at("summands").items();
    std::vector<JsonNode> const coefficients = distribution.at("coefficients").items();
    bool const extended = distribution.has("extended") && distribution.at("extended").flag();
    if (extended || summands.empty() || coefficients.size() + 1 != summands.size())
        distribution.fail("a mixture inside a density needs one coefficient less than summands",
                          "the last one takes the rest");
    std::vector<PdfComponent> components;
    for (std::size_t i = 0; i < summands.size(); ++i)
    {
        std::string of_summand;
        std::vector<PdfComponent> parts =
            read_density(reading.named("distributions", summands[i].text(), summands[i]), of_summand, reading);
        if (parts.size() != 1) summands[i].fail("a mixture of mixtures", "write all summands into one mixture");
        if (!observable.empty() && of_summand != observable)
            summands[i].fail("the summands depend on the observables '" + observable + "' and '" + of_summand + "'");
        observable = of_summand;
        if (i < coefficients.size()) parts.front().fraction = read_form(coefficients[i], reading);
        components.push_back(std::move(parts.front()));
    }
    return components;
}

}  // namespace

std::vector<DensityName> const& density_names()
{
    static std::vector<std::string> const two_widths{"m0", "sigma_L", "alpha_L", "n_L", "alpha_R", "n_R", "sigma_R"};
    static std::vector<DensityName> const names{
        {PdfKind::uniform, "uniform_dist", "x", {}},
        {PdfKind::gaussian, "gaussian_dist", "x", {"mean", "sigma"}},
        {PdfKind::gaussian, "normal_dist", "x", {"mean", "sigma"}},
        {PdfKind::exponential, "exponential_dist", "x", {"c"}, false, true},
        {PdfKind::chebyshev, "chebychev_dist", "x", {"coefficients"}, true},
        {PdfKind::polynomial, "polynomial_dist", "x", {"coefficients"}, true},
        {PdfKind::argus, "argus_dist", "mass", {"resonance", "slope", "power"}, false, false, {0.5}},
        {PdfKind::argus, "ARGUS_dist", "mass", {"resonance", "slope", "power"}},
        {PdfKind::crystal_ball, "quartet_crystal_ball", "m", {"m0", "sigma", "alpha", "n"}},
        // The standard's Crystal Ball has two tails; a key without L or R is for both sides.
        {PdfKind::double_crystal_ball, "crystalball_dist", "m", {"m0", "sigma", "alpha_L", "n_L", "alpha_R", "n_R"}},
        {PdfKind::double_crystal_ball, "crystalball_dist", "m", two_widths},
        {PdfKind::crystal_ball, "crystalball_dist", "m", {"m0", "sigma", "alpha", "n"}, false, false, {}, true},
        {PdfKind::double_crystal_ball, "crystalball_dist", "m", {"m0", "sigma", "alpha", "n", "alpha", "n"}},
        {PdfKind::double_crystal_ball, "crystalball_dist", "m", {"m0", "sigma", "alpha_L", "n", "alpha_R", "n"}},
        {PdfKind::double_crystal_ball, "crystalball_dist", "m", {"m0", "sigma", "alpha", "n_L", "alpha", "n_R"}},
        {PdfKind::double_crystal_ball,
         "crystalball_dist",
         "m",
         {"m0", "sigma_L", "alpha", "n", "alpha", "n", "sigma_R"}},
        {PdfKind::double_crystal_ball,
         "crystalball_dist",
         "m",
         {"m0", "sigma_L", "alpha_L", "n", "alpha_R", "n", "sigma_R"}},
        {PdfKind::double_crystal_ball,
         "crystalball_dist",
         "m",
         {"m0", "sigma_L", "alpha", "n_L", "alpha", "n_R", "sigma_R"}},
        {PdfKind::double_crystal_ball, "crystalball_doublesided_dist", "m", two_widths},
        {PdfKind::johnson_su, "quartet_johnson_su", "x", {"mu", "lambda", "gamma", "delta"}},
        {PdfKind::power_law, "quartet_power_law", "x", {"exponent"}},
        {PdfKind::bernstein, "quartet_bernstein", "x", {"coefficients"}, true},
        {PdfKind::bernstein, "bernstein_poly_dist", "x", {"coefficients"}, true},
        {PdfKind::student_t, "quartet_student_t", "x", {"mean", "sigma", "nu"}},
        {PdfKind::breit_wigner, "quartet_breit_wigner", "x", {"mean", "width"}},
        {PdfKind::voigtian, "quartet_voigtian", "x", {"mean", "width", "sigma"}},
    };
    return names;
}

std::vector<PdfComponent> read_density(JsonNode const& distribution, std::string& observable, Reading& reading)
{
    JsonNode const type = distribution.at("type");
    if (type.text() == "mixture_dist") return mixture(distribution, observable, reading);
    if (is_table(type.text())) return {read_table(distribution, observable)};
    if (DensityName const* name = name_of(distribution, type.text(), reading))
    {
        check_mixed_keys(distribution, *name);
        observable = distribution.at(name->variable).text();
        return {simple_density(distribution, *name, reading)};
    }
    std::vector<std::string> known{"mixture_dist", "histogram_dist", "quartet_histogram", "quartet_kernel_density"};
    for (DensityName const& name : density_names())
        if (known.back() != name.type) known.push_back(name.type);
    type.fail("the density '" + type.text() + "' cannot be read", did_you_mean(type.text(), known, "known: "));
}

ModelShape read_shape(JsonNode const& distribution, std::string& observable, Reading& reading)
{
    if (distribution.at("type").text() != "quartet_choice")
        return ModelShape::pdf(read_density(distribution, observable, reading));
    std::vector<std::vector<PdfComponent>> alternatives;
    for (JsonNode const& name : distribution.at("from").items())
    {
        std::string of_alternative;
        alternatives.push_back(
            read_density(reading.named("distributions", name.text(), name), of_alternative, reading));
        if (!observable.empty() && of_alternative != observable)
            name.fail("the densities depend on the observables '" + observable + "' and '" + of_alternative + "'");
        observable = of_alternative;
    }
    JsonNode const by = distribution.at("by");
    int const index = reading.discrete(by, static_cast<int>(alternatives.size()));
    return ModelShape::one_of(index, std::move(alternatives));
}

}  // namespace quartet::hs3
