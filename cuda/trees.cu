// CUDA backend of tree inference: the walker of the reference backend, one thread per row.
#include <algorithm>
#include <vector>

#include "cuda/error.hpp"
#include "cuda/launch.cuh"
#include "host/trees/backend.hpp"
#include "models/trees/forest_walker.hpp"

namespace quartet
{
namespace
{

/// Memory on the current device.
template <class T>
class DeviceArray
{
  public:
    DeviceArray() = default;
    explicit DeviceArray(std::int64_t size) : size_(size)
    {
        if (size > 0) QUARTET_CUDA_CHECK(cudaMalloc(&data_, static_cast<std::size_t>(size) * sizeof(T)));
    }
    explicit DeviceArray(std::vector<T> const& values) : DeviceArray(static_cast<std::int64_t>(values.size()))
    {
        if (!values.empty())
            QUARTET_CUDA_CHECK(cudaMemcpy(data_, values.data(), values.size() * sizeof(T), cudaMemcpyHostToDevice));
    }
    ~DeviceArray() { cudaFree(data_); }
    DeviceArray(DeviceArray const&) = delete;
    DeviceArray& operator=(DeviceArray const&) = delete;
    DeviceArray(DeviceArray&& other) noexcept : data_(other.data_), size_(other.size_) { other.data_ = nullptr; }
    DeviceArray& operator=(DeviceArray&& other) noexcept
    {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        return *this;
    }

    T* get() const { return data_; }
    std::int64_t size() const { return size_; }
    Span<T const> view() const { return {data_, size_}; }

  private:
    T* data_ = nullptr;
    std::int64_t size_ = 0;
};

class CudaTreeBackend final : public TreeBackend
{
  public:
    CudaTreeBackend(Forest const& forest, int device) : TreeBackend(forest.features, forest.outputs()), device_(device)
    {
        QUARTET_CUDA_CHECK(cudaSetDevice(device_));
        nodes_ = DeviceArray<ForestNode>(forest.nodes);
        roots_ = DeviceArray<std::int32_t>(forest.roots);
        groups_ = DeviceArray<std::int32_t>(forest.groups);
        base_ = DeviceArray<float>(forest.base);
        category_sets_ = DeviceArray<CategorySet>(forest.category_sets);
        category_words_ = DeviceArray<std::uint32_t>(forest.category_words);
    }

    std::string name() const override { return "cuda:" + std::to_string(device_); }

  private:
    void run(std::int64_t rows, Span<float const> x, Span<float> margin) override
    {
        QUARTET_CUDA_CHECK(cudaSetDevice(device_));
        reserve(rows);
        for (std::int64_t first = 0; first < rows; first += batch_)
        {
            std::int64_t const count = std::min(batch_, rows - first);
            Span<float const> const in = x.sub(first * features(), count * features());
            Span<float> const out = margin.sub(first * outputs(), count * outputs());
            copy(x_.get(), in.data, in.size, cudaMemcpyHostToDevice);
            cuda::launch(count, ForestWalker{view(), {x_.get(), in.size}, {margin_.get(), out.size}}, nullptr);
            copy(out.data, margin_.get(), out.size, cudaMemcpyDeviceToHost);
        }
    }

    static void copy(float* to, float const* from, std::int64_t size, cudaMemcpyKind kind)
    {
        if (size > 0) QUARTET_CUDA_CHECK(cudaMemcpy(to, from, static_cast<std::size_t>(size) * sizeof(float), kind));
    }

    /// Buffers for a batch of rows; half the batch when the device has no memory for it.
    void reserve(std::int64_t rows)
    {
        std::int64_t wanted = std::min<std::int64_t>(rows, 1 << 22);
        if (batch_ >= wanted) return;
        x_ = {};
        margin_ = {};
        while (true)
        {
            try
            {
                x_ = DeviceArray<float>(wanted * features());
                margin_ = DeviceArray<float>(wanted * outputs());
                batch_ = wanted;
                return;
            }
            catch (cuda::OutOfDeviceMemory const&)
            {
                if (wanted <= 1024) throw;
                wanted /= 2;
            }
        }
    }

    ForestView view() const
    {
        return {nodes_.view(),         roots_.view(),          groups_.view(), base_.view(),
                category_sets_.view(), category_words_.view(), features()};
    }

    int device_;
    std::int64_t batch_ = 0;
    DeviceArray<ForestNode> nodes_;
    DeviceArray<std::int32_t> roots_;
    DeviceArray<std::int32_t> groups_;
    DeviceArray<float> base_;
    DeviceArray<CategorySet> category_sets_;
    DeviceArray<std::uint32_t> category_words_;
    DeviceArray<float> x_;
    DeviceArray<float> margin_;
};

}  // namespace

std::unique_ptr<TreeBackend> make_cuda_tree_backend(Forest const& forest, int device)
{
    return std::make_unique<CudaTreeBackend>(forest, device);
}

}  // namespace quartet
