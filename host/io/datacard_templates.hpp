// Templates of datacards from HDF5 and JSON files, and densities from JSON files.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/io/datacard.hpp"
#include "host/io/datacard_options.hpp"
#include "host/io/model_yaml_node.hpp"

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
    /// An object with a density or events (datacard_densities.hpp); nothing when it is a template, or is not there.
    virtual std::optional<YamlNode> object(std::string const&) { return std::nullopt; }
    /// The parameters of densities that the file declares.
    virtual std::optional<YamlNode> parameters() { return std::nullopt; }
};

/// Opens {"path": {"contents": [...], "edges": [...], "sumw2": [...]}}, or an HDF5 file in which `path` is a dataset of
/// contents (squared errors in `path`_sumw2, edges in `edges` beside it), or a group of contents, edges and sumw2.
/// Throws InputError.
std::unique_ptr<TemplateFile> open_templates(std::string const& file);
/// The same from the text of a JSON file.
std::unique_ptr<TemplateFile> parse_templates(std::string const& text, std::string const& file);

/// The histograms that the shapes lines of a card name.
class Templates
{
  public:
    Templates(Card const& card, DatacardOptions const& options);

    /// True when the channel counts events only: no shapes line, or FAKE.
    bool counting(int channel) const;
    /// Nominal template of a process ("data_obs" for the data). Throws InputError when there is none.
    Template nominal(std::string const& process, int channel, Word const& asked_by);
    /// Template of a systematic uncertainty, "nameUp" or "nameDown"; nothing when the file does not have it.
    std::optional<Template> varied(std::string const& process, int channel, std::string const& name,
                                   Word const& asked_by);
    /// True when the processes of the channel are densities.
    bool unbinned(int channel);
    /// The object of a process that is a density, or of data that are events ("data_obs"); nothing for a template.
    std::optional<YamlNode> object(std::string const& process, int channel, Word const& asked_by);
    /// The parameters that the opened files declare.
    std::vector<YamlNode> parameters();
    bool read_files() const { return options_.read_templates; }
    /// Files that were opened.
    std::vector<std::string> const& files() const { return names_; }

  private:
    Shapes const* line_for(std::string const& process, int channel) const;
    /// The line that gives the nominal template; complains when there is none.
    Shapes const& nominal_line(std::string const& process, int channel, Word const& asked_by) const;
    /// The file and the name of a template within.
    std::pair<TemplateFile*, std::string> place(Shapes const& shapes, Word const& pattern, std::string const& process,
                                                int channel, std::string const& systematic);
    std::optional<Template> read(Shapes const& shapes, Word const& pattern, std::string const& process, int channel,
                                 std::string const& systematic);
    TemplateFile& open(Shapes const& shapes, std::string const& name);
    std::string filled(std::string text, std::string const& process, int channel, std::string const& systematic) const;

    Card const& card_;
    DatacardOptions const& options_;
    std::map<int, bool> unbinned_;
    std::map<std::string, std::unique_ptr<TemplateFile>> open_;
    std::vector<std::string> names_;
};

}  // namespace quartet::datacard
