// A small pool of threads for loops over independent indices.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace quartet
{

/// Runs loops over [0, n) in blocks. Which thread runs which block is not fixed, so a body must write
/// only to places that belong to its indices; sums are made afterwards in a fixed order
/// (models/base/ordered_sum.hpp). With one thread the loop runs on the caller.
class ThreadPool
{
  public:
    /// `threads` = 0 takes the number of processors this process may use. Throws EnvironmentError when the system
    /// does not give that many threads.
    explicit ThreadPool(int threads = 0);
    ~ThreadPool();
    ThreadPool(ThreadPool const&) = delete;
    ThreadPool& operator=(ThreadPool const&) = delete;

    int size() const { return static_cast<int>(workers_.size()) + 1; }

    using Body = std::function<void(std::int64_t first, std::int64_t last, int worker)>;

    /// Calls body(first, last, worker) for consecutive blocks of at most `grain` indices; worker is in
    /// [0, size()). Returns when all are done; the first exception of a body is thrown here.
    void for_blocks(std::int64_t n, std::int64_t grain, Body const& body);

  private:
    struct Loop
    {
        std::int64_t n = 0;
        std::int64_t grain = 1;
        Body const* body = nullptr;
        std::int64_t next = 0;
        int running = 0;
        std::exception_ptr error;
    };

    void stop_and_join();
    void worker_main(int worker);
    void run_blocks(Loop& loop, int worker, std::unique_lock<std::mutex>& lock);

    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable done_;
    Loop* loop_ = nullptr;
    std::uint64_t generation_ = 0;
    bool stop_ = false;
    std::vector<std::thread> workers_;
};

/// Number of processors this process may run on (respects affinity masks).
int available_processors();

}  // namespace quartet
