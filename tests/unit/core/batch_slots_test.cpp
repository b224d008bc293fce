// What the upload of batches does without a device: how columns are packed, and which slot holds which batch.
#include "cuda/batch_slots.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "cuda/batch_packing.hpp"
#include "tests/harness/small_batch.hpp"

namespace quartet::test
{
namespace
{

TEST(BatchPacking, ColumnsLieInOrderAndAligned)
{
    for (std::int64_t const n : {0, 1, 31, 1000})
    {
        EventBatch const batch = small_batch(n, 3);
        std::vector<unsigned char> block(static_cast<std::size_t>(cuda::packed_size(batch.view())), 0xee);
        cuda::pack(batch.view(), block.data());
        EventBatchView packed = cuda::packed_view(batch.view(), block.data());
        EXPECT_EQ(column_bytes(packed), column_bytes(batch.view())) << n;
        EXPECT_EQ(packed.n_events, n);
        auto const* end = reinterpret_cast<std::byte const*>(block.data());
        for_each_span(packed,
                      [&](auto const& span)
                      {
                          if (span.data == nullptr) return;
                          auto const* const begin = reinterpret_cast<std::byte const*>(span.data);
                          EXPECT_GE(begin, end);
                          EXPECT_EQ((begin - reinterpret_cast<std::byte const*>(block.data())) % 256, 0);
                          end = begin + span.size * static_cast<std::int64_t>(sizeof(span[0]));
                      });
        EXPECT_LT(end, reinterpret_cast<std::byte const*>(block.data() + block.size()));
    }
}

TEST(BatchPacking, TheSameMemoryIsTheSameColumnsOfTheSameEvents)
{
    EventBatch const batch = small_batch(5, 1), copy = batch;
    EXPECT_TRUE(same_memory(batch.view(), batch.view()));
    EXPECT_FALSE(same_memory(batch.view(), copy.view()));
    EventBatchView later = batch.view(), shorter = batch.view(), without = batch.view();
    later.first_event = 5;
    --shorter.muon.px.size;
    without.jet.btag = {};
    for (EventBatchView const& other : {later, shorter, without}) EXPECT_FALSE(same_memory(batch.view(), other));
    EventBatch other = batch;
    EventBatchView const before = other.view();
    EventBatch const moved = std::move(other);
    EXPECT_TRUE(same_memory(before, moved.view()));
}

TEST(BatchSlots, APrefetchedBatchIsLoadedFromTheFreeSlot)
{
    EventBatch const first = small_batch(5, 1), second = small_batch(5, 2), third = small_batch(5, 3);
    cuda::BatchSlots slots;
    EXPECT_FALSE(slots.turn(first.view()));
    int const of_first = slots.current();
    slots.set_prefetched(second.view());
    EXPECT_TRUE(slots.waiting());
    EXPECT_EQ(slots.current(), of_first);
    int const of_second = slots.free();
    EXPECT_NE(of_second, of_first);
    EXPECT_TRUE(slots.turn(second.view()));
    EXPECT_EQ(slots.current(), of_second);
    EXPECT_FALSE(slots.waiting());
    EXPECT_FALSE(slots.turn(third.view()));
    EXPECT_EQ(slots.current(), of_first);
}

TEST(BatchSlots, AnotherBatchDropsThePrefetchedOne)
{
    EventBatch const first = small_batch(5, 1), second = small_batch(5, 2);
    cuda::BatchSlots slots;
    slots.set_prefetched(second.view());
    EXPECT_FALSE(slots.turn(first.view()));
    EXPECT_FALSE(slots.turn(second.view()));
    slots.set_prefetched(second.view());
    slots.forget();
    EXPECT_FALSE(slots.turn(second.view()));
}

}  // namespace
}  // namespace quartet::test
