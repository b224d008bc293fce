// The files of a candidate job beside its computations: while a batch is built, another thread writes the rows of the
// batch before, reads the next one and brings it to the device.
#pragma once

#include <future>
#include <vector>

#include "host/candidates/candidate_backend.hpp"
#include "host/candidates/decay_plan.hpp"
#include "host/io/candidate_file.hpp"
#include "host/io/event_file.hpp"

namespace quartet
{

/// HDF5 is used by one thread at a time: by the caller only between end() and begin(). Of the backend, the other thread
/// uses prefetch() alone.
class BatchStream
{
  public:
    /// Reads the first batch.
    BatchStream(EventFileReader& reader, CandidateFileWriter& writer, DecayPlan const& plan, CandidateBackend& backend);
    /// Waits for the other thread. The backend forgets a batch that was not built.
    ~BatchStream();

    bool has_batch() const { return has_batch_; }
    EventBatch const& batch() const { return batch_; }
    /// Starts reading and writing; from now to end() the batch can be built.
    void begin();
    /// Keeps a copy of the rows to be written later. So many rows that memory matters are written at once.
    void add(ColumnTable const& rows);
    /// Waits; then batch() is the next one, if there is any. Throws what reading and writing throw.
    void end();
    /// Writes the last rows.
    void finish() { write(found_); }

  private:
    bool read_next();
    void wait();
    void write(std::vector<ColumnTable>& tables);

    EventFileReader& reader_;
    CandidateFileWriter& writer_;
    DecayPlan const& plan_;
    CandidateBackend& backend_;
    EventBatch batch_, next_;
    bool has_batch_ = false, has_next_ = false;
    std::vector<ColumnTable> found_, ready_;
    std::int64_t found_rows_ = 0;
    std::future<bool> files_;  ///< its thread uses the others
};

}  // namespace quartet
