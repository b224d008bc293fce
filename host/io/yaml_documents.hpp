// How many documents a YAML text has, without keeping them.
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>
#include <string>

namespace quartet
{

/// LoadAll of yaml-cpp 0.7 would count too, but for a text that begins with a comma it finds empty documents without
/// end and fills the memory.
class YamlDocuments : private YAML::EventHandler
{
  public:
    /// Looks for two documents. Throws YAML::Exception for bad syntax.
    explicit YamlDocuments(std::string const& text)
    {
        std::istringstream stream(text);
        YAML::Parser parser(stream);
        while (count_ < 2 && parser.HandleNextDocument(*this)) ++count_;
    }

    /// 0, 1, or 2 for two and more.
    int count() const { return count_; }
    /// Where the last one begins.
    YAML::Mark const& start() const { return start_; }

  private:
    void OnDocumentStart(YAML::Mark const& mark) override { start_ = mark; }
    void OnDocumentEnd() override {}
    void OnNull(YAML::Mark const&, YAML::anchor_t) override {}
    void OnAlias(YAML::Mark const&, YAML::anchor_t) override {}
    void OnScalar(YAML::Mark const&, std::string const&, YAML::anchor_t, std::string const&) override {}
    void OnSequenceStart(YAML::Mark const&, std::string const&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(YAML::Mark const&, std::string const&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}

    int count_ = 0;
    YAML::Mark start_;
};

}  // namespace quartet
