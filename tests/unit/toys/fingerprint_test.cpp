// Every member of a model changes its hash.
#include "host/toys/fingerprint.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "tests/unit/toys/study.hpp"

namespace quartet
{
namespace
{

struct Inner
{
    int a = 1;
    double b = 2;
};

struct Outer
{
    Inner inner;
    std::vector<Inner> list;
    std::string text;
    std::vector<bool> flags;
    std::pair<int, double> pair;
};

std::string hash(Outer const& outer)
{
    Fingerprint fingerprint;
    fingerprint.add(outer);
    return fingerprint.hex_digest();
}

TEST(Fingerprint, SeesEveryMember)
{
    static_assert(fingerprint_detail::count_members<Inner>() == 2);
    static_assert(fingerprint_detail::count_members<Outer>() == 5);
    std::set<std::string> hashes;
    Outer outer;
    hashes.insert(hash(outer));
    outer.inner.b = 3;
    hashes.insert(hash(outer));
    outer.list.resize(2);
    hashes.insert(hash(outer));
    outer.list[1].a = 7;
    hashes.insert(hash(outer));
    outer.text = "x";
    hashes.insert(hash(outer));
    outer.flags = {true, false};
    hashes.insert(hash(outer));
    outer.flags = {true, true};
    hashes.insert(hash(outer));
    outer.pair.second = -1;
    hashes.insert(hash(outer));
    EXPECT_EQ(hashes.size(), 8U);
    EXPECT_EQ(hash(outer), hash(outer));
}

TEST(Fingerprint, OfAModelWithItsData)
{
    std::vector<std::function<void(ModelDocument&)>> const changes{
        [](ModelDocument&) {},
        [](ModelDocument& d) { d.data.channels[0].counts[0] = 8; },
        [](ModelDocument& d) { d.model.parameters[0].upper = 3; },
        [](ModelDocument& d) { d.model.channels[0].samples[0].yield *= 1 + 1e-15; },
        [](ModelDocument& d) { d.model.channels[0].samples[0].shape.contents[0] = 2; },
        [](ModelDocument& d) { d.model.channels[0].samples[0].factors.clear(); },
        [](ModelDocument& d) {
            d.model.channels[0].samples[0].shape.components.push_back({PdfKind::uniform, {}, 1.0});
        },
        [](ModelDocument& d) {
            d.model.channels[0].samples[0].shape.components.push_back({PdfKind::uniform, {}, LinearForm::of(0)});
        },
        [](ModelDocument& d)
        { d.data.global_observables = d.model.parameters.empty() ? std::vector<double>{} : std::vector<double>{1}; },
        [](ModelDocument& d) {
            d.blind[0].push_back({1, 2});
        },
        [](ModelDocument& d) {
            d.edges[0] = {1, 2};
        },
    };
    std::set<std::string> hashes;
    for (auto const& change : changes)
    {
        ModelDocument document = test::counting_document();
        change(document);
        hashes.insert(model_hash(document));
    }
    EXPECT_EQ(hashes.size(), changes.size());
    ModelDocument renamed = test::counting_document();
    renamed.model.name = "elsewhere/model.yaml";
    EXPECT_EQ(model_hash(renamed), model_hash(test::counting_document())) << "where the file lies does not matter";
}

}  // namespace
}  // namespace quartet
