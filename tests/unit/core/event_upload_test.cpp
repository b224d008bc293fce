#include "cuda/event_upload.hpp"

#include <gtest/gtest.h>

#include <string>

#include "cuda/memory.hpp"
#include "host/io/event_batch.hpp"
#include "host/io/event_columns.hpp"
#include "host/memory/buffer.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/require_gpu.hpp"

namespace quartet
{
namespace
{

/// Muons with momenta and no tracks, jets, missing momentum; values follow from `seed` and `n`.
EventBatch make_batch(std::int64_t n, int seed)
{
    EventBatch batch;
    batch.n_events = n;
    batch.muon.offsets.make(n + 1);
    for (std::int64_t e = 0; e <= n; ++e) batch.muon.offsets.values[static_cast<std::size_t>(e)] = 2 * e;
    for (auto* column : {&batch.muon.px, &batch.muon.py, &batch.muon.pz})
        for (auto& value : column->make(2 * n)) value = seed++ * 0.5;
    for (auto& value : batch.muon.charge.make(2 * n)) value = seed++ % 2;
    for (auto& value : batch.muon.is_global.make(2 * n)) value = static_cast<std::uint8_t>(seed++ % 3);
    batch.muon.extra.columns.resize(2);  // the second is absent
    for (auto& value : batch.muon.extra.columns[0].column.make(2 * n)) value = seed++ * 0.25;
    batch.jet.offsets.make(n + 1);
    for (std::int64_t e = 0; e <= n; ++e) batch.jet.offsets.values[static_cast<std::size_t>(e)] = e;
    for (auto* column : {&batch.jet.pt, &batch.jet.btag, &batch.met.pt})
        for (auto& value : column->make(n)) value = seed++ * 0.5;
    return batch;
}

/// Every column, read back from the device, has the bytes of the host.
void expect_same_columns(EventBatchView host, EventBatchView device, void* stream)
{
    std::vector<std::string> wanted;
    std::vector<bool> present;
    for_each_span(host,
                  [&](auto const& span)
                  {
                      wanted.emplace_back(reinterpret_cast<char const*>(span.data),
                                          static_cast<std::size_t>(span.size) * sizeof(span[0]));
                      present.push_back(span.data != nullptr);
                  });
    std::size_t column = 0;
    for_each_span(device,
                  [&](auto const& span)
                  {
                      std::string found(static_cast<std::size_t>(span.size) * sizeof(span[0]), '\0');
                      cuda::copy_to_host(found.data(), span.data, found.size(), stream);
                      EXPECT_EQ(found, wanted[column]) << "column " << column;
                      EXPECT_EQ(span.data != nullptr, present[column]) << "column " << column;
                      ++column;
                  });
}

TEST(EventUpload, WithoutCudaOneSentenceSaysSo)
{
    if (probe_cuda_devices().built) GTEST_SKIP() << "this program was built with CUDA";
    test::expect_error<EnvironmentError>([] { cuda::EventUploader const uploader; }, {"built without CUDA"});
    test::expect_error<EnvironmentError>([] { cuda::pinned_memory(); }, {"built without CUDA"});
    test::expect_error<EnvironmentError>([] { cuda::device_memory(); }, {"built without CUDA"});
}

TEST(EventUpload, ColumnsArriveUnchangedForBatchesOfAllSizes)
{
    QUARTET_NEED_GPU();
    cuda::EventUploader uploader;
    for (std::int64_t const n : {0, 1, 1000, 3, 100000, 7, 200000})
    {
        EventBatch const batch = make_batch(n, static_cast<int>(n));
        EventBatchView const device = uploader.upload(batch.view());
        EXPECT_EQ(device.n_events, n);
        expect_same_columns(batch.view(), device, uploader.stream());
    }
}

TEST(EventUpload, TheBatchBeforeStaysValid)
{
    QUARTET_NEED_GPU();
    cuda::EventUploader uploader;
    EventBatch const first = make_batch(1000, 1);
    EventBatch const second = make_batch(1000, 5);
    EventBatchView const on_device = uploader.upload(first.view());
    uploader.upload(second.view());
    expect_same_columns(first.view(), on_device, uploader.stream());
}

TEST(DeviceMemory, BuffersLiveOnTheDeviceAndCopyBack)
{
    QUARTET_NEED_GPU();
    Buffer<double> device(1000, cuda::device_memory());
    Buffer<double> pinned(1000, cuda::pinned_memory());
    for (int i = 0; i < 1000; ++i) pinned.view()[i] = i;
    cuda::copy_to_device(device.data(), pinned.data(), 8000);
    std::vector<double> back(1000);
    cuda::copy_to_host(back.data(), device.data(), 8000);
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(back[static_cast<std::size_t>(i)], i);
    EXPECT_EQ(device.resource().kind(), MemoryKind::device);
    EXPECT_EQ(pinned.resource().kind(), MemoryKind::pinned);
    EXPECT_THROW(Buffer<char>(std::int64_t(1) << 50, cuda::device_memory()), EnvironmentError);
}

}  // namespace
}  // namespace quartet
