// The toys of a run that has not ended: in memory since the last checkpoint, in files before. A run that is killed
// goes on where the last of these files ends.
//
// The folder OUTPUT.checkpoint holds toys-FIRST.h5 with rows FIRST and on of the run's own order; each is written
// beside its name and renamed, and none is written twice. It is removed when the run has ended.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "fits/toy_rounds.hpp"
#include "host/toys/toy_ranges.hpp"
#include "host/toys/toy_study.hpp"

namespace quartet
{

/// Keeps other processes out of a folder. Where the file system has no locks, it keeps nobody out.
class FolderLock
{
  public:
    /// Makes the folder when it is not there.
    explicit FolderLock(std::string const& folder);
    ~FolderLock();
    FolderLock(FolderLock const&) = delete;
    FolderLock& operator=(FolderLock const&) = delete;

  private:
    int file_ = -1;
};

class ToyCheckpoint
{
  public:
    /// Takes up what is there. `seconds`: between two checkpoints. Throws InputError when another plan or shard lies
    /// there, EnvironmentError when another process works there or when nothing can be written.
    ToyCheckpoint(std::string const& output, ToyStudy const& study, Shard const& shard, double seconds);

    /// Toys so far.
    std::int64_t rows() const { return saved_ + recent_.size(); }
    /// Toys that an earlier run left.
    std::int64_t resumed() const { return resumed_; }
    /// What is to be said of the files found; empty when all was well.
    std::vector<std::string> const& warnings() const { return warnings_; }

    /// The next toys. Writes a file when it is time, or when there are many.
    void append(ToyValues const& toys);
    /// The same, for toys whose order no plan knows: what they are is kept with them.
    void append(ToyValues const& toys, ToyRange const& range);
    /// What the rows are, where it was said.
    std::vector<ToyRange> const& ranges() const { return ranges_; }
    /// All toys in their order, in blocks of bounded size.
    void for_blocks(TakeToys const& take) const;
    /// Rows first ... first + count - 1, in blocks of bounded size.
    void for_rows(std::int64_t first, std::int64_t count, TakeToys const& take) const;
    /// The run has ended: removes the files and the folder.
    void remove();

  private:
    struct Segment
    {
        std::string path;
        std::int64_t first;
        std::int64_t rows;
    };

    void resume();
    std::int64_t rows_of(std::string const& path, std::int64_t first) const;
    void save();
    std::string path_of(std::int64_t first) const;

    std::string folder_;
    std::string plan_;
    Shard shard_;
    double seconds_;
    FolderLock lock_;
    std::vector<Segment> segments_;
    std::int64_t saved_ = 0;
    std::int64_t resumed_ = 0;
    ToyValues recent_;
    std::vector<ToyRange> ranges_;
    std::vector<ToyRange> recent_ranges_;
    std::chrono::steady_clock::time_point last_save_;
    std::vector<std::string> warnings_;
};

/// "OUTPUT.checkpoint".
std::string checkpoint_folder(std::string const& output);

}  // namespace quartet
