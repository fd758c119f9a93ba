// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fourfold {

/// An IPv4 address and port, in the host's byte order.
struct Peer {
  std::uint32_t address = 0;
  std::uint16_t port = 0;
};

/// Sends and receives datagrams (UDP), never waits.
class DatagramSocket {
 public:
  /// On a free port, of the loopback interface alone or of all. Throws Error.
  explicit DatagramSocket(bool loopback_only);
  ~DatagramSocket();
  DatagramSocket(const DatagramSocket&) = delete;
  DatagramSocket& operator=(const DatagramSocket&) = delete;

  int descriptor() const { return descriptor_; }
  std::uint16_t port() const;
  /// A datagram that cannot be sent is lost, like one that is lost on its way.
  void send(const Peer& to, std::string_view datagram) noexcept;
  /// False where nothing has come.
  bool receive(std::string& datagram, Peer& from);

 private:
  int descriptor_;
};

/// Where a watcher is reached: "TOKEN/HOST/PORT/ADDRESS,ADDRESS". The token is in every datagram,
/// so that those of another run, or of a stranger, are not taken for this one's.
struct WatchAddress {
  std::string token;
  std::string host;
  std::vector<Peer> peers;
};
std::string encode(const WatchAddress& address);
/// Throws InputError.
WatchAddress parse_watch_address(const std::string& text);

/// Of this host, as other hosts may reach it: the addresses of its interfaces that are up, loopback
/// left out.
std::vector<std::uint32_t> own_addresses();
constexpr std::uint32_t kLoopback = 0x7f000001;
std::string host_name();
/// Sixteen hexadecimal digits of chance.
std::string make_token();

}  // namespace fourfold
