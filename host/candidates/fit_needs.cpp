#include "host/candidates/fit_needs.hpp"

#include <fmt/format.h>

#include "models/base/error.hpp"

namespace quartet
{

void check_vertex_constraint(EventContents const& contents, DecayNode const& node)
{
    if (node.prior == DecayNode::Prior::none) return;
    std::vector<std::string> needed = {"beamspot/x", "beamspot/sigmaX", "beamspot/sigmaY", "beamspot/sigmaZ"};
    if (node.prior == DecayNode::Prior::pv) needed = {"pv/x", "pv/cov"};
    // Without a covariance the fit would be free, and nobody would know.
    for (std::string const& column : needed)
        if (!contents.has(column))
            throw InputError(
                message(fmt::format("the file has no {}, which the vertex constraint of '{}' needs", column, node.name),
                        node.prior_where, "Write 'vertex_constraint: none', or give the file the column"));
}

std::vector<std::string> fit_warnings(EventContents const& contents, bool covariances)
{
    if (!covariances)
        return {
            "the file has no track covariances of all leaves: candidates have no vertex, masses are from the "
            "momenta"};
    std::vector<std::string> warnings;
    if (!contents.has("beamspot/x"))
        warnings.emplace_back("the file has no /beamspot: lxy and impact parameters are unknown");
    if (!contents.has("pv/x"))
        warnings.emplace_back("the file has no /pv: pointing and decay lengths are unknown");
    else if (!contents.has("pv/cov"))
        warnings.emplace_back(
            "the file has no pv/cov: the errors of pointing, decay lengths and distances from the primary vertex are "
            "unknown");
    return warnings;
}

}  // namespace quartet
