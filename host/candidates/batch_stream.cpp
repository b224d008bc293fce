#include "host/candidates/batch_stream.hpp"

#include <utility>

#include "host/candidates/candidate_rows.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// More rows of one batch do not wait in memory.
constexpr std::int64_t most_waiting_rows = 131072;

}  // namespace

BatchStream::BatchStream(EventFileReader& reader, CandidateFileWriter& writer, DecayPlan const& plan,
                         CandidateBackend& backend)
    : reader_(reader), writer_(writer), plan_(plan), backend_(backend)
{
    has_batch_ = reader_.next(batch_);
}

BatchStream::~BatchStream()
{
    files_ = {};
    backend_.prefetch({});
}

void BatchStream::begin()
{
    std::swap(found_, ready_);
    found_rows_ = 0;
    // Without a second thread the standard library runs this in wait().
    files_ = std::async(
        [this]
        {
            write(ready_);
            return read_next();
        });
}

bool BatchStream::read_next()
{
    if (!reader_.next(next_)) return false;
    try
    {
        backend_.prefetch(next_.view());
    }
    catch (EnvironmentError const& error)
    {
        // A device without room for two batches gets this one when its turn comes.
        if (!backend_.is_out_of_memory(error)) throw;
    }
    return true;
}

void BatchStream::add(ColumnTable const& rows)
{
    found_.push_back(candidate_table(plan_));
    found_.back().append(rows);
    found_rows_ += rows.rows();
    if (found_rows_ < most_waiting_rows) return;
    wait();
    write(found_);
    found_rows_ = 0;
}

void BatchStream::end()
{
    wait();
    has_batch_ = std::exchange(has_next_, false);
    std::swap(batch_, next_);
}

void BatchStream::wait()
{
    if (files_.valid()) has_next_ = files_.get();
}

void BatchStream::write(std::vector<ColumnTable>& tables)
{
    for (ColumnTable const& table : tables) writer_.append(table);
    tables.clear();
}

}  // namespace quartet
