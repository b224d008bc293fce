#include "host/toys/study_answer.hpp"

#include <algorithm>
#include <cmath>

#include "host/statistics/contour.hpp"
#include "models/base/error.hpp"

namespace quartet
{

StudyReader::StudyReader(ToyStudy const& study) : study_(study), cells_(study.cells())
{
    counts_ = study.counts();
    for (StudyPoint const& point : study.points)
    {
        ClsPoint& result = points_.emplace_back().result;
        result.mu = point.mu;
        result.q = point.q;
        result.q_asimov = point.q_asimov;
    }
}

void StudyReader::take(ToyValues const& toys)
{
    for (std::int64_t done = 0; done < toys.size();)
    {
        ToyCell const& cell = cells_.at(cell_);
        std::int64_t const count = std::min(toys.size() - done, cell.toys - taken_);
        of_role(cell.role).add(toys.part(done, count));
        done += count;
        taken_ += count;
        if (taken_ == cell.toys) end_cell();
    }
}

ToyDistribution& StudyReader::of_role(ToyRole role)
{
    if (role == ToyRole::injected) return injected_;
    return role == ToyRole::b ? b_ : s_plus_b_;
}

void StudyReader::end_cell()
{
    std::size_t const point = cells_[cell_].point;
    ++cell_;
    taken_ = 0;
    if (cell_ < cells_.size() && cells_[cell_].point == point) return;
    evaluate(points_[point]);
    for (ToyDistribution* toys : {&s_plus_b_, &b_, &injected_})
    {
        counts_.failed += toys->failed();
        counts_.lost += toys->lost();
        *toys = {};
    }
}

void StudyReader::evaluate(GridPoint& point)
{
    ClsPoint& result = point.result;
    auto const sigmas = band_sigmas(study_.frame.bands);
    bool const injected = study_.frame.injected.has_value();
    bool const discovery = study_.question == ToyQuestion::discovery;
    if (discovery || study_.question == ToyQuestion::scan)
    {
        ToyDistribution const& toys = discovery ? b_ : s_plus_b_;
        demand_toys(toys, result.mu);
        result.observed.clsb = toys.p_value(result.q);
        result.error.clsb = toys.p_error(result.observed.clsb);
        if (!discovery || !injected) return;
        demand_toys(injected_, result.mu);
        result.injected = discovery_band(injected_, b_, sigmas);
        return;
    }
    evaluate_grid_point(s_plus_b_, b_, sigmas, study_.has_observed, point);
    if (injected) evaluate_injected(injected_, s_plus_b_, b_, sigmas, point);
}

StudyAnswer StudyReader::answer() const
{
    if (cell_ != cells_.size()) throw CheckError(message("toys are missing", to_string(study_.question), ""));
    StudyAnswer answer;
    switch (study_.question)
    {
        case ToyQuestion::hypotest:
            answer = hypotest_answer();
            break;
        case ToyQuestion::discovery:
            answer = discovery_answer();
            break;
        case ToyQuestion::limit:
            answer = limit_answer();
            break;
        case ToyQuestion::scan:
            answer = scan_answer();
            break;
        case ToyQuestion::adaptive_limit:
            break;
    }
    for (std::string const& warning : toy_warnings(counts_)) answer.warnings.push_back(warning);
    answer.warnings.insert(answer.warnings.end(), study_.failures.begin(), study_.failures.end());
    answer.json["warnings"] = answer.warnings;
    answer.complete = answer.complete && study_.failures.empty();
    return answer;
}

StudyAnswer StudyReader::limit_answer() const
{
    StudyAnswer answer;
    answer.limit = grid_limit(
        points_, {study_.frame.cl, study_.frame.toy_bands, study_.has_observed, study_.frame.injected.has_value()});
    answer.limit.toys = counts_;
    answer.warnings = answer.limit.warnings;
    answer.complete = answer.limit.complete();
    answer.json = limit_json(study_.frame, answer.limit, "toys");
    return answer;
}

void StudyReader::note_infinite_q(ClsPoint const& point, StudyAnswer& answer) const
{
    if (!study_.has_observed || std::isfinite(point.q)) return;
    answer.warnings.emplace_back(infinite_q);
    answer.complete = false;
}

StudyAnswer StudyReader::hypotest_answer() const
{
    StudyAnswer answer;
    ClsPoint const& point = points_.front().result;
    answer.json = hypotest_json(study_.frame, point, "toys", counts_);
    note_infinite_q(point, answer);
    if (study_.has_observed && !(point.observed.clb > 0))
        answer.warnings.push_back(
            "no background toy is as far out as the data: CLb is below one toy, and CLs is not known and given as 1; "
            "more toys are needed (--toys)");
    return answer;
}

StudyAnswer StudyReader::discovery_answer() const
{
    StudyAnswer answer;
    ClsPoint const& point = points_.front().result;
    answer.json = hypotest_json(study_.frame, point, "toys", counts_);
    note_infinite_q(point, answer);
    for (char const* key : {"q_asimov", "CLb", "CLs", "CLs_expected", "CLs_expected_error", "CLsb"})
        answer.json[key] = nullptr;
    answer.json["errors"] = {{"p_value", point.error.clsb}};
    name_discovery_band(answer.json);
    return answer;
}

StudyAnswer StudyReader::scan_answer() const
{
    StudyAnswer answer;
    answer.json = study_.base;
    std::vector<double> values, p_values;
    for (std::size_t i = 0; i < points_.size(); ++i)
    {
        values.push_back(study_.points[i].mu);
        p_values.push_back(points_[i].result.observed.clsb);
        answer.json["points"][i]["p_value"] = points_[i].result.observed.clsb;
        answer.json["points"][i]["p_value_error"] = points_[i].result.error.clsb;
    }
    for (auto const& contour : study_.base.value("contours", nlohmann::json::array()))
    {
        double const level = 1 - contour["cl"].get<double>();
        answer.json["toy_contours"].push_back(
            {{"cl", contour["cl"]}, {"level", level}, {"crossings", crossings(values, p_values, level)}});
    }
    for (auto const& note : study_.base.value("warnings", nlohmann::json::array()))
        answer.warnings.push_back(note.get<std::string>());
    answer.json["toys"] = toys_json(counts_);
    return answer;
}

StudyAnswer answer_of(ToyFileReader const& file, ToyStudy const& study)
{
    if (!file.shard().whole())
        throw InputError(message("the file holds shard " + to_string(file.shard()) + " only", file.path(),
                                 "join the shards with quartet merge first"));
    if (study.question == ToyQuestion::adaptive_limit)
        throw InputError(message("these toys are those of a limit that was decided as it went", file.path(),
                                 "read them with their model: quartet limit MODEL --from " + file.path()));
    StudyReader reader(study);
    for (std::int64_t first = 0; first < file.rows(); first += toy_block)
        reader.take(file.read(first, std::min(toy_block, file.rows() - first)));
    return reader.answer();
}

}  // namespace quartet
