// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collectives/collective.hpp"
#include "collectives/nccl_settings.hpp"
#include "core/support.hpp"
#include "device/device.hpp"

namespace fourfold {

class MpiSession;

/// How a call is made and waited for.
enum class CallForm {
  Blocking,     ///< MPI_Allreduce; of NCCL, enqueued on a stream
  Nonblocking,  ///< MPI_Iallreduce, then MPI_Wait
  Persistent,   ///< prepared once; then MPI_Start and MPI_Wait again and again
  Overlapped,   ///< to the library as Nonblocking; its caller computes before it waits
};
inline constexpr std::array<std::string_view, 4> kCallForms{"blocking", "nonblocking", "persistent",
                                                            "overlapped"};

struct CollectiveCall;

/// Whom a rank of a send_recv sends to and receives from, where these are not its neighbours.
inline constexpr int kNobody = -1;
struct Peers {
  int to = kNobody;
  int from = kNobody;
};

/// A call that is started and waited for apart.
class PreparedCall {
 public:
  virtual ~PreparedCall() = default;
  virtual void start() = 0;
  virtual void wait() = 0;
  /// From the next start on on the addresses of this call, which is alike in all else. Throws Error
  /// where it is tied to those that it was prepared with (persistent calls).
  virtual void move_to(const CollectiveCall& call) = 0;
};

/// One call of a collective. Addresses are on the communicator's device. In place means the layout
/// that MPI and NCCL share: send is where this rank's contribution lies inside receive (all_gather:
/// receive + rank * block; reduce_scatter: receive lies inside send; gather, scatter: on the root
/// only; all_reduce, reduce, broadcast: send == receive). Broadcast: the root sends from `send`,
/// the others receive into `receive`; the root's own copy is not part of it.
struct CollectiveCall {
  Collective collective = Collective::AllReduce;
  ReductionOp op = ReductionOp::Sum;
  MessageShape shape;
  int root = 0;
  bool in_place = false;
  CallForm form = CallForm::Blocking;
  const std::byte* send = nullptr;
  std::byte* receive = nullptr;
  /// Of send_recv alone; absent: to rank + 1 and from rank - 1.
  std::optional<Peers> peers = {};
};

/// The peers of a send_recv on this rank, the neighbours where the call names none.
inline Peers peers_of(const CollectiveCall& call, int rank, int size) {
  return call.peers.value_or(Peers{(rank + 1) % size, (rank + size - 1) % size});
}

/// Ranks that can talk to each other through one library. Every member but support(), library(),
/// parameters() and check_health() is collective: all ranks call it, in the same order, with
/// matching arguments.
class Communicator {
 public:
  virtual ~Communicator() = default;

  virtual int rank() const = 0;
  virtual int size() const = 0;

  /// Whether this library, in the version found at run time, has the call; only collective, op,
  /// shape, in_place and form are read.
  virtual Support support(const CollectiveCall& call) const = 0;

  /// In place, where this rank's block lies in the whole buffer, in elements: for all_gather,
  /// gather and scatter rank x block; for reduce_scatter that too, except in MPI, which defines it
  /// as 0.
  virtual std::uint64_t in_place_offset(const CollectiveCall& call) const {
    return static_cast<std::uint64_t>(rank()) * call.shape.block;
  }

  /// Issues one call in stream order. Returns when it is done on hosts, when it is enqueued on
  /// GPUs. send_recv: every rank sends the whole message to rank + 1 and receives from rank - 1,
  /// modulo n, unless the call names its peers: then only those ranks need make it that are any.
  /// A nonblocking call is started and waited for; persistent ones are prepared, not enqueued.
  virtual void enqueue(const CollectiveCall& call, Stream& stream) = 0;

  /// Makes a call ready to be started again and again; not to outlive the communicator. Throws
  /// Error where the library has no such calls.
  virtual std::unique_ptr<PreparedCall> prepare(const CollectiveCall& call);

  /// Throws Error when the library has noticed since that a peer or a link failed (NCCL reports
  /// such errors asynchronously; MPI has none of this kind). Never blocks and costs nanoseconds:
  /// for polling while a call runs. A rank that throws here is alone: it ends the job, it does not
  /// go on.
  virtual void check_health() {}

  /// What the library has noticed, in words, or "". For any thread; never throws, never blocks.
  virtual std::string health() noexcept { return ""; }
  /// Gives up what is under way, so that who waits for it comes back. For any thread; nothing but
  /// the end of the process may follow. May block.
  virtual void abort() noexcept {}

  /// Memory of the device for the buffers of calls. Not collective.
  virtual Buffer allocate(Device& device, std::size_t bytes, NcclBuffers) {
    return device.allocate(bytes);
  }
  /// Tells the library of memory from allocate() of the same kind; as many bytes on every rank.
  /// What it returns takes that back, and goes before the memory and the communicator do; nullptr
  /// where there is nothing to tell. Throws Unsupported, on every rank that finds so, where this
  /// machine has no such memory.
  virtual std::shared_ptr<void> announce(const Buffer&, NcclBuffers) { return nullptr; }

  /// Runs `once`, which issues the call one time and waits for it, and returns how the library did
  /// it, in words for the record; "unknown: " and why where it does not say. Outside of timing.
  /// Ranks but the first may return "".
  virtual std::string observe(const CollectiveCall&, const std::function<void()>& once) {
    once();
    return "";
  }

  /// "Open MPI 4.1.4", "NCCL 2.28.9".
  virtual std::string library() const = 0;
  /// By which algorithm it does such a call, as far as the library tells, else what was asked of
  /// whom; "" where there is nothing to tell. For the record; only what support() reads is read.
  virtual std::string algorithm(const CollectiveCall&) const { return ""; }
  /// The library's own settings that bear on speed, as found: name and value, for the manifest.
  virtual std::vector<std::pair<std::string, std::string>> parameters() const = 0;
};

/// One collective done by one algorithm, as the library names it.
struct AlgorithmChoice {
  Collective collective = Collective::AllReduce;
  std::string algorithm = "auto";
  friend auto operator<=>(const AlgorithmChoice&, const AlgorithmChoice&) = default;
};

/// Over host memory through MPI, on a duplicate of the session's communicator, which does the
/// chosen collective by the chosen algorithm. Throws Error, on every rank, where the library
/// refuses it.
std::unique_ptr<Communicator> make_mpi_communicator(MpiSession& session,
                                                    const AlgorithmChoice& choice = {});

/// What can be said about NCCL without a GPU: its version, or why it cannot be had.
struct NcclProbe {
  bool available = false;
  std::string version;   ///< "2.28.9"
  int version_code = 0;  ///< 22809
  std::string reason;
};
NcclProbe probe_nccl();
/// Whether that version has the call; usable for planning, without hardware.
Support nccl_support(const NcclProbe& nccl, const CollectiveCall& call);
/// Whether that version can do the call under these settings, as far as that can be known without a
/// GPU: what it lacks, and what it would do otherwise without a word.
Support nccl_settings_support(const NcclProbe& nccl, const CollectiveCall& call,
                              const NcclSettings& settings);
/// "ncclCommWindowRegister needs NCCL 2.27 or newer, this is 2.25.1".
Support nccl_since(const NcclProbe& nccl, int code, std::string_view what);
/// Whether an MPI library has the call.
Support mpi_support(const CollectiveCall& call);

/// NCCL refuses two ranks on one GPU of one host. From here on, unless the user has named hosts
/// himself (NCCL_HOSTID), each rank tells it that it is a host of its own: they then talk over the
/// network's loopback, as far from full speed as that is. Before the first communicator is made.
void let_nccl_share_gpus(const MpiSession& session);

/// Over GPU memory through NCCL; the unique id travels by MPI. Of the settings it is made with
/// cta_policy, algorithm and protocol, which NCCL takes once for a communicator. Throws Error with
/// NCCL's words.
std::unique_ptr<Communicator> make_nccl_communicator(MpiSession& session, Device& device,
                                                     const NcclSettings& settings = {});

}  // namespace fourfold
