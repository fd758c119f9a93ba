// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "bench/plan/case.hpp"
#include "bench/record/record.hpp"
#include "bench/run/call_range.hpp"
#include "bench/run/host_computation.hpp"
#include "bench/run/injection.hpp"
#include "device/device.hpp"

namespace fourfold {

class Session;
struct OwnGroup;

/// With whom a rank exchanges messages from the next reset on: one sends, the other answers with
/// one element, and both take their times until then.
struct Meeting {
  int partner = kNobody;
  bool sends = false;
};
class Pairing {
 public:
  virtual ~Pairing() = default;
  virtual void meet(const Meeting& meeting) = 0;
};

/// What came of untimed calls with random inputs, whose last bits depend on the order of summation.
struct RandomOutput {
  Correctness correctness;  ///< with hash and repeats
  /// Ranks hold different parts of the result: their hashes add up to that of the whole.
  bool in_parts = false;
};

/// One case made ready to run: its buffers, its library's objects, its expected values. The sampler
/// times it without knowing what it is.
class Operation {
 public:
  virtual ~Operation() = default;

  /// Fills every input and poisons every output, so that an output no call wrote cannot look right.
  /// Forgets the calls before. Untimed.
  virtual void reset() = 0;
  /// After these calls: poisons the outputs that they wrote, so that a later call on the same
  /// buffers has to write them again. Untimed, in stream order.
  virtual void poison(CallRange calls) = 0;
  /// Before these calls: restores inputs that earlier calls destroyed (an in-place sum). Untimed;
  /// does nothing where calls can be repeated as they are. Not before communication alone, which
  /// takes what its computation has left.
  virtual void restore(CallRange calls) = 0;
  /// How many calls may follow one restore().
  virtual std::uint64_t calls_per_restore() const = 0;
  /// Issues call number `call` (counting from reset()) in stream order; the buffers rotate with it.
  virtual void enqueue(std::uint64_t call) = 0;

  /// How many calls, the first of them number 0 or a multiple of this, are launched at once as a
  /// CUDA graph of the same enqueue()s; 0 where each is launched by itself.
  virtual std::uint64_t calls_in_graph() const { return 0; }

  /// Whether it is measured how much of a host's computation calls leave room for.
  virtual bool overlaps() const { return false; }
  /// As enqueue(), with the computation after the call has been started and before it is waited
  /// for; a call that cannot be split is over by then.
  virtual void enqueue_around(std::uint64_t call, const HostComputation& meanwhile) {
    enqueue(call);
    meanwhile.run();
  }

  /// What of a call is issued, where it has two parts that may go on at the same time.
  enum class Part { Both, Communication, Computation };
  /// Whether its calls compute and communicate by themselves, and how far that overlaps is
  /// measured.
  virtual bool in_parts() const { return false; }
  /// As enqueue(), of those parts. What is left after one part alone is no output of the call.
  virtual void enqueue_part(std::uint64_t call, Part /*part*/) { enqueue(call); }
  /// How long the parts of the call before took in it, once it is done, on this rank.
  struct Within {
    Seconds computation;
    Seconds communication;
  };
  virtual Within within() { return {}; }

  /// Exchanges buffers with a rival whose buffers have the same size and hold the same inputs; does
  /// nothing with any other. Where buffers happen to lie bears on speed, and is neither's merit.
  virtual void exchange_buffers(Operation& rival) = 0;

  /// Compares the outputs of these calls, the latest there were, with what they must be, on this
  /// rank. Mismatch::call is the number of the call. May use the buffers afterwards.
  virtual Correctness verify(CallRange calls) = 0;
  /// Whether this rank has an output at all (the root of a gather has, the others have not).
  virtual bool has_output() const = 0;
  /// Spoils the output of `call` on this rank, to prove that verify() sees it: an element, or a
  /// tile where the operation has any.
  virtual void corrupt(std::uint64_t call, Corruption how) = 0;

  /// Runs a few calls with random inputs from `seed` where the order of summation bears on the
  /// bits; nothing where it does not, on all ranks alike. Collective. Uses the buffers.
  virtual std::optional<RandomOutput> random_output(std::uint64_t /*seed*/) { return {}; }

  /// On this rank alone: enters another collective than the others do, to prove that a
  /// disagreement is found. False where the operation has none. Does not come back from others.
  virtual bool mismatch() { return false; }

  /// The ranks that do it together with this one; nullptr: all of them.
  virtual OwnGroup* group() { return nullptr; }
  /// In how many turns groups make their calls, and which is this rank's.
  struct Turns {
    int count = 1;
    int own = 0;
  };
  virtual Turns turns() { return {}; }

  /// Whether all ranks make each call together, so that one who comes late keeps the others
  /// waiting.
  virtual bool all_together() const { return false; }

  /// After the barrier and before the clock: waits for whom a call is made with, where that is not
  /// all ranks and one of them may still be held up in the barrier. Untimed, in stream order.
  virtual void rendezvous() {}
  /// What its partners are chosen through, where it talks to one at a time; else nullptr.
  virtual Pairing* pairing() { return nullptr; }

  virtual Work work() const = 0;
  /// The library's own name for what it does, or "".
  virtual std::string algorithm() const = 0;
  /// How correctness is established, in words.
  virtual std::string verified_by() const = 0;

  /// While waiting for calls in flight: throws when the library knows that they will never end.
  virtual void poll() {}

  virtual Device& device() = 0;
  virtual Stream& stream() = 0;
};

/// Makes the operation of a planned case. Collective over all ranks of the session; a rank that
/// cannot (no memory, a library's error) makes every rank throw the same Error, naming it.
std::unique_ptr<Operation> make_operation(const Case& one, Session& session);

}  // namespace fourfold
