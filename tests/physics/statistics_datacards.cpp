// Datacards of Combine, read as they are: asymptotic limits, test statistics, significances. The references are those
// of Combine's own regression file and documentation (stats/combine/*.json of the shared data), Combine @da0a2f49.
#include <array>
#include <map>

#include "tests/physics/statistics_cards.hpp"

namespace quartet::test
{
namespace
{

/// "card quantity" of the regression file, where the second word may be missing.
std::pair<std::string, std::string> split_key(std::string const& key)
{
    std::size_t const blank = key.find(' ');
    return blank == std::string::npos ? std::pair{key, std::string()}
                                      : std::pair{key.substr(0, blank), key.substr(blank + 1)};
}

LimitResult limit_of(std::string const& card, DatacardOptions const& options = {})
{
    QuestionOptions question_options;
    question_options.bands = Bands::quantile;
    Question question = ask_card(card, question_options, options);
    return limit_with_formulae(question);
}

double part_of(LimitResult const& limit, std::string const& name)
{
    std::map<std::string, std::size_t> const bands{{"E025", 0}, {"E159", 1}, {"E500", 2}, {"E839", 3}, {"E975", 4}};
    return name == "Obs" ? limit.observed : limit.expected[bands.at(name)];
}

/// Observed and median within 0.5 %, bands within 1 %: Combine solves limits to 0.3 - 0.5 % (rRelAcc 0.005).
void compare_entry(std::string const& entry, std::size_t expected_size, DatacardOptions const& options = {})
{
    std::map<std::string, LimitResult> limits;
    nlohmann::json const results = combine_reference(entry);
    EXPECT_EQ(results.size(), expected_size) << entry;
    for (auto const& [key, value] : results.items())
    {
        auto const [card, quantity] = split_key(key);
        if (limits.count(card) == 0) limits[card] = limit_of(card, options);
        double const share = quantity == "Obs" || quantity == "E500" ? 0.005 : 0.01;
        compare_relative(entry + " " + key, value.at("limit"), part_of(limits[card], quantity), share);
    }
}

TEST(Datacards, AsymptoticLimitsOfCountingExperiments)
{
    QUARTET_NEED_CARDS();
    compare_entry("Counting_Asymptotic", 42);
}

TEST(Datacards, AsymptoticLimitOfATwoSidedLogNormal)
{
    QUARTET_NEED_CARDS();
    compare_entry("Asymm_Asymptotic", 6);
}

TEST(Datacards, AsymptoticLimitsWithSidebands)
{
    QUARTET_NEED_CARDS();
    compare_entry("Gamma_Asymptotic", 12);
}

TEST(Datacards, AsymptoticLimitOfFourChannelsWith38Nuisances)
{
    QUARTET_NEED_CARDS();
    compare_entry("HWW_Asymptotic", 6);
    DatacardOptions options;
    options.no_systematics = true;
    compare_entry("HWW_S0_Asymptotic", 6, options);
}

TEST(Datacards, AsymptoticLimitOfTheTutorial)
{
    QUARTET_NEED_CARDS();
    std::string const card = "realistic-counting-experiment.txt";
    nlohmann::json const reference = combine_documented("tutorials/counting/" + card).at("AsymptoticLimits");
    LimitResult const limit = limit_of(card);
    compare_relative(card + " observed", reference.at("observed"), limit.observed, 0.005);
    std::array<char const*, 5> const quantiles{"0.025", "0.16", "0.5", "0.84", "0.975"};
    for (std::size_t i = 0; i < 5; ++i)
        compare_relative(card + " expected " + quantiles[i], reference.at("expected").at(quantiles[i]),
                         limit.expected[i], i == 2 ? 0.005 : 0.01);
    QuestionOptions options;
    Question question = ask_card(card, options);
    compare(card + " significance", 0, question.observed()->signed_root_q0(), 1e-9);
}

TestStatistic statistic_of(std::string const& name)
{
    if (name == "Atlas") return TestStatistic::qtilde;
    if (name == "Profile") return TestStatistic::profile;
    return name == "LEP" ? TestStatistic::lep : TestStatistic::tev;
}

// 2 Delta NLL as printed: 4 digits.
void compare_statistics(std::string const& entry, double r)
{
    nlohmann::json const results = combine_reference(entry);
    for (auto const& [key, value] : results.items())
    {
        auto const [card, name] = split_key(key);
        Question question = ask_card(card);
        compare(entry + " " + key, value.at("limit"), question.observed()->value(statistic_of(name), r), 1e-4);
    }
}

TEST(Datacards, TestStatistics)
{
    QUARTET_NEED_CARDS();
    compare_statistics("Counting_TestStats_HybridNew", 5);
    compare_statistics("HWW_TestStats_HybridNew", 1);
}

// The cards with 1 and 11 observed events and the uncertainty of the card with 6 are not among the shared data: the
// observation of that card is replaced. References: Combine, test/validation/reference.json *_TestStats_*.
TEST(Datacards, TestStatisticsWithOtherObservations)
{
    QUARTET_NEED_CARDS();
    struct Case
    {
        double observed;
        double r;
        std::map<TestStatistic, double> values;
    };
    using enum TestStatistic;
    for (Case const& c : {Case{1, 5, {{qtilde, 8.4575}, {lep, 8.7067}, {tev, 8.4575}}},
                          Case{11, 10, {{qtilde, 1.3084}, {lep, -2.7940}, {tev, -1.4687}, {profile, 1.3084}}},
                          Case{11, 2, {{qtilde, 0}, {lep, -2.8234}, {tev, -1.7135}, {profile, 1.0637}}}})
    {
        ModelDocument document = read_model(card_path("counting-B5p5-Obs6-Syst30B.txt"));
        document.data.channels[0].counts = {c.observed};
        Question question(document, {});
        for (auto const& [statistic, value] : c.values)
            compare("30B Obs" + std::to_string(static_cast<int>(c.observed))
                        + " r=" + std::to_string(static_cast<int>(c.r)) + " " + to_string(statistic),
                    value, question.observed()->value(statistic, c.r), 1e-4);
        if (c.r == 10) compare("30B Obs11 significance", 1.6665, question.observed()->signed_root_q0(), 1e-4);
    }
}

TEST(Datacards, Significances)
{
    QUARTET_NEED_CARDS();
    for (std::string const entry : {"Counting_Sig_ProfileLikelihood", "Gamma_Sig_ProfileLikelihood"})
    {
        nlohmann::json const results = combine_reference(entry);
        for (auto const& [card, value] : results.items())
            compare(entry + " " + card, value.at("limit"), ask_card(card).observed()->signed_root_q0(), 1e-4);
    }
}

}  // namespace
}  // namespace quartet::test
