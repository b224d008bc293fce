#include "host/io/datacard_pattern.hpp"

#include <array>

#include "host/io/datacard_parts.hpp"

namespace quartet::datacard
{

using Positions = std::vector<bool>;

/// Of a sequence, of alternatives, of a repeated part, or one set of characters.
struct Pattern::Node
{
    enum class Kind
    {
        characters,
        sequence,
        alternatives,
        repeat
    };
    Kind kind = Kind::sequence;
    std::array<bool, 256> set{};
    std::vector<std::unique_ptr<Node>> parts;
    bool optional = false;  ///< repeat: zero times is allowed
    bool many = false;      ///< repeat: more than once is allowed

    /// Where a match may end that starts at one of the marked positions.
    Positions ends(std::string const& name, Positions const& starts) const;
};

namespace
{

using Node = Pattern::Node;

Positions either(Positions a, Positions const& b)
{
    for (std::size_t i = 0; i < a.size(); ++i)
        if (b[i]) a[i] = true;
    return a;
}

class PatternReader
{
  public:
    PatternReader(std::string const& text, std::string& error) : text_(text), error_(error) {}

    std::unique_ptr<Node> read()
    {
        auto node = alternatives(0);
        if (error_.empty() && at_ < text_.size()) error_ = "a ) without its (";
        return node;
    }

  private:
    bool more() const { return error_.empty() && at_ < text_.size(); }

    std::unique_ptr<Node> alternatives(int depth)
    {
        auto node = std::make_unique<Node>();
        node->kind = Node::Kind::alternatives;
        if (depth > 20) error_ = "too many ( inside each other";
        node->parts.push_back(sequence(depth));
        while (more() && text_[at_] == '|')
        {
            ++at_;
            node->parts.push_back(sequence(depth));
        }
        return node;
    }

    std::unique_ptr<Node> sequence(int depth)
    {
        auto node = std::make_unique<Node>();
        while (more() && text_[at_] != '|' && text_[at_] != ')') node->parts.push_back(repeated(depth));
        return node;
    }

    std::unique_ptr<Node> repeated(int depth)
    {
        auto part = single(depth);
        if (!more()) return part;
        char const c = text_[at_];
        if (c == '{') error_ = "counts in { } are not supported";
        if (c != '*' && c != '+' && c != '?') return part;
        ++at_;
        if (more() && (text_[at_] == '*' || text_[at_] == '+' || text_[at_] == '?'))
            error_ = "two signs of repetition follow each other";
        auto node = std::make_unique<Node>();
        node->kind = Node::Kind::repeat;
        node->optional = c != '+';
        node->many = c != '?';
        node->parts.push_back(std::move(part));
        return node;
    }

    std::unique_ptr<Node> single(int depth)
    {
        char const c = text_[at_++];
        if (c == '(')
        {
            auto node = alternatives(depth + 1);
            if (error_.empty() && (at_ >= text_.size() || text_[at_] != ')')) error_ = "a ( without its )";
            ++at_;
            return node;
        }
        auto node = std::make_unique<Node>();
        node->kind = Node::Kind::characters;
        if (c == '*' || c == '+' || c == '?') error_ = std::string(1, c) + " has nothing to repeat";
        // Names have neither ends of lines: the anchors of a whole match add nothing.
        if (c == '^' || c == '$') node->kind = Node::Kind::sequence;
        if (c == '[') return set(std::move(node));
        if (c == '.') node->set.fill(true);
        char escaped = c;
        if (c == '\\' && at_ < text_.size()) escaped = text_[at_++];
        if (c != '.') node->set[static_cast<unsigned char>(escaped)] = true;
        return node;
    }

    std::unique_ptr<Node> set(std::unique_ptr<Node> node)
    {
        bool const inverted = at_ < text_.size() && text_[at_] == '^';
        if (inverted) ++at_;
        std::size_t const first = at_;
        while (at_ < text_.size() && (text_[at_] != ']' || at_ == first))
        {
            unsigned char const low = static_cast<unsigned char>(text_[at_++]);
            unsigned char high = low;
            if (at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']')
            {
                high = static_cast<unsigned char>(text_[at_ + 1]);
                at_ += 2;
            }
            for (int c = low; c <= high; ++c) node->set[static_cast<std::size_t>(c)] = true;
        }
        if (at_ >= text_.size())
            error_ = "a [ without its ]";
        else
            ++at_;
        if (inverted)
            for (bool& in : node->set) in = !in;
        return node;
    }

    std::string const& text_;
    std::string& error_;
    std::size_t at_ = 0;
};

/// The regular expression of a shell pattern.
std::string from_wildcard(std::string const& pattern)
{
    std::string text;
    for (char c : pattern)
    {
        if (c == '*')
            text += ".*";
        else if (c == '?')
            text += '.';
        else if (c == '[' || c == ']')
            text += c;
        else
            text += std::string("\\") + c;
    }
    return text;
}

}  // namespace

Positions Pattern::Node::ends(std::string const& name, Positions const& starts) const
{
    Positions out(starts.size(), false);
    switch (kind)
    {
        case Kind::characters:
            for (std::size_t i = 0; i + 1 < starts.size(); ++i)
                if (starts[i] && set[static_cast<unsigned char>(name[i])]) out[i + 1] = true;
            return out;
        case Kind::sequence:
            out = starts;
            for (auto const& part : parts) out = part->ends(name, out);
            return out;
        case Kind::alternatives:
            for (auto const& part : parts) out = either(std::move(out), part->ends(name, starts));
            return out;
        case Kind::repeat:
            break;
    }
    Positions reached = parts[0]->ends(name, starts);
    for (std::size_t turn = 0; many && turn < starts.size(); ++turn)
    {
        Positions next = either(reached, parts[0]->ends(name, reached));
        if (next == reached) break;
        reached = std::move(next);
    }
    return optional ? either(reached, starts) : reached;
}

Pattern::Pattern(std::string const& text, std::string& error)
{
    error.clear();
    if (text.size() > 200)
        error = "the pattern is longer than 200 characters";
    else
        root_ = PatternReader(text, error).read();
    if (!error.empty()) root_.reset();
}

Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;

bool Pattern::matches(std::string const& name) const
{
    if (!root_ || name.size() > 1000) return false;
    Positions starts(name.size() + 1, false);
    starts[0] = true;
    return root_->ends(name, starts).back();
}

bool matches_wildcard(std::string const& pattern, std::string const& name)
{
    if (pattern == name || pattern == "*") return true;
    if (pattern.find_first_of("*?[") == std::string::npos) return false;
    std::string error;
    return Pattern(from_wildcard(pattern), error).matches(name);
}

}  // namespace quartet::datacard
