// Patterns of names in datacards.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace quartet::datacard
{

/// A regular expression without look-around and back references: . [abc] [^a-z] ( | ) * + ? \x. Matches follow all ways
/// at once instead of trying them one by one, so that no pattern takes exponential time.
class Pattern
{
  public:
    /// `error` is empty, or says what is wrong; then nothing matches.
    Pattern(std::string const& text, std::string& error);
    ~Pattern();
    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    /// True when the whole name matches.
    bool matches(std::string const& name) const;

    struct Node;

  private:
    std::unique_ptr<Node> root_;
};

}  // namespace quartet::datacard
