// Templates of datacards from HDF5 and JSON files.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/io/datacard.hpp"

namespace quartet::datacard
{

/// A histogram.
struct Template
{
    std::vector<double> contents;
    std::vector<double> edges;  ///< empty when the file gives none, else one more than contents
    std::vector<double> sumw2;  ///< squared errors; empty when the file gives none
    double integral() const;
};

/// A file with histograms under names with slashes.
class TemplateFile
{
  public:
    virtual ~TemplateFile() = default;
    /// Nothing when the file has no such histogram. Throws InputError when it is damaged.
    virtual std::optional<Template> find(std::string const& path) = 0;
};

/// Opens {"path": {"contents": [...], "edges": [...], "sumw2": [...]}}, or an HDF5 file in which `path` is a dataset of
/// contents (squared errors in `path`_sumw2, edges in `edges` beside it), or a group of contents, edges and sumw2.
/// Throws InputError.
std::unique_ptr<TemplateFile> open_templates(std::string const& file);

/// The histograms that the shapes lines of a card name.
class Templates
{
  public:
    Templates(Card const& card, std::string mass, bool read_files);

    /// True when the channel counts events only: no shapes line, or FAKE.
    bool counting(int channel) const;
    /// Nominal template of a process ("data_obs" for the data). Throws InputError when there is none.
    Template nominal(std::string const& process, int channel, Word const& asked_by);
    /// Template of a systematic uncertainty, "nameUp" or "nameDown"; nothing when the file does not have it.
    std::optional<Template> varied(std::string const& process, int channel, std::string const& name,
                                   Word const& asked_by);
    /// Files that were opened.
    std::vector<std::string> const& files() const { return names_; }

  private:
    Shapes const* line_for(std::string const& process, int channel) const;
    std::optional<Template> read(Shapes const& shapes, Word const& pattern, std::string const& process, int channel,
                                 std::string const& systematic);
    TemplateFile& open(Shapes const& shapes, std::string const& name);
    std::string filled(std::string text, std::string const& process, int channel, std::string const& systematic) const;

    Card const& card_;
    std::string mass_;
    bool read_files_;
    std::map<std::string, std::unique_ptr<TemplateFile>> open_;
    std::vector<std::string> names_;
};

}  // namespace quartet::datacard
