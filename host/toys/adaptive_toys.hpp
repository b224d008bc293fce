// The toys of an adaptive limit: kept as it asks for them, so that a killed run goes on where it was and a file of them
// answers again.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "fits/toy_record.hpp"
#include "host/toys/checkpoint.hpp"
#include "host/toys/toy_file.hpp"

namespace quartet
{

/// Tested value and role of toys.
using ToyKey = std::pair<double, ToyRole>;

/// Toys that are run, with checkpoints on the way.
class AdaptiveToyRun : public ToyRecord
{
  public:
    /// `study`: make_adaptive_study(). Takes up the checkpoint that is there; throws like ToyCheckpoint.
    AdaptiveToyRun(ToyStudy const& study, std::string output, double seconds);

    /// Toys of an earlier run that was killed.
    std::int64_t resumed() const { return checkpoint_.resumed(); }
    std::vector<std::string> const& warnings() const { return checkpoint_.warnings(); }

    /// Throws InputError when the checkpoint goes on with other toys than these.
    std::int64_t recall(ToyHypothesis const& hypothesis, std::int64_t first, std::int64_t last,
                        TakeToys const& take) override;
    void keep(ToyHypothesis const& hypothesis, std::int64_t first, ToyValues const& toys) override;

    /// Once the limit is there: the file with all toys, by point and hypothesis. `question`: that of the study.
    void write(Question& question, ToyStudy study, Provenance const& provenance) const;
    /// Removes the checkpoint: the last step, when all results are written.
    void end() { checkpoint_.remove(); }

  private:
    std::string output_;
    ToyCheckpoint checkpoint_;
    std::size_t range_ = 0;      ///< of the checkpoint, from which toys are recalled next
    std::int64_t recalled_ = 0;  ///< toys of that range
    std::int64_t row_ = 0;       ///< toys recalled so far
};

/// Toys of a file, none is run.
class AdaptiveToyFile : public ToyRecord
{
  public:
    /// The file must hold an adaptive limit, and outlive this object.
    explicit AdaptiveToyFile(ToyFileReader const& file);

    /// Throws InputError when the file does not hold all of them.
    std::int64_t recall(ToyHypothesis const& hypothesis, std::int64_t first, std::int64_t last,
                        TakeToys const& take) override;
    void keep(ToyHypothesis const&, std::int64_t, ToyValues const&) override {}

  private:
    ToyFileReader const& file_;
    std::map<ToyKey, std::pair<std::int64_t, std::int64_t>> cells_;  ///< (row, toys)
};

}  // namespace quartet
