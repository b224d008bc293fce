#include "host/io/model_document.hpp"

#include "host/io/datacard_reader.hpp"
#include "host/io/model_yaml.hpp"
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

ModelDocument read_model(std::string const& file, DatacardOptions const& card)
{
    std::string const text = read_text_file(file);
    if (looks_like_model_yaml(text)) return parse_model_yaml(text, file);
    if (looks_like_datacard(text)) return parse_datacard(text, file, card);
    throw InputError(message("this is not a model that can be read", file,
                             "a native model has the line 'quartet_model: 1' (docs/model_format.md), a datacard the "
                             "lines bin, process and rate (docs/guide/datacards.md)"));
}

}  // namespace quartet
