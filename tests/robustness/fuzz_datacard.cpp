// Feeds arbitrary bytes to the reader of datacards: it must answer with a model that compiles, or with InputError. What
// stands below a line %% is the JSON file of its templates and densities. What was read is written and read again.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "fits/compiled_model.hpp"
#include "host/io/datacard_reader.hpp"
#include "models/base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    try
    {
        std::string const text(reinterpret_cast<char const*>(data), size);
        std::size_t const end = std::min(text.find("\n%%\n"), text.size());
        std::string const card = text.substr(0, end);
        quartet::looks_like_datacard(card);
        quartet::DatacardOptions options;
        options.read_templates = false;
        if (end < text.size()) options.texts["shapes.json"] = text.substr(end + 4);
        quartet::ModelDocument document = quartet::parse_datacard(card, "fuzz.txt", options);
        quartet::CompiledModel const model(document.model);
        quartet::expected_yields(model, model.nominal_values());
        quartet::WrittenDatacard const written = quartet::write_datacard(document, "fuzz.json");
        options.texts["fuzz.json"] = written.templates;
        quartet::parse_datacard(written.card, "again.txt", options);
    }
    catch (quartet::InputError const&)
    {
    }
    return 0;
}
