// Results of the statistics commands as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "fits/fit_result.hpp"
#include "host/statistics/profile_errors.hpp"
#include "host/statistics/question.hpp"

namespace quartet
{

/// What a result says of the question, whoever has the answer: a file of toys knows it without the model.
struct ResultFrame
{
    std::string poi;
    TestStatistic statistic = TestStatistic::qtilde;
    double cl = 0.95;
    Bands bands = Bands::sigma;
    bool toy_bands = true;
    std::string blinding;            ///< empty when not blinded
    std::optional<double> injected;  ///< Question::injected()

    bool blinded() const { return !blinding.empty(); }
};

ResultFrame frame_of(Question const& question);

/// {"poi","cl","method","test_statistic","observed","expected",...}; `observed` is null while blinded.
nlohmann::json limit_json(ResultFrame const& frame, LimitResult const& result, std::string const& method);
nlohmann::json limit_json(Question const& question, LimitResult const& result, std::string const& method);

/// Five values, from -2 to +2 sigma, by these names.
nlohmann::json band_json(std::array<double, 5> const& values);

/// CLs at one value: {"mu","q","q_asimov","CLsb","CLb","CLs","CLs_expected","p_value",...}.
nlohmann::json hypotest_json(ResultFrame const& frame, ClsPoint const& point, std::string const& method,
                             ToyCounts const& toys);
nlohmann::json hypotest_json(Question const& question, ClsPoint const& point, std::string const& method,
                             ToyCounts const& toys);

/// What hypotest_json() calls CLs of the injected signal are p-values of q0: p_value_injected.
void name_discovery_band(nlohmann::json& hypotest);

/// {"status","nll","edm","parameters","correlation"}. `minos`: errors from the profile of these parameters (index).
nlohmann::json fit_json(CompiledModel const& model, FitResult const& result,
                        std::vector<std::pair<int, ProfileErrors>> const& minos);

/// Where one of the two likelihoods that a test statistic compares is 0.
inline constexpr char const* infinite_q =
    "the data are impossible at one of the two values that are compared: q is infinite and given as null";

nlohmann::json toys_json(ToyCounts const& toys);

}  // namespace quartet
