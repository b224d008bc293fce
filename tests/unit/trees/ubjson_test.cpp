// The UBJSON reader on byte sequences written by hand (ubjson.org, draft 12).
#include <gtest/gtest.h>

#include <string>

#include "host/io/xgboost_document.hpp"
#include "models/base/error.hpp"

namespace quartet::xgboost
{
namespace
{

using Kind = Value::Kind;

std::string bytes(std::initializer_list<int> list)
{
    std::string text;
    for (int b : list) text += static_cast<char>(b);
    return text;
}

Value parse(std::string const& text) { return parse_ubjson(text, "model.ubj"); }

/// {"v": <value>} with a key length of one byte.
Value parse_value(std::string const& value) { return parse("{i\x01v" + value + "}").members.at(0).value; }

TEST(Ubjson, Numbers)
{
    EXPECT_EQ(parse_value("i" + bytes({0xFE})).integer, -2);
    EXPECT_EQ(parse_value("U" + bytes({0xFE})).integer, 254);
    EXPECT_EQ(parse_value("I" + bytes({0x01, 0x02})).integer, 258);
    EXPECT_EQ(parse_value("l" + bytes({0xFF, 0xFF, 0xFF, 0xFE})).integer, -2);
    EXPECT_EQ(parse_value("L" + bytes({0, 0, 0, 1, 0, 0, 0, 0})).integer, std::int64_t(1) << 32);
    EXPECT_EQ(parse_value("d" + bytes({0x3F, 0xC0, 0, 0})).number, 1.5f);
    EXPECT_EQ(parse_value("D" + bytes({0x3F, 0xF8, 0, 0, 0, 0, 0, 0})).number, 1.5f);
    EXPECT_EQ(parse_value("T").integer, 1);
    EXPECT_EQ(parse_value("F").kind, Kind::boolean);
    EXPECT_EQ(parse_value("Z").kind, Kind::null);
    EXPECT_EQ(parse_value("Cx").string, "x");
    EXPECT_EQ(parse_value("SU\x03"
                          "abc")
                  .string,
              "abc");
}

TEST(Ubjson, TypedArrays)
{
    Value const floats = parse_value("[$d#i\x02" + bytes({0x3F, 0xC0, 0, 0, 0xBF, 0x80, 0, 0}));
    EXPECT_EQ(floats.kind, Kind::numbers);
    EXPECT_EQ(floats.numbers, (std::vector<float>{1.5f, -1.0f}));
    Value const longs = parse_value("[$L#i\x01" + bytes({0, 0, 0, 0, 0, 0, 0, 7}));
    EXPECT_EQ(longs.integers, std::vector<std::int64_t>{7});
    EXPECT_EQ(parse_value("[$U#L" + bytes({0, 0, 0, 0, 0, 0, 0, 2, 255, 1})).integers,
              (std::vector<std::int64_t>{255, 1}));
}

TEST(Ubjson, UntypedArraysAndNoOperation)
{
    EXPECT_EQ(parse_value("[#i\x02i\x05i\x06").integers, (std::vector<std::int64_t>{5, 6}));
    EXPECT_EQ(parse_value("[i\x05Ni\x06]").integers, (std::vector<std::int64_t>{5, 6}));
    EXPECT_EQ(parse_value("[Si\x01"
                          "aSi\x01"
                          "b]")
                  .items.at(1)
                  .string,
              "b");
    EXPECT_EQ(parse_value("[i\x01"
                          "d"
                          + bytes({0x3F, 0xC0, 0, 0}) + "]")
                  .numbers,
              (std::vector<float>{1.0f, 1.5f}));
}

TEST(Ubjson, RefusesWithByteOffset)
{
    std::string const table[] = {
        "{",                                                                       // ends in the middle
        "{i\x01v",                                                                 // no value
        "{i\x01vd" + bytes({0x3F}),                                                // half a number
        "{i\x7Fv}",                                                                // key longer than the file
        "{i" + bytes({0xFF}) + "v}",                                               // negative key length
        "{i\x01v[$d#L" + bytes({0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}),  // 2^63 - 1 floats
        "{i\x01v[$d#L" + bytes({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}),  // -1 floats
        "{i\x01v[#l" + bytes({0x7F, 0, 0, 0}),                                     // count beyond the file
        "{i\x01v[$Z#i\x05}",                                                       // typed array without payload
        "{i\x01v[$di\x05}",                                                        // type without count
        "{i\x01v?}",                                                               // unknown marker
        "{$i#i\x01i\x01v\x05",                                                     // typed object
        "{i\x01vTi\x01vT}",                                                        // key twice
        "{i\x01vT}xx",                                                             // bytes after the end
        "{i\x01v" + std::string(100000, '['),                                      // too deep
    };
    for (std::string const& text : table)
    {
        try
        {
            parse(text);
            ADD_FAILURE() << "taken: " << text.substr(0, 40);
        }
        catch (InputError const& error)
        {
            EXPECT_NE(std::string(error.what()).find("model.ubj, byte "), std::string::npos) << error.what();
        }
    }
}

TEST(Ubjson, IsToldFromJson)
{
    EXPECT_EQ(parse_document("{i\x01vT}", "m").members.size(), 1u);
    EXPECT_EQ(parse_document("{ \"v\": true}", "m").members.size(), 1u);
    EXPECT_EQ(parse_document(" {}", "m").kind, Kind::object);
}

}  // namespace
}  // namespace quartet::xgboost
