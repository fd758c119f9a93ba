// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/nccl_ras.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <sstream>

namespace fourfold {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLongestStatus = 4 << 20;
constexpr double kGreeting_s = 1;  // a service that does not greet by then is not there
constexpr const char* kDefaultAddress = "localhost:28028";

/// A stream socket that gives up at a point in time.
class Connection {
 public:
  explicit Connection(Clock::time_point end) : end_(end) {}
  void give_up_at(Clock::time_point end) { end_ = end; }
  ~Connection() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool open(const addrinfo& to) {
    if (descriptor_ >= 0) close(descriptor_);
    descriptor_ = socket(to.ai_family, to.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor_ < 0) return false;
    if (connect(descriptor_, to.ai_addr, to.ai_addrlen) == 0) return true;
    if (errno != EINPROGRESS || !ready(POLLOUT)) return false;
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &size);
    return error == 0;
  }

  bool say(const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
      if (!ready(POLLOUT)) return false;
      const ssize_t sent =
          send(descriptor_, text.data() + done, text.size() - done, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
      done += static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
    }
    return true;
  }

  /// Up to and with the next line feed; "" when there is none in time.
  std::string line() {
    while (heard_.find('\n') == std::string::npos) {
      if (!more()) return "";
    }
    const std::size_t length = heard_.find('\n') + 1;
    const std::string text = heard_.substr(0, length);
    heard_.erase(0, length);
    return text;
  }

  /// Until the other side is done, or the time is over.
  std::string rest() {
    while (heard_.size() < kLongestStatus && more()) {
    }
    return heard_;
  }

 private:
  bool ready(short what) const {
    pollfd wait{.fd = descriptor_, .events = what, .revents = 0};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end_ - Clock::now());
    return left.count() > 0 && poll(&wait, 1, static_cast<int>(left.count())) > 0;
  }

  bool more() {
    if (!ready(POLLIN)) return false;
    std::array<char, 4096> part{};
    const ssize_t got = recv(descriptor_, part.data(), part.size(), MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    heard_.append(part.data(), static_cast<std::size_t>(got));
    return got > 0;
  }

  Clock::time_point end_;
  int descriptor_ = -1;
  std::string heard_;
};

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

/// "HOST:PORT" or "[HOST]:PORT"; none where it is neither or unknown.
Addresses resolve(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  addrinfo* found = nullptr;
  if (colon != std::string::npos) {
    std::string host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host.c_str(), address.c_str() + colon + 1, &hints, &found) != 0) {
      found = nullptr;
    }
  }
  return {found, &freeaddrinfo};
}

Clock::time_point in(double seconds) {
  return Clock::now() + std::chrono::milliseconds(std::lround(1000 * seconds));
}

std::string without_margin(const std::string& line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  return first == std::string::npos
             ? ""
             : line.substr(first, line.find_last_not_of(" \t\r") + 1 - first);
}

}  // namespace

std::string nccl_ras_address() {
  const char* const own = std::getenv("NCCL_RAS_ADDR");
  return own != nullptr && *own != '\0' ? own : kDefaultAddress;
}

std::string ask_nccl_ras(const std::string& address, double seconds) {
  const auto end = in(seconds);
  const Addresses addresses = resolve(address);
  for (const addrinfo* to = addresses.get(); to != nullptr; to = to->ai_next) {
    Connection connection(std::min(end, in(kGreeting_s)));
    if (!connection.open(*to)) continue;
    if (!connection.say("CLIENT PROTOCOL 2\n")) continue;
    if (!connection.line().starts_with("SERVER PROTOCOL ")) continue;
    // Its own wait for processes that do not answer it has to end before ours.
    const long patience = std::max(1L, std::lround(seconds / 2));
    if (!connection.say("TIMEOUT " + std::to_string(patience) + "\n")) continue;
    if (connection.line() != "OK\n" || !connection.say("STATUS\n")) continue;
    connection.give_up_at(end);
    return connection.rest();
  }
  return "";
}

std::string nccl_ras_complaints(const std::string& status, std::size_t longest) {
  std::istringstream lines(status);
  std::string complaints;
  bool complains = false;
  for (std::string line; std::getline(lines, line);) {
    const std::string text = without_margin(line);
    if (text.empty() || text.find_first_not_of('=') == std::string::npos) continue;
    if (text == "Errors" || text == "Warnings") {
      complains = true;
    } else if (complains) {
      complaints += (complaints.empty() ? "" : "; ") + text;
    }
  }
  if (complaints.size() <= longest) return complaints;
  return complaints.substr(0, longest - 4) + " ...";
}

}  // namespace fourfold
