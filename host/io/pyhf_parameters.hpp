// Parameters of a pyhf workspace: what its modifiers require, changed by the configuration of a measurement.
#pragma once

#include <string>
#include <vector>

#include "fits/model.hpp"
#include "host/io/pyhf_workspace.hpp"

namespace quartet::pyhf
{

/// The parameters of one name: one, or one per bin.
struct ParameterSet
{
    std::string name;
    std::string type;  ///< of the modifier, for messages
    ConstraintKind constraint = ConstraintKind::none;
    bool per_bin = false;
    std::vector<double> inits;
    std::vector<double> lower;
    std::vector<double> upper;
    std::vector<double> auxdata;  ///< constrained: what was observed
    std::vector<double> widths;   ///< standard deviations (Gaussian) or factors tau (Poisson)
    std::vector<bool> fixed;
    bool own_sigmas = false;   ///< a measurement may change the widths
    bool incomplete = false;   ///< lumi: the measurement must say everything
    std::vector<int> indices;  ///< of the model's parameters, -1 for a bin without one
};

class ParameterTable
{
  public:
    /// Adds a set; complains at `where` when one of this name exists that differs.
    void require(ParameterSet const& set, JsonNode const& where);
    /// Applies the list `parameters` of a measurement. Entries whose name no modifier has are left out, as in pyhf.
    void configure(JsonNode const& list);
    /// Appends the parameters to the model and fills the indices.
    void add_to(StatisticalModel& model, JsonNode const& measurement);
    ParameterSet const& at(std::string const& name) const;

  private:
    ParameterSet* find(std::string const& name);
    std::vector<ParameterSet> sets_;
};

/// All that the modifiers of the workspace require, with the defaults of pyhf.
void require_parameters(Workspace const& workspace, ParameterTable& table);

}  // namespace quartet::pyhf
