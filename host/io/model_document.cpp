#include "host/io/model_document.hpp"

#include "host/io/datacard_reader.hpp"
#include "host/io/hs3.hpp"
#include "host/io/model_yaml.hpp"
#include "host/io/pyhf.hpp"
#include "host/io/text_file.hpp"
#include "models/base/error.hpp"

namespace quartet
{

void refuse_opening_empty_windows(ModelDocument const& document)
{
    if (!document.blind_data_removed) return;
    throw InputError(message("the blind windows of this model cannot be opened: the data inside were left out",
                             document.files.empty() ? document.model.name : document.files.front(),
                             "write the model with quartet run --unblind"));
}

namespace
{

ModelDocument read_json(std::string const& text, std::string const& file, ModelOptions const& options)
{
    JsonNode const document = JsonNode::parse(text, file);
    if (looks_like_pyhf(document.json())) return read_pyhf(document, file, options);
    if (!options.patchset.empty() || !options.patch.empty() || !options.interpolation.empty())
        throw InputError(
            message("--patchset, --patch and --interpolation are for pyhf workspaces", file, "leave them out"));
    if (looks_like_hs3(document.json())) return read_hs3(document, file, options);
    document.fail("this JSON is not a model that can be read",
                  "a pyhf workspace has the keys channels, observations, measurements, version; an HS3 document has "
                  "metadata, distributions, data, likelihoods");
}

}  // namespace

ModelDocument read_model(std::string const& file, ModelOptions const& options)
{
    std::string const text = read_text_file(file);
    if (looks_like_json(text)) return read_json(text, file, options);
    if (options.for_pyhf())
        throw InputError(message("--measurement, --patchset, --patch and --interpolation are for pyhf workspaces", file,
                                 "leave them out"));
    if (looks_like_model_yaml(text)) return parse_model_yaml(text, file);
    if (looks_like_datacard(text)) return parse_datacard(text, file, options.card);
    throw InputError(message("this is not a model that can be read", file,
                             "a native model has the line 'quartet_model: 1' (docs/model_format.md), a datacard the "
                             "lines bin, process and rate, a pyhf workspace is JSON (docs/guide/formats.md)"));
}

}  // namespace quartet
