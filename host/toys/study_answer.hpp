// The answer of a study from its toys, wherever they come from.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fits/toy_grid_limit.hpp"
#include "host/toys/toy_file.hpp"
#include "host/toys/toy_study.hpp"

namespace quartet
{

struct StudyAnswer
{
    nlohmann::json json;  ///< the result of the command
    LimitResult limit;    ///< of a limit, for text
    std::vector<std::string> warnings;
    bool complete = true;  ///< every limit was found and the fits to the data ended well: exit code 0
};

/// Takes the toys cell by cell and keeps those of one point only.
class StudyReader
{
  public:
    explicit StudyReader(ToyStudy const& study);

    /// The next toys, in the order of the cells. Throws CheckError when no toy of a cell has a value.
    void take(ToyValues const& toys);
    /// Once all toys were taken.
    StudyAnswer answer() const;

  private:
    ToyDistribution& of_role(ToyRole role);
    void end_cell();
    void evaluate(GridPoint& point);
    StudyAnswer limit_answer() const;
    void note_infinite_q(ClsPoint const& point, StudyAnswer& answer) const;
    StudyAnswer hypotest_answer() const;
    StudyAnswer discovery_answer() const;
    StudyAnswer scan_answer() const;

    ToyStudy const& study_;
    std::vector<ToyCell> cells_;
    std::size_t cell_ = 0;
    std::int64_t taken_ = 0;  ///< of this cell
    ToyDistribution s_plus_b_;
    ToyDistribution b_;
    ToyDistribution injected_;
    std::vector<GridPoint> points_;
    ToyCounts counts_;
};

/// The answer from a complete file. `study`: that of the file, with another confidence level or band if so wished.
StudyAnswer answer_of(ToyFileReader const& file, ToyStudy const& study);

}  // namespace quartet
