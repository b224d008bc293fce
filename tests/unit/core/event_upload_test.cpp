#include "cuda/event_upload.hpp"

#include <gtest/gtest.h>

#include <future>

#include "cuda/memory.hpp"
#include "host/memory/buffer.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/require_gpu.hpp"
#include "tests/harness/small_batch.hpp"

namespace quartet::test
{
namespace
{

/// Every column, read back from the device, has the bytes of the host.
void expect_same_columns(EventBatch const& host, EventBatchView const& device, void* stream)
{
    auto const read = [&](char* target, void const* source, std::size_t bytes)
    { cuda::copy_to_host(target, source, bytes, stream); };
    auto const wanted = column_bytes(host.view()), found = column_bytes(device, read);
    ASSERT_EQ(found.size(), wanted.size());
    for (std::size_t c = 0; c < found.size(); ++c) EXPECT_EQ(found[c], wanted[c]) << "column " << c;
}

TEST(EventUpload, WithoutCudaOneSentenceSaysSo)
{
    if (probe_cuda_devices().built) GTEST_SKIP() << "this program was built with CUDA";
    expect_error<EnvironmentError>([] { cuda::EventUploader const uploader; }, {"built without CUDA"});
    expect_error<EnvironmentError>([] { cuda::pinned_memory(); }, {"built without CUDA"});
    expect_error<EnvironmentError>([] { cuda::device_memory(); }, {"built without CUDA"});
    expect_error<EnvironmentError>([] { cuda::stream_memory(0, nullptr); }, {"built without CUDA"});
}

TEST(EventUpload, ColumnsArriveUnchangedForBatchesOfAllSizes)
{
    QUARTET_NEED_GPU();
    cuda::EventUploader uploader;
    for (std::int64_t const n : {0, 1, 1000, 3, 100000, 7, 200000})
    {
        EventBatch const batch = small_batch(n, static_cast<int>(n));
        EventBatchView const device = uploader.upload(batch.view());
        EXPECT_EQ(device.n_events, n);
        expect_same_columns(batch, device, uploader.stream());
    }
}

TEST(EventUpload, TheBatchBeforeStaysValid)
{
    QUARTET_NEED_GPU();
    cuda::EventUploader uploader;
    EventBatch const first = small_batch(1000, 1);
    EventBatch const second = small_batch(1000, 5);
    EventBatchView const on_device = uploader.upload(first.view());
    uploader.upload(second.view());
    expect_same_columns(first, on_device, uploader.stream());
}

/// Another thread prefetches while the batch before is in use; its slots grow meanwhile.
TEST(EventUpload, APrefetchedBatchArrivesAndTheOneInUseStays)
{
    QUARTET_NEED_GPU();
    cuda::EventUploader uploader;
    EventBatch batch = small_batch(10, 1);
    EventBatchView device = uploader.upload(batch.view());
    for (std::int64_t const n : {1000, 3, 100000, 200000})
    {
        EventBatch next = small_batch(n, static_cast<int>(n));
        std::async(std::launch::async, [&] { uploader.prefetch(next.view()); }).get();
        expect_same_columns(batch, device, uploader.stream());
        batch = std::move(next);
        device = uploader.upload(batch.view());
        EXPECT_EQ(device.n_events, n);
        expect_same_columns(batch, device, uploader.stream());
    }
}

TEST(EventUpload, WhatWasPrefetchedIsDroppedForAnotherBatch)
{
    QUARTET_NEED_GPU();
    cuda::EventUploader uploader;
    EventBatch const first = small_batch(100, 1), second = small_batch(100, 5), third = small_batch(100, 9);
    uploader.prefetch(first.view());
    uploader.prefetch(second.view());  // the first one waits: nothing happens
    for (EventBatch const* batch : {&third, &first, &second})
        expect_same_columns(*batch, uploader.upload(batch->view()), uploader.stream());
    EventBatch changing = small_batch(100, 11);
    uploader.prefetch(changing.view());
    uploader.prefetch({});
    changing.muon.px.values[0] = -1;
    expect_same_columns(changing, uploader.upload(changing.view()), uploader.stream());
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
}  // namespace quartet::test
