// Fits of datacards of Combine: several signal strengths, profile errors, rate parameters with formulas.
#include "fits/fit_result.hpp"
#include "host/io/datacard_reader.hpp"
#include "host/statistics/profile_errors.hpp"
#include "tests/physics/statistics_cards.hpp"

namespace quartet::test
{
namespace
{

struct CardFit
{
    CompiledModel model;
    FitDataset data;
    FitResult result;

    explicit CardFit(ModelDocument const& document)
        : model(document.model), data(document.data), result(fit(model, data))
    {
        EXPECT_EQ(result.status, FitStatus::converged);
    }

    double value(std::string const& name) const
    {
        return result.values[static_cast<std::size_t>(model.parameter(name))];
    }

    ProfileErrors minos(std::string const& name) const
    {
        return profile_errors(model, data, result, model.parameter(name), {});
    }
};

/// Value and MINOS errors; Combine prints three decimals, and finds crossings to its tolerance.
void compare_fit(std::string const& what, CardFit const& fit, std::string const& name, double value, double low,
                 double high, double digit, double errors)
{
    compare(what + " " + name, value, fit.value(name), digit);
    ProfileErrors const found = fit.minos(name);
    compare(what + " " + name + " error low", low, found.low.distance, errors);
    compare(what + " " + name + " error high", high, found.high.distance, errors);
}

// Combine, test/references/multi-signal.out @da0a2f49.
TEST(DatacardFits, TwoSignalStrengths)
{
    QUARTET_NEED_CARDS();
    ModelOptions options;
    for (std::string const card : {"datacard-5-multi-signal.txt", "toy-hgg-125.txt"})
    {
        options.card.strengths = {"r_ggH=ggH*", "r_qqH=qqH*"};
        ModelDocument const document = read_model(card_path(card), options);
        EXPECT_EQ(document.model.poi.size(), 2U);
        CardFit const both(document);
        compare_fit(card, both, "r_ggH", .882, -.749, .795, 1e-3, 2e-3);
        compare_fit(card, both, "r_qqH", 4.683, -2.746, 3.464, 2e-3, 4e-3);
        compare_fit(card + " common", CardFit(read_model(card_path(card))), "r", 1.4812, -.5987, .6644, 3e-4, 5e-4);
    }
}

// Combine, test/references/multi-signal-ChannelCompatibilityCheck.out @da0a2f49: one strength per channel, and twice
// the difference of ln L to the common one.
TEST(DatacardFits, ChannelsAreCompatible)
{
    QUARTET_NEED_CARDS();
    std::string const card = "datacard-5-multi-signal.txt";
    ModelOptions options;
    options.card.strengths = {"r_dijet=dijet/*", "r_incl=incl/*"};
    CardFit const apart(read_model(card_path(card), options));
    CardFit const common(read_model(card_path(card)));
    compare_fit("channel compatibility", apart, "r_dijet", 3.5554, -1.8576, 2.3619, 3e-4, 5e-4);
    compare_fit("channel compatibility", apart, "r_incl", 1.1506, -.6393, .6939, 4e-4, 5e-4);
    compare("channel compatibility chi2", 1.5417, 2 * (common.result.nll - apart.result.nll), 2e-4);
}

// 16 events where 50 * 100 / 500 = 10 are background, and 3 per unit of r are signal: r = 2 by construction.
TEST(DatacardFits, RateParametersWithAFormula)
{
    QUARTET_NEED_CARDS();
    CardFit const fit(read_model(card_path("datacard-4-abcd.txt")));
    // The fit ends where the distance to the minimum is below 1e-8, that is within 1.4e-4 standard deviations.
    compare("datacard-4-abcd r", 2, fit.value("r"), 1e-4);
    compare("datacard-4-abcd beta", 50, fit.value("beta"), 1e-5);
    compare("datacard-4-abcd gamma", 100, fit.value("gamma"), 1e-5);
    compare("datacard-4-abcd delta", 500, fit.value("delta"), 1e-4);
}

// Combine, docs/tutorial_stat_routines/stat_routines.md: one channel, 6 events observed.
TEST(DatacardFits, StatisticalRoutinesTutorial)
{
    std::string const card = R"(imax 1
jmax 1
kmax 3
bin ch1
observation 6
bin     ch1  ch1
process ggH  WW
process 0    1
rate    2.3  5.4
lumi   lnN 1.01 1.01
xs_ggH lnN 1.10 -
xs_WW  lnN -    1.16
)";
    DatacardOptions options;
    options.strength_range = {-10, 10};
    ModelDocument const document = parse_datacard(card, "typed into the test", options);
    // Printed with three decimals, best fit and distances apart: the ends of the interval are known to 1e-3.
    CardFit const fit(document);
    ProfileErrors const errors = fit.minos("r");
    compare("stat_routines r", .260, fit.value("r"), 1e-3);
    compare("stat_routines lower end", .260 - 1.004, fit.value("r") + errors.low.distance, 1e-3);
    compare("stat_routines upper end", .260 + 1.265, fit.value("r") + errors.high.distance, 1e-3);
    Question question(parse_datacard(card, "typed into the test"), {});
    compare("stat_routines significance", .24, question.observed()->signed_root_q0(), 5e-3);
}

}  // namespace
}  // namespace quartet::test
