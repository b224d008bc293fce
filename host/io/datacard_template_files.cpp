#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "host/io/datacard_templates.hpp"
#include "host/io/hdf5.hpp"
#include "host/io/json_text.hpp"
#include "host/io/text_file.hpp"
#include "models/base/error.hpp"

namespace quartet::datacard
{
namespace
{

class JsonTemplates : public TemplateFile
{
  public:
    JsonTemplates(std::string text, std::string const& file)
        : file_(file), text_(std::move(text)), json_(parse_json_text(text_, file))
    {
        if (!json_.is_object())
            throw InputError(message("a file of templates holds one object", file,
                                     "write {\"name\": {\"contents\": [...], \"edges\": [...], \"sumw2\": [...]}}"));
    }

    std::optional<Template> find(std::string const& path) override
    {
        auto const found = json_.find(path);
        if (found == json_.end()) return std::nullopt;
        if (!found->is_object() || !found->contains("contents")) refuse(path, "contents", "is missing");
        for (auto const& [key, value] : found->items())
            if (key != "contents" && key != "edges" && key != "sumw2") refuse(path, key, "is not known");
        return Template{numbers(path, "contents"), numbers(path, "edges"), numbers(path, "sumw2")};
    }

    /// JSON is YAML: the reader of native shapes takes it, with line and column.
    std::optional<YamlNode> object(std::string const& path) override
    {
        auto const found = json_.find(path);
        if (found == json_.end() || !found->is_object() || found->contains("contents")) return std::nullopt;
        for (char const* key : {"pdf", "values", "file"})
            if (found->contains(key)) return node(path);
        return std::nullopt;
    }

    std::optional<YamlNode> parameters() override
    {
        auto const found = json_.find("parameters");
        if (found == json_.end() || !found->is_object() || found->contains("contents")) return std::nullopt;
        return node("parameters");
    }

  private:
    YamlNode node(std::string const& path)
    {
        if (nodes_.empty())
            for (auto const& [name, value] : YamlNode::parse(text_, file_).entries()) nodes_.emplace(name, value);
        auto const found = nodes_.find(path);
        if (found == nodes_.end()) throw InputError(message("the name '" + path + "' cannot be read", file_, ""));
        return found->second;
    }

    [[noreturn]] void refuse(std::string const& path, std::string const& key, std::string const& what) const
    {
        throw InputError(message("'" + key + "' " + what + " in template '" + path + "'", file_,
                                 "a template has contents and, if wanted, edges and sumw2: lists of numbers"));
    }

    std::vector<double> numbers(std::string const& path, std::string const& key) const
    {
        auto const& histogram = json_.at(path);
        std::vector<double> values;
        if (!histogram.contains(key)) return values;
        if (!histogram[key].is_array()) refuse(path, key, "is not a list");
        for (auto const& value : histogram[key])
        {
            if (!value.is_number()) refuse(path, key, "holds something that is not a number");
            values.push_back(value.get<double>());
        }
        return values;
    }

    std::string file_;
    std::string text_;
    nlohmann::json json_;
    std::map<std::string, YamlNode> nodes_;
};

class Hdf5Templates : public TemplateFile
{
  public:
    explicit Hdf5Templates(std::string const& file) : file_(file) {}

    std::optional<Template> find(std::string const& path) override
    {
        hdf5::Group folder = file_.root();
        std::size_t begin = 0;
        for (std::size_t end = path.find('/'); end != std::string::npos; end = path.find('/', begin))
        {
            std::string const part = path.substr(begin, end - begin);
            begin = end + 1;
            if (part.empty()) continue;
            if (!folder.has(part) || !folder.has_group(part)) return std::nullopt;
            folder = folder.group(part);
        }
        std::string const name = path.substr(begin);
        if (name.empty() || !folder.has(name)) return std::nullopt;
        if (!folder.has_group(name))
            return Template{read(folder, name), read(folder, "edges"), read(folder, name + "_sumw2")};
        hdf5::Group const group = folder.group(name);
        if (!group.has("contents"))
            throw InputError(message("the dataset 'contents' of a template is missing", group.where(), ""));
        return Template{read(group, "contents"), read(group, "edges"), read(group, "sumw2")};
    }

  private:
    static std::vector<double> read(hdf5::Group const& group, std::string const& name)
    {
        if (!group.has(name)) return {};
        hdf5::Dataset const dataset = group.dataset(name);
        dataset.expect_row_shape({});
        return dataset.read_all<double>();
    }

    hdf5::InputFile file_;
};

}  // namespace

std::unique_ptr<TemplateFile> open_templates(std::string const& file)
{
    std::string const ending = std::filesystem::path(file).extension().string();
    if (ending == ".json") return parse_templates(read_text_file(file), file);
    return std::make_unique<Hdf5Templates>(file);
}

std::unique_ptr<TemplateFile> parse_templates(std::string const& text, std::string const& file)
{
    return std::make_unique<JsonTemplates>(text, file);
}

}  // namespace quartet::datacard
