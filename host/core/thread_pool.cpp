#include "host/core/thread_pool.hpp"

#include <sched.h>

#include <algorithm>
#include <string>

#include "models/base/error.hpp"

namespace quartet
{

int available_processors()
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof(set), &set) == 0) return std::max(1, CPU_COUNT(&set));
    return std::max(1u, std::thread::hardware_concurrency());
}

ThreadPool::ThreadPool(int threads)
{
    if (threads <= 0) threads = available_processors();
    workers_.reserve(static_cast<std::size_t>(threads) - 1);
    try
    {
        for (int worker = 1; worker < threads; ++worker) workers_.emplace_back([this, worker] { worker_main(worker); });
    }
    catch (std::exception const& error)  // std::system_error, or std::bad_alloc for its stack
    {
        int const started = size();
        stop_and_join();  // the destructor does not run, and a joinable thread would end the process
        throw EnvironmentError(message("only " + std::to_string(started) + " of " + std::to_string(threads)
                                           + " threads could be started: " + error.what(),
                                       "", "Give a smaller --threads, or raise the limit (ulimit -u, ulimit -v)"));
    }
}

ThreadPool::~ThreadPool() { stop_and_join(); }

void ThreadPool::stop_and_join()
{
    {
        std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    for (auto& thread : workers_) thread.join();
}

void ThreadPool::for_blocks(std::int64_t n, std::int64_t grain, Body const& body)
{
    if (n <= 0) return;
    grain = std::max<std::int64_t>(grain, 1);
    if (workers_.empty() || n <= grain)
    {
        for (std::int64_t first = 0; first < n; first += grain) body(first, std::min(first + grain, n), 0);
        return;
    }
    Loop loop;
    loop.n = n;
    loop.grain = grain;
    loop.body = &body;
    std::unique_lock lock(mutex_);
    loop_ = &loop;
    ++generation_;
    wake_.notify_all();
    run_blocks(loop, 0, lock);
    done_.wait(lock, [&] { return loop.running == 0; });
    loop_ = nullptr;
    if (loop.error) std::rethrow_exception(loop.error);
}

void ThreadPool::run_blocks(Loop& loop, int worker, std::unique_lock<std::mutex>& lock)
{
    ++loop.running;
    while (loop.next < loop.n)
    {
        std::int64_t const first = loop.next;
        std::int64_t const last = std::min(first + loop.grain, loop.n);
        loop.next = last;
        lock.unlock();
        std::exception_ptr error;
        try
        {
            (*loop.body)(first, last, worker);
        }
        catch (...)
        {
            error = std::current_exception();
        }
        lock.lock();
        if (error)
        {
            if (!loop.error) loop.error = error;
            loop.next = loop.n;
        }
    }
    --loop.running;
}

void ThreadPool::worker_main(int worker)
{
    std::unique_lock lock(mutex_);
    std::uint64_t seen = 0;
    for (;;)
    {
        wake_.wait(lock, [&] { return stop_ || (loop_ != nullptr && generation_ != seen); });
        if (stop_) return;
        seen = generation_;
        Loop& loop = *loop_;
        run_blocks(loop, worker, lock);
        if (loop.running == 0) done_.notify_all();
    }
}

}  // namespace quartet
