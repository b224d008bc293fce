// Freed blocks of memory, kept for the next request of their size.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <vector>

namespace quartet
{

/// Arrays of a batch are freed at its end and asked for again by the next one. Blocks of this size come from the system
/// page by page, and each first touch of a page is an interrupt: keeping them halves the time of cheap batches. Sizes
/// are rounded up by an eighth at most, so that batches of similar size fit. Safe for several threads.
class BlockCache
{
  public:
    /// Smaller blocks are left to the allocator of the system, which keeps them itself.
    static constexpr std::size_t smallest = std::size_t(1) << 16;

    /// Holds at most `capacity` bytes that nobody uses.
    explicit BlockCache(std::size_t capacity) : capacity_(capacity) {}
    ~BlockCache();
    BlockCache(BlockCache const&) = delete;
    BlockCache& operator=(BlockCache const&) = delete;

    /// Uninitialised; nullptr when there is not enough memory, also not without the kept blocks.
    void* allocate(std::size_t bytes) noexcept;
    /// `bytes` as given to allocate.
    void deallocate(void* data, std::size_t bytes) noexcept;

    /// Bytes that nobody uses.
    std::size_t kept() const;

    /// The size of the block that a request of `bytes` gets.
    static std::size_t rounded(std::size_t bytes);

  private:
    void* take(std::size_t size) noexcept;
    void release_all() noexcept;

    std::size_t capacity_;
    mutable std::mutex mutex_;
    std::size_t kept_ = 0;
    std::map<std::size_t, std::vector<void*>> free_;
};

}  // namespace quartet
