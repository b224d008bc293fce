// Owner of uninitialised memory from one resource.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "host/memory/memory_resource.hpp"
#include "models/base/span.hpp"

namespace quartet
{

/// `size` values of T. Move-only. The values are not initialised and no destructor runs, so T is a plain number or
/// struct.
template <class T>
class Buffer
{
    static_assert(std::is_trivially_copyable_v<T>, "a buffer holds plain numbers and structs");

  public:
    Buffer() = default;
    explicit Buffer(std::int64_t size, MemoryResource& resource = host_memory())
        : resource_(&resource), data_(static_cast<T*>(resource.allocate(bytes_of(size)))), size_(size), capacity_(size)
    {
    }
    ~Buffer() { release(); }
    Buffer(Buffer&& other) noexcept { swap(other); }
    Buffer& operator=(Buffer&& other) noexcept
    {
        Buffer(std::move(other)).swap(*this);
        return *this;
    }

    /// Makes room for `size` values; the content is lost when the buffer has to grow. Never shrinks.
    void resize_discard(std::int64_t size)
    {
        if (size > capacity_) Buffer(size, resource()).swap(*this);
        size_ = size;
    }

    T* data() const { return data_; }
    std::int64_t size() const { return size_; }
    std::int64_t capacity() const { return capacity_; }
    std::int64_t bytes() const { return size_ * static_cast<std::int64_t>(sizeof(T)); }
    MemoryResource& resource() const { return resource_ != nullptr ? *resource_ : host_memory(); }
    Span<T> view() const { return {data_, size_}; }

  private:
    static std::size_t bytes_of(std::int64_t size) { return static_cast<std::size_t>(size) * sizeof(T); }
    void release()
    {
        if (data_ != nullptr) resource_->deallocate(data_, bytes_of(capacity_));
        data_ = nullptr;
    }
    void swap(Buffer& other) noexcept
    {
        std::swap(resource_, other.resource_);
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
    }

    MemoryResource* resource_ = nullptr;
    T* data_ = nullptr;
    std::int64_t size_ = 0;
    std::int64_t capacity_ = 0;
};

}  // namespace quartet
