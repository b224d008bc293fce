#include "host/candidates/decay_names.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "models/base/error.hpp"

namespace quartet::test
{
namespace
{

class DecayFile : public testing::Test
{
  protected:
    std::string write(std::string const& text)
    {
        std::string const path = testing::TempDir() + "decay_names_test.yaml";
        std::ofstream(path) << text;
        return path;
    }
    std::string complaint(std::string const& name)
    {
        try
        {
            find_decay(name);
        }
        catch (InputError const& error)
        {
            return error.what();
        }
        return "";
    }
};

TEST_F(DecayFile, NamesAreKnown)
{
    EXPECT_EQ(find_decay("BsTo4Mu").spec.apply_vetoes, 1);
    EXPECT_EQ(find_decay("B0To4Mu").spec.apply_vetoes, 1);
    EXPECT_EQ(find_decay("BsToJpsiPhiTo4Mu").spec.require_normalisation, 1);
    EXPECT_NE(complaint("BsTo5Mu").find("BsToJpsiPhiTo4Mu"), std::string::npos);
}

TEST_F(DecayFile, ChangesCutsAndComesBack)
{
    std::string const path = write("decay: BsToJpsiPhiTo4Mu\nmax_dz: 0.7\nbest_only: false\nmin_trigger_matched: 3\n");
    NamedDecay const decay = find_decay(path);
    EXPECT_EQ(decay.name, "BsToJpsiPhiTo4Mu");
    EXPECT_DOUBLE_EQ(decay.spec.max_dz, 0.7);
    EXPECT_EQ(decay.spec.best_only, 0);
    EXPECT_EQ(decay.spec.min_trigger_matched, 3);
    EXPECT_EQ(decay.spec.require_normalisation, 1);
    std::string const text = to_yaml(decay);
    EXPECT_EQ(to_yaml(find_decay(write(text))), text);
}

TEST_F(DecayFile, SaysWhatIsWrong)
{
    EXPECT_NE(complaint(write("max_dzz: 1\n")).find("unknown key 'max_dzz'"), std::string::npos);
    EXPECT_NE(complaint(write("max_dzz: 1\n")).find("max_dca"), std::string::npos);
    EXPECT_NE(complaint(write("max_dz: wide\n")).find("not a number"), std::string::npos);
    EXPECT_NE(complaint(write("max_dz: [1, 2]\n")).find("not a number"), std::string::npos);
    EXPECT_NE(complaint(write("best_only: 7up\n")).find("not true or false"), std::string::npos);
    EXPECT_NE(complaint(write("decay: BsTo5Mu\n")).find("unknown decay 'BsTo5Mu'"), std::string::npos);
    EXPECT_NE(complaint(write("- a\n- b\n")).find("no 'key: value' lines"), std::string::npos);
    EXPECT_NE(complaint(write("a: [\n")).find("cannot be read"), std::string::npos);
    EXPECT_NE(complaint(write("")).find("no 'key: value' lines"), std::string::npos);
}

}  // namespace
}  // namespace quartet::test
