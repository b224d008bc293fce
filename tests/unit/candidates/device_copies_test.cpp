// Candidate building on a backend whose memory is not the host's: what it copies, and how often it waits.
#include <gtest/gtest.h>

#include <cstring>

#include "tests/harness/forwarding_backend.hpp"
#include "tests/parity/decay_batch.hpp"

namespace quartet::test
{
namespace
{

class CountingMemory final : public MemoryResource
{
  public:
    void* allocate(std::size_t bytes) override
    {
        ++allocations;
        return host_memory().allocate(bytes);
    }
    void deallocate(void* data, std::size_t bytes) noexcept override { host_memory().deallocate(data, bytes); }
    MemoryKind kind() const override { return MemoryKind::device; }

    int allocations = 0;
};

/// Copies arrive when they are waited for, and not before.
class DeviceLike final : public ForwardingBackend
{
  public:
    using ForwardingBackend::ForwardingBackend;
    MemoryResource& memory() override { return memory_; }
    MemoryResource& staging_memory() override { return staging; }
    std::int64_t candidates_together() const override { return block_size(); }
    void start_copy_to_host(void* target, void const* source, std::size_t bytes) override
    {
        if (bytes == 0) return;
        std::memset(target, 0xff, bytes);
        copies_.push_back({target, source, bytes});
    }
    void finish_copies() override
    {
        ++waits;
        for (Copy const& copy : copies_) std::memcpy(copy.target, copy.source, copy.bytes);
        copies_.clear();
    }
    void copy_to_host(void* target, void const* source, std::size_t bytes) override
    {
        start_copy_to_host(target, source, bytes);
        finish_copies();
    }
    std::int64_t scan(Span<std::int64_t const> counts, Span<std::int64_t> offsets) override
    {
        finish_copies();
        return inner_.scan(counts, offsets);
    }
    std::int64_t compact(Span<std::uint8_t const> code, Span<std::int64_t> position, CodeCounts& counts) override
    {
        finish_copies();
        return inner_.compact(code, position, counts);
    }

    int waits = 0;
    CountingMemory staging;

  private:
    struct Copy
    {
        void* target;
        void const* source;
        std::size_t bytes;
    };

    CountingMemory memory_;
    std::vector<Copy> copies_;
};

class DeviceCopies : public testing::Test
{
  protected:
    std::unique_ptr<CandidateBackend> reference_ = make_reference_candidates();
    DeviceLike device_{*reference_};
    EventBatch batch_ = full_batch(25);
};

TEST_F(DeviceCopies, CandidatesAndCountsAreThoseOfTheHost)
{
    std::int64_t fitted = 0;
    for (NamedDecay const& d : mixed_decays)
        for (std::int64_t const block : {0, 61})
        {
            DecayPlan const plan = plan_for(read_decay_yaml(d.yaml, d.name), batch_.view());
            CandidateSummary a, b;
            ColumnTable const expected = candidates_of(*reference_, plan, batch_.view(), block, &a);
            EXPECT_GT(expected.rows(), 4) << d.name;
            EXPECT_EQ(first_difference(expected, candidates_of(device_, plan, batch_.view(), block, &b)), "") << d.name;
            EXPECT_EQ(a.selected, b.selected) << d.name;
            for (std::size_t n = 0; n < a.nodes.size(); ++n)
            {
                fitted += a.nodes[n].status.count[0];
                EXPECT_EQ(std::memcmp(a.nodes[n].status.count, b.nodes[n].status.count, sizeof(CodeCounts)), 0)
                    << d.name;
            }
        }
    EXPECT_GT(fitted, 100);
}

/// A block waits for the number that pass the cheap cuts, the number that pass all, and the rows; a batch for the
/// number of combinations and the statuses of each node, and the number of objects of each kind.
TEST_F(DeviceCopies, ABlockWaitsThreeTimes)
{
    for (NamedDecay const& d : mixed_decays)
    {
        DecayPlan const plan = plan_for(read_decay_yaml(d.yaml, d.name), batch_.view());
        int const nodes = static_cast<int>(plan.nodes.size()), kinds = static_cast<int>(plan.kinds.size());
        device_.waits = 0;
        CandidateSummary summary;
        candidates_of(device_, plan, batch_.view(), 0, &summary);
        EXPECT_EQ(device_.waits, 2 * nodes + kinds + 2 * nodes + 1) << d.name;
    }
}

TEST_F(DeviceCopies, StagingMemoryIsKeptFromBatchToBatch)
{
    DecayPlan const plan = plan_for(read_decay_yaml(mixed_decays[0].yaml, "test"), batch_.view());
    CandidateBuilder builder(device_, plan);
    std::int64_t rows = 0;
    auto const sink = [&](ColumnTable const& table) { rows += table.rows(); };
    builder.build(batch_.view(), sink);
    int const allocations = device_.staging.allocations;
    EXPECT_GT(allocations, 10);
    std::int64_t const once = rows;
    for (int k = 0; k < 3; ++k) builder.build(batch_.view(), sink);
    EXPECT_EQ(device_.staging.allocations, allocations);
    EXPECT_EQ(rows, 4 * once);
}

}  // namespace
}  // namespace quartet::test
