#include "host/memory/block_cache.hpp"

#include <bit>
#include <new>

namespace quartet
{
namespace
{

constexpr std::align_val_t alignment{256};

}  // namespace

BlockCache::~BlockCache() { release_all(); }

std::size_t BlockCache::rounded(std::size_t bytes)
{
    if (bytes < smallest) return bytes;
    std::size_t const step = std::bit_floor(bytes) / 8;
    return (bytes + step - 1) / step * step;
}

void* BlockCache::allocate(std::size_t bytes) noexcept
{
    std::size_t const size = rounded(bytes);
    if (size >= smallest)
        if (void* const kept = take(size)) return kept;
    if (void* const fresh = ::operator new(size, alignment, std::nothrow)) return fresh;
    release_all();
    return ::operator new(size, alignment, std::nothrow);
}

void BlockCache::deallocate(void* data, std::size_t bytes) noexcept
{
    std::size_t const size = rounded(bytes);
    if (data != nullptr && size >= smallest)
    {
        std::lock_guard const lock(mutex_);
        if (kept_ + size <= capacity_)
        {
            try
            {
                free_[size].push_back(data);
                kept_ += size;
                return;
            }
            catch (std::bad_alloc const&)
            {
                // No room for the note: the block goes back.
            }
        }
    }
    ::operator delete(data, alignment);
}

std::size_t BlockCache::kept() const
{
    std::lock_guard const lock(mutex_);
    return kept_;
}

void* BlockCache::take(std::size_t size) noexcept
{
    std::lock_guard const lock(mutex_);
    auto const found = free_.find(size);
    if (found == free_.end() || found->second.empty()) return nullptr;
    void* const data = found->second.back();
    found->second.pop_back();
    kept_ -= size;
    return data;
}

void BlockCache::release_all() noexcept
{
    std::lock_guard const lock(mutex_);
    for (auto& [size, blocks] : free_)
        for (void* const data : blocks) ::operator delete(data, alignment);
    free_.clear();
    kept_ = 0;
}

}  // namespace quartet
