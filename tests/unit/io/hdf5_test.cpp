#include "host/io/hdf5.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <numeric>

#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/raw_hdf5.hpp"
#include "tests/harness/temporary_folder.hpp"

namespace quartet
{
namespace
{

using hdf5::InputFile;
using hdf5::OutputFile;
using test::expect_error;
using test::RawHdf5;
using test::TemporaryFolder;

TEST(Hdf5Attributes, AreCopiedWithTheirTypeAndShape)
{
    TemporaryFolder folder;
    {
        RawHdf5 file(folder.file("in.h5"));
        file.attribute("numbers", std::vector<double>{1.5, -2, 3});
        file.attribute("text", std::string("fixed"));
        file.attribute("kept", 7);
    }
    {
        InputFile const input(folder.file("in.h5"));
        OutputFile output(folder.file("out.h5"));
        auto root = output.root();
        root.set_attribute("kept", std::int64_t(8));
        root.set_attribute("long", std::string("of variable length"));
        root.copy_attributes(input.root());
        output.commit();
    }
    {
        InputFile const input(folder.file("out.h5"));
        OutputFile output(folder.file("again.h5"));
        output.root().copy_attributes(input.root());
        output.commit();
    }
    {
        InputFile const copy(folder.file("again.h5"));
        EXPECT_EQ(copy.root().string_attribute("text"), "fixed");
        EXPECT_EQ(copy.root().string_attribute("long"), "of variable length");
        EXPECT_EQ(copy.root().integer_attribute("kept"), 8);
    }
    hid_t const file = H5Fopen(folder.file("again.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    hid_t const attribute = H5Aopen(file, "numbers", H5P_DEFAULT);
    std::vector<double> values(3);
    EXPECT_GE(H5Aread(attribute, H5T_NATIVE_DOUBLE, values.data()), 0);
    EXPECT_EQ(values, (std::vector<double>{1.5, -2, 3}));
    H5Aclose(attribute);
    H5Fclose(file);
}

/// LZF is a filter of h5py, number 32000 of
/// https://github.com/HDFGroup/hdf5_plugins/blob/master/docs/RegisteredFilterPlugins.md
TEST(Hdf5Filters, AFilterThatIsNotThereIsNamed)
{
    if (H5Zfilter_avail(32000) > 0) GTEST_SKIP() << "this HDF5 has LZF";
    TemporaryFolder folder;
    {
        hid_t const file = H5Fcreate(folder.file("lzf.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
        hid_t const creation = H5Pcreate(H5P_DATASET_CREATE);
        hsize_t const size = 8;
        H5Pset_chunk(creation, 1, &size);
        H5Pset_filter(creation, 32000, H5Z_FLAG_OPTIONAL, 0, nullptr);
        hid_t const space = H5Screate_simple(1, &size, nullptr);
        hid_t const dataset = H5Dcreate2(file, "x", H5T_NATIVE_INT, space, H5P_DEFAULT, creation, H5P_DEFAULT);
        ASSERT_GE(dataset, 0);
        H5Dclose(dataset);
        H5Sclose(space);
        H5Pclose(creation);
        H5Fclose(file);
    }
    InputFile const file(folder.file("lzf.h5"));
    expect_error<InputError>([&] { file.root().dataset("x"); }, {"lzf.h5", "/x", "32000"});
}

template <class T>
class Hdf5Types : public testing::Test
{
};
using Numbers = testing::Types<float, double, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
                               std::uint16_t, std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(Hdf5Types, Numbers);

template <class T>
std::vector<T> edge_values()
{
    std::vector<T> values = {0, 1, 2, 42, std::numeric_limits<T>::lowest(), std::numeric_limits<T>::max()};
    for (int i = 0; i < 30; ++i) values.push_back(static_cast<T>(3 * i));
    return values;
}

TYPED_TEST(Hdf5Types, OurOwnFilesGiveBackTheSameValuesInEveryLayout)
{
    TemporaryFolder folder;
    auto const values = edge_values<TypeParam>();
    for (int const compression : {0, 6})
        for (std::vector<std::int64_t> const& trailing : {std::vector<std::int64_t>{}, {4}, {3, 2}})
        {
            std::int64_t const width =
                std::accumulate(trailing.begin(), trailing.end(), std::int64_t(1), std::multiplies<>());
            std::int64_t const rows = static_cast<std::int64_t>(values.size()) / width;
            {
                OutputFile file(folder.file("a.h5"));
                auto dataset = file.root().create_group("g").create_dataset("x", number_type_of<TypeParam>(),
                                                                            {trailing, 5, compression});
                dataset.append(values.data(), number_type_of<TypeParam>(), 2);
                dataset.append(values.data() + 2 * width, number_type_of<TypeParam>(), rows - 2);
                file.commit();
            }
            InputFile file(folder.file("a.h5"));
            auto const dataset = file.root().group("g").dataset("x");
            EXPECT_EQ(dataset.type(), number_type_of<TypeParam>());
            EXPECT_EQ(dataset.rows(), rows);
            auto const back = dataset.template read_all<TypeParam>();
            EXPECT_EQ(back, std::vector<TypeParam>(values.begin(), values.begin() + rows * width));
        }
}

TYPED_TEST(Hdf5Types, ForeignFilesAreConvertedToFloat64)
{
    TemporaryFolder folder;
    auto const values = edge_values<TypeParam>();
    {
        RawHdf5 file(folder.file("a.h5"));
        file.dataset("plain", values);
        file.dataset("packed", values, {{}, 7, 4});
    }
    InputFile file(folder.file("a.h5"));
    for (auto const* name : {"plain", "packed"})
    {
        hdf5::Dataset const dataset = file.root().dataset(name);
        auto const back = dataset.read_all<double>();
        ASSERT_EQ(back.size(), values.size());
        for (std::size_t i = 0; i < back.size(); ++i) EXPECT_EQ(back[i], static_cast<double>(values[i]));
    }
}

TEST(Hdf5, BigEndianColumnsAndBooleansAreRead)
{
    TemporaryFolder folder;
    {
        RawHdf5 file(folder.file("a.h5"));
        test::RawLayout layout;
        layout.big_endian = true;
        file.dataset("f", std::vector<float>{1.5F, -2.25F}, layout);
        file.dataset("i", std::vector<std::int64_t>{-7, 1LL << 40}, layout);
        file.booleans("b", {0, 1, 1});
    }
    InputFile const file(folder.file("a.h5"));
    EXPECT_EQ(file.root().dataset("f").read_all<double>(), (std::vector<double>{1.5, -2.25}));
    EXPECT_EQ(file.root().dataset("i").read_all<std::int64_t>(), (std::vector<std::int64_t>{-7, 1LL << 40}));
    EXPECT_EQ(file.root().dataset("b").read_all<std::uint8_t>(), (std::vector<std::uint8_t>{0, 1, 1}));
    EXPECT_EQ(file.root().dataset("b").read_all<double>(), (std::vector<double>{0, 1, 1}));
}

TEST(Hdf5, IntegersThatDoNotFitAreRefusedWithTheirRow)
{
    TemporaryFolder folder;
    {
        RawHdf5 file(folder.file("a.h5"));
        file.dataset("i8", std::vector<std::int64_t>{1, 2, 300});
        file.dataset("u8", std::vector<std::uint64_t>{1, 1ULL << 63});
        file.dataset("minus", std::vector<std::int32_t>{5, -1});
        file.dataset("float", std::vector<float>{1, 2});
    }
    InputFile const file(folder.file("a.h5"));
    std::vector<std::int8_t> narrow(3);
    std::vector<std::int64_t> wide(3);
    std::vector<std::uint64_t> natural(3);
    file.root().dataset("i8").read(0, 2, narrow.data());
    EXPECT_EQ(narrow[1], 2);
    expect_error<InputError>([&] { file.root().dataset("i8").read(0, 3, narrow.data()); },
                             {"300", "/i8", "row 2", "i1"});
    expect_error<InputError>([&] { file.root().dataset("u8").read(0, 2, wide.data()); },
                             {"9223372036854775808", "row 1"});
    expect_error<InputError>([&] { file.root().dataset("minus").read(0, 2, natural.data()); }, {"-1", "row 1", "u8"});
    expect_error<InputError>([&] { file.root().dataset("float").read(0, 2, wide.data()); },
                             {"/float", "floating-point"});
}

TEST(Hdf5, AttributesOfAllKindsRoundTrip)
{
    TemporaryFolder folder;
    std::string const long_text(200000, 'x');
    {
        OutputFile file(folder.file("a.h5"));
        auto root = file.root();
        root.set_attribute("text", "B(s) → 4μ");
        root.set_attribute("long", long_text);
        root.set_attribute("count", std::int64_t(-5));
        root.set_attribute("number", 3.8);
        root.set_attribute("number", 2.0);
        file.commit();
    }
    InputFile const file(folder.file("a.h5"));
    auto const root = file.root();
    EXPECT_EQ(root.string_attribute("text"), "B(s) → 4μ");
    EXPECT_EQ(root.string_attribute("long"), long_text);
    EXPECT_EQ(root.integer_attribute("count"), -5);
    EXPECT_EQ(root.number_attribute("number"), 2.0);
    EXPECT_EQ(root.number_attribute("count"), -5.0);
    EXPECT_FALSE(root.has_attribute("other"));
    expect_error<InputError>([&] { root.string_attribute("other"); }, {"missing attribute", "other", "a.h5"});
    expect_error<InputError>([&] { root.string_attribute("count"); }, {"not a text", "count"});
    expect_error<InputError>([&] { root.integer_attribute("number"); }, {"not an integer", "number"});
    expect_error<InputError>([&] { root.number_attribute("text"); }, {"not a number", "text"});
}

TEST(Hdf5, FilesThatCannotBeReadAreRefusedInWords)
{
    TemporaryFolder folder;
    auto const open = [&](std::string const& name)
    { return [path = folder.file(name)] { InputFile const file(path); }; };
    expect_error<InputError>(open("none.h5"), {"no such file", "none.h5"});
    expect_error<InputError>([&] { InputFile const file(folder.path()); }, {"folder", folder.path()});
    std::ofstream(folder.file("empty.h5"));
    expect_error<InputError>(open("empty.h5"), {"empty", "empty.h5"});
    std::ofstream(folder.file("text.h5")) << "run,event\n1,2\n";
    expect_error<InputError>(open("text.h5"), {"not an HDF5 file", "text.h5"});
    {
        RawHdf5 file(folder.file("whole.h5"));
        file.dataset("x", std::vector<double>(10000, 1.0));
    }
    auto const size = std::filesystem::file_size(folder.file("whole.h5"));
    for (auto const keep : {size / 2, size - 100, std::uintmax_t(600)})
    {
        std::filesystem::copy_file(folder.file("whole.h5"), folder.file("cut.h5"),
                                   std::filesystem::copy_options::overwrite_existing);
        std::filesystem::resize_file(folder.file("cut.h5"), keep);
        expect_error<InputError>(open("cut.h5"), {"cut.h5", "truncated or damaged"});
    }
}

TEST(Hdf5, DamagedCompressedDataIsNamedWithItsRows)
{
    TemporaryFolder folder;
    std::vector<double> values(4000);
    std::iota(values.begin(), values.end(), 0.0);
    {
        RawHdf5 file(folder.file("a.h5"));
        file.dataset("muon/pt", values, {{}, 4000, 9});
    }
    std::fstream stream(folder.file("a.h5"), std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(std::filesystem::file_size(folder.file("a.h5"))) - 2000);
    stream << std::string(1500, '\xff');
    stream.close();
    InputFile const file(folder.file("a.h5"));
    expect_error<InputError>([&] { file.root().group("muon").dataset("pt").read_all<double>(); },
                             {"a.h5", "/muon/pt", "rows 0 to 3999", "damaged"});
}

TEST(Hdf5, WrongShapesAndKindsAreRefused)
{
    TemporaryFolder folder;
    {
        RawHdf5 file(folder.file("a.h5"));
        file.dataset("flat", std::vector<float>{1, 2, 3});
        file.dataset("wide", std::vector<float>(30), {{15}});
        file.scalar("single", 1.0);
        file.texts("letters", "abc");
        file.group("group");
    }
    InputFile const file(folder.file("a.h5"));
    auto const root = file.root();
    expect_error<InputError>([&] { root.dataset("flat").expect_row_shape({15}); }, {"/flat", "(n)", "(n, 15)"});
    expect_error<InputError>([&] { root.dataset("wide").expect_row_shape({}); }, {"/wide", "(n, 15)"});
    root.dataset("wide").expect_row_shape({15});
    expect_error<InputError>([&] { root.dataset("single"); }, {"/single", "single value"});
    expect_error<InputError>([&] { root.dataset("letters"); }, {"/letters", "does not hold numbers"});
    expect_error<InputError>([&] { root.dataset("group"); }, {"/group", "not a dataset"});
    expect_error<InputError>([&] { root.group("flat"); }, {"/flat", "not a group"});
    expect_error<InputError>([&] { root.dataset("none"); }, {"missing dataset", "/none"});
    expect_error<InputError>([&] { root.group("none"); }, {"missing group", "/none"});
    std::vector<float> out(5);
    expect_error<InputError>([&] { root.dataset("flat").read(1, 3, out.data()); }, {"/flat", "has 3"});
}

TEST(Hdf5, OutputsAppearWhenCommittedAndNotBefore)
{
    TemporaryFolder folder;
    {
        OutputFile file(folder.file("a.h5"));
        file.root().set_attribute("x", 1.0);
        EXPECT_FALSE(std::filesystem::exists(folder.file("a.h5")));
    }
    EXPECT_EQ(folder.entries(), 0);
    expect_error<EnvironmentError>([&] { OutputFile const file(folder.file("missing/a.h5")); },
                                   {"missing", "does not exist"});
}

TEST(Hdf5, NamesKeepTheOrderOfCreation)
{
    TemporaryFolder folder;
    {
        OutputFile file(folder.file("a.h5"));
        auto group = file.root().create_group("g");
        for (auto const* name : {"z", "a", "m"}) group.create_dataset(name, NumberType::f4, {});
        file.commit();
    }
    InputFile const file(folder.file("a.h5"));
    EXPECT_EQ(file.root().group("g").names(), (std::vector<std::string>{"z", "a", "m"}));
}

}  // namespace
}  // namespace quartet
