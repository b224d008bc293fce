#include "host/memory/buffer.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// Counts what is given out and taken back.
class CountingMemory : public MemoryResource
{
  public:
    void* allocate(std::size_t bytes) override
    {
        held += bytes;
        ++blocks;
        return host_memory().allocate(bytes);
    }
    void deallocate(void* data, std::size_t bytes) noexcept override
    {
        held -= bytes;
        --blocks;
        host_memory().deallocate(data, bytes);
    }
    MemoryKind kind() const override { return MemoryKind::pinned; }

    std::size_t held = 0;
    int blocks = 0;
};

TEST(Buffer, GivesBackWhatItTook)
{
    CountingMemory memory;
    {
        Buffer<double> a(100, memory);
        EXPECT_EQ(memory.held, 800U);
        EXPECT_EQ(a.bytes(), 800);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(a.data()) % 256, 0U);
        Buffer<double> b = std::move(a);
        EXPECT_EQ(a.data(), nullptr);
        EXPECT_EQ(b.size(), 100);
        EXPECT_EQ(memory.blocks, 1);
        b = Buffer<double>(5, memory);
        EXPECT_EQ(memory.held, 40U);
        EXPECT_EQ(b.resource().kind(), MemoryKind::pinned);
    }
    EXPECT_EQ(memory.blocks, 0);
    EXPECT_EQ(memory.held, 0U);
}

TEST(Buffer, GrowsOnlyWhenItMust)
{
    CountingMemory memory;
    Buffer<float> buffer(10, memory);
    float const* const before = buffer.data();
    buffer.resize_discard(4);
    EXPECT_EQ(buffer.size(), 4);
    EXPECT_EQ(buffer.capacity(), 10);
    buffer.resize_discard(10);
    EXPECT_EQ(buffer.data(), before);
    buffer.resize_discard(11);
    EXPECT_EQ(buffer.capacity(), 11);
    EXPECT_EQ(memory.held, 44U);
    buffer.view()[10] = 2.5F;
    EXPECT_EQ(buffer.data()[10], 2.5F);
}

TEST(Buffer, EmptyBuffers)
{
    Buffer<int> const nothing;
    EXPECT_EQ(nothing.size(), 0);
    EXPECT_TRUE(nothing.view().empty());
    Buffer<int> const zero(0);
    EXPECT_EQ(zero.view().size, 0);
}

TEST(Buffer, TooMuchMemoryIsAnEnvironmentError)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "the sanitizers end the program on an allocation of this size";
#endif
    EXPECT_THROW(Buffer<char>(std::int64_t(1) << 60), EnvironmentError);
}

}  // namespace
}  // namespace quartet
