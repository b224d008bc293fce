#include "host/io/pyhf_patch.hpp"

#include "host/core/sha256.hpp"
#include "host/expression/did_you_mean.hpp"
#include "host/io/json_digest.hpp"
#include "host/io/text_file.hpp"
#include "models/base/error.hpp"

namespace quartet::pyhf
{
namespace
{

void check_digest(JsonNode const& patchset, JsonNode const& workspace)
{
    JsonNode const metadata = patchset.at("metadata");
    if (!metadata.has("digests") || !metadata.at("digests").has("sha256")) return;
    JsonNode const stated = metadata.at("digests").at("sha256");
    std::string const computed = sha256_of_text(canonical_json(workspace.json()));
    std::string wanted = stated.text();
    for (char& c : wanted)
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    if (wanted != computed)
        stated.fail(
            "the patch set was made for another workspace: its digest is " + wanted + ", this one has " + computed,
            "use the background-only workspace that was published with it");
}

JsonNode find_patch(JsonNode const& patchset, std::string const& name)
{
    patchset.known_keys({"patches", "metadata", "version"});
    JsonNode const version = patchset.at("version");
    if (version.text() != "1.0.0")
        version.fail("version " + version.text() + " of the patch set is not known", "known: 1.0.0");
    std::vector<std::string> known;
    JsonNode const patches = patchset.at("patches");
    for (JsonNode const& patch : patches.items())
    {
        known.push_back(patch.at("metadata").at("name").text());
        if (known.back() == name) return patch.at("patch");
    }
    if (name.empty())
        patches.fail("the patch set holds " + std::to_string(known.size()) + " patches, and none was chosen",
                     "choose one with --patch NAME" + (known.empty() ? "" : ", for example " + known.front()));
    patches.fail("there is no patch '" + name + "'", did_you_mean(name, known, "known: "));
}

/// The library asserts that the parent of a new value can hold it; a file must not decide about that.
void check_parent(nlohmann::json const& document, JsonNode const& operation)
{
    JsonNode const path = operation.at("path");
    if (!path.is_text()) path.fail("a JSON pointer is expected here", "for example \"/channels/0/samples/0\"");
    nlohmann::json::json_pointer const pointer(path.json().get<std::string>());
    if (pointer.empty()) return;
    nlohmann::json const& parent = document.at(pointer.parent_pointer());
    if (!parent.is_object() && !parent.is_array())
        path.fail("nothing can be put into the value at '" + pointer.parent_pointer().to_string() + "'");
}

nlohmann::json after_patch(nlohmann::json document, JsonNode const& patch)
{
    for (JsonNode const& operation : patch.items())
    {
        operation.at("op");
        try
        {
            check_parent(document, operation);
            document = document.patch(nlohmann::json::array({operation.json()}));
        }
        catch (nlohmann::json::exception const& error)
        {
            // "[json.exception.name.number] words"
            std::string const what = error.what();
            std::size_t const end = what.find("] ");
            operation.fail("this operation of the patch does not fit the workspace: "
                               + (end == std::string::npos ? what : what.substr(end + 2)),
                           "is the patch for this workspace?");
        }
    }
    return document;
}

}  // namespace

JsonNode patched(JsonNode const& workspace, std::string const& file, ModelOptions const& options)
{
    if (options.patchset.empty())
    {
        if (!options.patch.empty())
            throw InputError(message("a patch was chosen, but no patch set", "--patch " + options.patch,
                                     "give the file with --patchset FILE"));
        return workspace;
    }
    JsonNode const set = JsonNode::parse(read_text_file(options.patchset), options.patchset);
    if (set.is_array() && !options.patch.empty())
        throw InputError(message("the file is one patch, not a set from which one could be chosen", options.patchset,
                                 "leave out --patch"));
    if (!set.is_array()) check_digest(set, workspace);
    auto source = std::make_shared<JsonSource>();
    source->document = after_patch(workspace.json(), set.is_array() ? set : find_patch(set, options.patch));
    source->file = file + " with " + (options.patch.empty() ? "the patch" : "patch '" + options.patch + "'") + " of "
                   + options.patchset;
    return JsonNode(std::move(source));
}

}  // namespace quartet::pyhf
