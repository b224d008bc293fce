// A place in a JSON document that knows its file and path, so that every complaint can say where.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "host/io/json_text.hpp"

namespace quartet
{

/// A document with the text from which it was read; the text is empty when the document was changed after reading.
struct JsonSource
{
    nlohmann::json document;
    std::string text;
    std::string file;
};

class JsonNode
{
  public:
    explicit JsonNode(std::shared_ptr<JsonSource const> source);
    static JsonNode parse(std::string const& text, std::string const& file);

    /// Throws InputError: what, where (file, line and column, path such as channels[0].samples[1].data), how to mend.
    [[noreturn]] void fail(std::string const& what, std::string const& mend = "") const;

    nlohmann::json const& json() const { return *value_; }
    std::string path() const;
    /// File, line and column, path: for messages of others.
    std::string where() const;

    bool is_object() const { return value_->is_object(); }
    bool is_array() const { return value_->is_array(); }
    bool is_number() const { return value_->is_number(); }
    bool is_text() const { return value_->is_string(); }
    bool is_null() const { return value_->is_null(); }
    bool has(std::string const& key) const;

    JsonNode at(std::string const& key) const;                      ///< complains when the key is missing
    std::vector<JsonNode> items() const;                            ///< of an array
    std::vector<std::pair<std::string, JsonNode>> entries() const;  ///< of an object, sorted by key
    void known_keys(std::vector<std::string> const& known) const;   ///< complains about others
    double number() const;                                          ///< finite
    std::string text() const;                                       ///< not empty
    bool flag() const;
    std::vector<double> numbers() const;

  private:
    JsonNode step(JsonStep step, nlohmann::json const& value) const;

    std::shared_ptr<JsonSource const> source_;
    nlohmann::json const* value_;
    std::vector<JsonStep> path_;
};

}  // namespace quartet
