// Access to the fields of an XGBoost document with messages that name file, key and byte offset.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/io/xgboost_document.hpp"

namespace quartet::xgboost
{

/// A value together with the way to it: "learner.gradient_booster.model.trees[3]".
class Field
{
  public:
    Field(Value const& value, std::string const& file, std::string key)
        : value_(&value), file_(&file), key_(std::move(key))
    {
    }

    std::string const& key() const { return key_; }
    Value const& value() const { return *value_; }

    /// Throws InputError about this field.
    [[noreturn]] void fail(std::string const& what) const;

    bool has(std::string_view name) const;
    Field operator[](std::string_view name) const;  ///< member of an object; must be there

    std::vector<Field> items() const;  ///< of an array of objects or strings
    std::string text() const;
    std::int64_t whole() const;  ///< a whole number, or a string that holds one, as XGBoost writes parameters
    std::vector<float> parameter_list() const;   ///< "5E-1", "[5E-1,2E-1]", or a number
    std::vector<std::int64_t> integers() const;  ///< array of whole numbers or booleans
    std::vector<float> numbers() const;          ///< array of numbers

    std::vector<std::int64_t> integers(std::size_t length) const;  ///< the same with a length that must fit
    std::vector<float> numbers(std::size_t length) const;

  private:
    void check_length(std::size_t found, std::size_t wanted) const;

    Value const* value_;
    std::string const* file_;
    std::string key_;
};

}  // namespace quartet::xgboost
