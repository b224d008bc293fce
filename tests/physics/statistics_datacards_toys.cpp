// Toys of datacards of Combine, within three standard errors of both sides.
#include "host/cpu/toys.hpp"
#include "tests/physics/statistics_cards.hpp"

namespace quartet::test
{
namespace
{

void compare_errors(std::string const& what, double reference, double error, double ours, double our_error)
{
    compare(what, reference, ours, 3 * std::hypot(error, our_error));
}

ClsPoint cls_at(double r, std::string const& card, TestStatistic statistic, ToyKind kind, std::int64_t n_toys = 200000)
{
    auto const toys = make_cpu_toys(1);
    QuestionOptions options;
    options.toys = n_toys;
    options.statistic = statistic;
    options.toy_kind = kind;
    Question question = ask_card(card, options);
    ToyCls cls(question.data(), true, *toys, toy_options(question));
    return cls.at(r);
}

// p-values are for a signal strength of 5. Independent: exact Poisson probabilities, or 1e6 toys of separate code; the
// regression file of Combine has .0985 +- .0009 for the exact .10163, so that it is not used here.
TEST(DatacardToys, ClsOfSixEvents)
{
    QUARTET_NEED_CARDS();
    struct Case
    {
        std::string card;
        double independent;
        double error;
        TestStatistic statistic = TestStatistic::qtilde;
        ToyKind kind = ToyKind::frequentist;
    };
    for (Case const& c :
         {Case{"StatOnly", .14815, 0}, Case{"Syst30B", .15591, .0005}, Case{"Syst30S", .14831, .0005},
          Case{"Syst30U", .18330, .0005}, Case{"Syst30B", .17416, 5e-6, TestStatistic::lep, ToyKind::hybrid}})
    {
        std::string const card = "counting-B5p5-Obs6-" + c.card + ".txt";
        ClsPoint const point = cls_at(5, card, c.statistic, c.kind);
        compare_errors("CLs at r = 5, " + c.card + (c.kind == ToyKind::hybrid ? " LEP hybrid" : ""), c.independent,
                       c.error, point.observed.cls, point.error.cls);
        if (c.card == "StatOnly")
            compare_errors("P_mu at r = 5, StatOnly, exact", .10163, 5e-6, point.observed.clsb, point.error.clsb);
    }
}

// Combine's own toys for the same question (reference.json Counting_pValues_Freq_*_CLs_HybridNew).
TEST(DatacardToys, ClsOfCombine)
{
    QUARTET_NEED_CARDS();
    for (std::string const entry : {"Counting_pValues_Freq_0_CLs_HybridNew", "Counting_pValues_Freq_B_CLs_HybridNew",
                                    "Counting_pValues_Freq_S_CLs_HybridNew", "Counting_pValues_Freq_U_CLs_HybridNew"})
    {
        nlohmann::json const results = combine_reference(entry);
        for (auto const& [card, value] : results.items())
        {
            ClsPoint const point = cls_at(5, card, TestStatistic::qtilde, ToyKind::frequentist);
            compare_errors(entry, value.at("limit"), value.at("limitErr"), point.observed.cls, point.error.cls);
        }
    }
}

// Four channels and 38 nuisance parameters at r = 1, hybrid toys (reference.json HWW_pValues_*_HybridNew).
TEST(DatacardToys, ClsOfFourChannels)
{
    QUARTET_NEED_CARDS();
    std::string const card = "hww4ch-1fb-B-mH140.txt";
    for (auto const& [name, statistic] : {std::pair{"LEP", TestStatistic::lep}, std::pair{"TEV", TestStatistic::tev}})
    {
        std::string const entry = std::string("HWW_pValues_") + name + "_HybridNew";
        nlohmann::json const reference = combine_reference(entry).at(card);
        ClsPoint const point = cls_at(1, card, statistic, ToyKind::hybrid, 20000);
        compare_errors(entry, reference.at("limit"), reference.at("limitErr"), point.observed.cls, point.error.cls);
    }
}

// Combine, docs/part3/commonstatsmethods.md: HybridNew with the LHC statistic.
TEST(DatacardToys, LimitOfTheTutorial)
{
    QUARTET_NEED_CARDS();
    std::string const card = "realistic-counting-experiment.txt";
    nlohmann::json const reference = combine_documented("tutorials/counting/" + card).at("HybridNew_LHC-limits");
    auto const toys = make_cpu_toys(1);
    QuestionOptions options;
    options.toys = 20000;
    options.toy_bands = false;
    Question question = ask_card(card, options);
    LimitResult const limit = limit_with_toys(question, *toys);
    compare_errors(card + " toys", reference.at("observed"), reference.at("error"), limit.observed,
                   limit.observed_error);
}

}  // namespace
}  // namespace quartet::test
