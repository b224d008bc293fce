#include "host/io/model_document.hpp"

#include "host/io/model_yaml.hpp"
#include "host/io/text_file.hpp"
#include "models/base/error.hpp"

namespace quartet
{

ModelDocument read_model(std::string const& file)
{
    std::string const text = read_text_file(file);
    if (looks_like_model_yaml(text)) return parse_model_yaml(text, file);
    throw InputError(message("this is not a model that can be read", file,
                             "a native model has the line 'quartet_model: 1' (docs/model_format.md)"));
}

}  // namespace quartet
