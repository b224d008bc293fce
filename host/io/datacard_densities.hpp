// Densities of datacards: objects of a JSON file beside the card, which hold what Combine keeps in a RooWorkspace.
//
//   {"pdf": shape of the native format, "observable": {"name", "range", "unit"}, "norm": number | name}
//   data: {"values": [...], "weights": [...]} or {"file", "dataset", "where", "weights"}, and "observable" if wanted
//
// only datacard*.cpp include this.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/io/datacard.hpp"
#include "host/io/model_document.hpp"
#include "host/io/model_yaml_node.hpp"

namespace quartet::datacard
{

class Parameters;
struct NamedSample;

struct DensityObject
{
    YamlNode pdf;
    std::string observable;
    Window range;
    std::optional<YamlNode> norm;  ///< multiplies the rate: <pdf>_norm of Combine
};

DensityObject read_density_object(YamlNode const& node);

/// The events of a channel with this observable; the name of a file that was read becomes `from`.
ChannelData read_events_object(YamlNode const& node, DensityObject const& density, bool read_files, std::string& from);

/// Reads the shapes of the samples (one per column) of a card.
class Densities
{
  public:
    /// Declares the indices of the card, which its shapes must use. Throws InputError also where the densities of a
    /// channel differ in their observable.
    Densities(Card const& card, std::vector<NamedSample> const& samples, Parameters& parameters, bool read_files);

    /// Reads the shapes once all parameters are declared, and marks those that they need as used.
    void read();
    /// The shape of a column with the indices of the model to which the parameters have been added; all of its
    /// densities must be positive there. Empty for a column without density.
    ModelShape shape(std::size_t column, StatisticalModel const& model, ModelChannel const& channel) const;
    /// Files with points of kernel densities that were read.
    std::vector<std::string> const& files() const { return files_; }
    /// Holds the constrained parameters of the shapes: a card without systematic uncertainties.
    void hold_constrained(StatisticalModel& model) const;

  private:
    void check_observables() const;
    void declare_indices();

    Card const& card_;
    std::vector<NamedSample> const& samples_;
    Parameters& parameters_;
    bool read_files_;                 ///< with points of kernel densities
    std::vector<ModelShape> shapes_;  ///< parameters count as in parameters_.declared()
    std::vector<std::string> used_;
    std::vector<std::string> files_;
};

}  // namespace quartet::datacard
