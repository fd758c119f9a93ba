// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/datagram_socket.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <random>
#include <sstream>

#include "core/error.hpp"

namespace fourfold {
namespace {

sockaddr_in native(const Peer& peer) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_addr.s_addr = htonl(peer.address);
  result.sin_port = htons(peer.port);
  return result;
}

std::string dotted(std::uint32_t address) {
  return fmt::format("{}.{}.{}.{}", address >> 24, address >> 16 & 255, address >> 8 & 255,
                     address & 255);
}

}  // namespace

DatagramSocket::DatagramSocket(bool loopback_only)
    : descriptor_(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
  const sockaddr_in own = native({loopback_only ? kLoopback : INADDR_ANY, 0});
  if (descriptor_ >= 0 &&
      bind(descriptor_, reinterpret_cast<const sockaddr*>(&own), sizeof(own)) == 0) {
    // Beats of many nodes may come at once. Without privileges net.core.rmem_max is the most.
    constexpr int kReceive = 4 << 20;
    if (setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUFFORCE, &kReceive, sizeof(kReceive)) != 0) {
      setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &kReceive, sizeof(kReceive));
    }
    return;
  }
  const std::string why = std::strerror(errno);
  if (descriptor_ >= 0) close(descriptor_);
  throw Error("no socket to watch the run by: " + why);
}

DatagramSocket::~DatagramSocket() { close(descriptor_); }

std::uint16_t DatagramSocket::port() const {
  sockaddr_in own{};
  socklen_t length = sizeof(own);
  getsockname(descriptor_, reinterpret_cast<sockaddr*>(&own), &length);
  return ntohs(own.sin_port);
}

void DatagramSocket::send(const Peer& to, std::string_view datagram) noexcept {
  const sockaddr_in address = native(to);
  (void)!sendto(descriptor_, datagram.data(), datagram.size(), MSG_NOSIGNAL,
                reinterpret_cast<const sockaddr*>(&address), sizeof(address));
}

bool DatagramSocket::receive(std::string& datagram, Peer& from) {
  datagram.resize(std::size_t{64} << 10);
  sockaddr_in sender{};
  socklen_t length = sizeof(sender);
  const ssize_t got = recvfrom(descriptor_, datagram.data(), datagram.size(), 0,
                               reinterpret_cast<sockaddr*>(&sender), &length);
  // An earlier datagram's "nobody is there" is told here, and is no end of what has come.
  if (got < 0 && errno == ECONNREFUSED) return datagram.clear(), true;
  if (got < 0) return false;
  datagram.resize(static_cast<std::size_t>(got));
  from = {ntohl(sender.sin_addr.s_addr), ntohs(sender.sin_port)};
  return true;
}

std::string encode(const WatchAddress& address) {
  std::string text = fmt::format("{}/{}/{}/", address.token, address.host,
                                 address.peers.empty() ? 0 : address.peers[0].port);
  for (std::size_t i = 0; i < address.peers.size(); ++i) {
    text += fmt::format("{}{}", i == 0 ? "" : ",", dotted(address.peers[i].address));
  }
  return text;
}

WatchAddress parse_watch_address(const std::string& text) {
  std::istringstream stream(text);
  WatchAddress result;
  std::string port_text;
  std::getline(stream, result.token, '/');
  std::getline(stream, result.host, '/');
  std::getline(stream, port_text, '/');
  std::uint16_t port = 0;
  const char* const end = port_text.data() + port_text.size();
  const auto [last, status] = std::from_chars(port_text.data(), end, port);
  for (std::string one; std::getline(stream, one, ',');) {
    in_addr address{};
    if (inet_pton(AF_INET, one.c_str(), &address) != 1) result.token.clear();
    result.peers.push_back({ntohl(address.s_addr), port});
  }
  if (status != std::errc() || last != end || result.token.empty() || result.peers.empty()) {
    throw InputError({}, fmt::format("--watch {}: not the address of a watcher", text));
  }
  return result;
}

std::vector<std::uint32_t> own_addresses() {
  std::vector<std::uint32_t> found;
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return found;
  for (const ifaddrs* one = all; one != nullptr; one = one->ifa_next) {
    const bool usable = (one->ifa_flags & IFF_UP) != 0 && (one->ifa_flags & IFF_LOOPBACK) == 0;
    if (!usable || one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET) continue;
    sockaddr_in address{};
    std::memcpy(&address, one->ifa_addr, sizeof(address));
    found.push_back(ntohl(address.sin_addr.s_addr));
  }
  freeifaddrs(all);
  return found;
}

std::string host_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

std::string make_token() {
  std::random_device chance;
  return fmt::format("{:08x}{:08x}", chance(), chance());
}

}  // namespace fourfold
